import Foundation

@testable import AIMLang

extension FuzzTarget {
  private static let programs: @Sendable () -> [[UInt8]] = {
    FuzzFiles.paths(in: "Proofs", ".aim").compactMap(FuzzFiles.bytes).filter { $0.count < 6_000 }
  }

  /// Tokens are in order, inside of the text, and none is empty but the last.
  static let lexer = FuzzTarget(name: "lexer", seeds: programs) { bytes in
    var lexer = Lexer(file: FileID(0), bytes: bytes)
    lexer.run()
    guard let last = lexer.tokens.last, last.kind == .end, Int(last.end) == bytes.count else {
      return .broken("the last token is not the end of the file")
    }
    var position: UInt32 = 0
    for token in lexer.tokens {
      guard token.start >= position, token.end > token.start || token.kind == .end else {
        return .broken("the token at \(token.start) overlaps the one before, or is empty")
      }
      position = token.end
    }
    for diagnostic in lexer.diagnostics {
      if let problem = FrontEndChecks.problem(of: diagnostic, sizes: [bytes.count]) { return .broken(problem) }
    }
    return lexer.diagnostics.isEmpty ? .accepted : .rejected
  }

  /// What parses without a complaint is printed, parses again to the same tree, and is printed the same.
  static let parser = FuzzTarget(name: "parser", seeds: programs) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let (tree, problems) = Parser.parse(text, file: FileID(0))
    for diagnostic in problems {
      if let problem = FrontEndChecks.problem(of: diagnostic, sizes: [text.utf8.count]) { return .broken(problem) }
    }
    guard problems.isEmpty else { return .rejected }
    let printed = Printer.print(tree)
    let (again, complaints) = Parser.parse(printed, file: FileID(0))
    if let complaint = complaints.first { return .broken("what is printed is refused: \(complaint.message)") }
    guard again == tree else { return .broken("what is printed parses to another tree") }
    return Printer.print(again) == printed ? .accepted : .broken("what is printed twice differs")
  }

  /// A program with its imports, in one text: parts that begin with a line `//// path`, the program's own first.
  static let program = FuzzTarget(
    name: "program",
    seeds: {
      FuzzFiles.paths(in: "Proofs", ".aim").compactMap { path in
        let parts = ProgramParts(collecting: path)
        return parts.text.utf8.count < 20_000 ? Array(parts.text.utf8) : nil
      }
    },
    check: { bytes in
      let parts = ProgramParts(String(decoding: bytes, as: UTF8.self))
      let result = parts.load()
      if let problem = FrontEndChecks.problem(of: result) { return .broken(problem) }
      guard FrontEndChecks.description(result) == FrontEndChecks.description(parts.load()) else {
        return .broken("loading twice gives two answers")
      }
      guard let program = result.program else { return .rejected }
      if !program.unsupportedFeatures().isEmpty { return .rejected }
      do throws(ExpansionTooLarge) {
        // Neither is ever too large for a program that the resolver accepts.
        _ = try program.closed()
        for module in result.sources.files.indices { _ = try program.seen(from: module) }
      } catch { return .broken("an accepted program cannot be expanded") }
      return FrontEndChecks.problemOfPrinting(parts, program).map(FuzzOutcome.broken) ?? .accepted
    })
}

/// A program in memory, with the files that it imports.
struct ProgramParts {
  var files: [(path: String, text: String)] = []

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("//// ") {
        files.append((String(line.dropFirst(5)), ""))
      } else {
        if files.isEmpty { files.append(("main.aim", "")) }
        files[files.count - 1].text += line + "\n"
      }
    }
    if files.isEmpty { files.append(("main.aim", "")) }
  }

  /// A program of the repository.
  init(collecting path: String) {
    let read = ReadFiles()
    _ = loadProgram(path: path) { asked in
      let text = FuzzFiles.text(asked)
      if let text { read.add(asked, text) }
      return text
    }
    files = read.all
  }

  var text: String { files.map { "//// \($0.path)\n" + $0.text }.joined() }

  func load() -> LoadResult {
    let files = files
    return loadProgram(path: files[0].path) { path in files.first { $0.path == path }?.text }
  }
}

private final class ReadFiles: @unchecked Sendable {
  private let lock = NSLock()
  private var files: [(path: String, text: String)] = []

  func add(_ path: String, _ text: String) { lock.withLock { files.append((path, text)) } }
  var all: [(path: String, text: String)] { lock.withLock { files } }
}

enum FrontEndChecks {
  static func problem(of diagnostic: Diagnostic, sizes: [Int]) -> String? {
    let code = diagnostic.code.description
    guard FrontEndCode(rawValue: code) != nil || code.hasPrefix("unsupported:") else {
      return "a diagnostic has the code \(code)"
    }
    if diagnostic.message.isEmpty || diagnostic.message.hasSuffix(".") { return "\(code) says “\(diagnostic.message)”" }
    for span in [diagnostic.span] + diagnostic.related.map(\.span) {
      guard sizes.indices.contains(span.file.index), 0 <= span.start, span.start <= span.end,
        span.end <= sizes[span.file.index]
      else { return "\(code) is about a place outside of its file" }
    }
    return nil
  }

  static func problem(of result: LoadResult) -> String? {
    let isRefused = result.diagnostics.contains { $0.severity == .error }
    if isRefused == (result.program != nil) { return "a program and errors, or neither" }
    let sizes = result.sources.files.map { $0.text.utf8.count }
    for diagnostic in result.diagnostics + (result.program?.unsupportedFeatures() ?? []) {
      if let problem = problem(of: diagnostic, sizes: sizes) { return problem }
    }
    return nil
  }

  static func description(_ result: LoadResult) -> [String] {
    result.diagnostics.map { diagnostic in
      let place = result.sources.position(of: diagnostic.span)
      let related = diagnostic.related.map { "\($0.span) \($0.label)" }.joined(separator: "; ")
      return "\(diagnostic.span.file.index):\(place.line):\(place.column): \(diagnostic.code): \(diagnostic.message)"
        + " [\(related)] \(diagnostic.facts.map(\.text)) \(diagnostic.suggestion ?? "")"
    }
  }

  /// What is printed is the same program.
  static func problemOfPrinting(_ parts: ProgramParts, _ program: Program) -> String? {
    var printed = parts
    for index in parts.files.indices {
      let (tree, problems) = Parser.parse(parts.files[index].text, file: FileID(0))
      // A part that nobody imports may be anything.
      if problems.isEmpty { printed.files[index].text = Printer.print(tree) }
    }
    guard let again = printed.load().program else { return "a program that is printed is refused" }
    let same =
      again.code.count == program.code.count && again.routines.map(\.name) == program.routines.map(\.name)
      && again.globals.map(\.name) == program.globals.map(\.name)
      && again.invariants.count == program.invariants.count && again.predicates.count == program.predicates.count
      && again.functions.count == program.functions.count && (again.boot == nil) == (program.boot == nil)
      && again.constants.map(\.value) == program.constants.map(\.value)
    return same ? nil : "a program that is printed is another one"
  }
}
