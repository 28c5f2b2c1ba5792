// The catalogue behind `aimcheck explain CODE`. Its tests run every example, so that a text here cannot outlive the
// behaviour that it describes.

import AIMLang

/// What a diagnostic code means, with a program that has it and the same program mended.
package struct Explanation: Sendable, Equatable {
  /// As diagnostics carry it: `load:footprint.missing`.
  package let code: String
  /// One line without a full stop.
  package let title: String
  /// What was being established, why it can fail, and what the rule is; one paragraph on one line.
  package let meaning: String
  /// A program that has a diagnostic of this code; nil where no program of a few lines does.
  package let example: String?
  /// The example put right: it is accepted, and where it has a `boot`, verified.
  package let mended: String?
  /// Files that the programs import, by path.
  package let modules: [String: String]
  /// The code that the example has: `code`, unless the same reason is shown at another check.
  package let exampleCode: String

  init(
    _ code: String, _ title: String, _ meaning: String, example: String? = nil, mended: String? = nil,
    modules: [String: String] = [:], exampleCode: String? = nil
  ) {
    self.code = code
    self.title = title
    self.meaning = meaning.split(separator: "\n").joined(separator: " ")
    self.example = example.map { $0 + "\n" }
    self.mended = mended.map { $0 + "\n" }
    self.modules = modules
    self.exampleCode = exampleCode ?? code
  }

  init(
    _ code: FrontEndCode, _ title: String, _ meaning: String, example: String? = nil, mended: String? = nil,
    modules: [String: String] = [:]
  ) {
    self.init(code.rawValue, title, meaning, example: example, mended: mended, modules: modules)
  }

  init(
    _ check: Check, _ reason: Reason, _ title: String, _ meaning: String, example: String? = nil,
    mended: String? = nil, exampleCode: DiagnosticCode? = nil
  ) {
    self.init(
      DiagnosticCode(check, reason).description, title, meaning, example: example, mended: mended,
      exampleCode: exampleCode?.description)
  }
}

extension Explanation {
  /// Every code, from the file's text to the engines.
  package static let all: [Explanation] = [
    lexing, parsing, names, bodies, definitions, unsupported, memory, interrupts, threads, calls, loops,
    declarations, induction, ghosts, limits,
  ].flatMap { $0 }

  /// The explanation of a code, nil for one that does not exist.
  package static func find(_ code: String) -> Explanation? { all.first { $0.code == code } }

  /// The codes that someone who wrote `code` may have meant, best first: of the same check if it names one, else the
  /// one spelt most alike.
  package static func suggestions(for code: String) -> [String] {
    let codes = all.map(\.code)
    if let near = Spelling.nearest(to: code, among: codes) { return [near] }
    let check = code.prefix { $0 != ":" }
    let ofCheck = codes.filter { $0.hasPrefix(check + ":") }
    if !ofCheck.isEmpty { return ofCheck }
    let ofReason = codes.filter { $0.hasSuffix(":" + code) }
    if !ofReason.isEmpty { return ofReason }
    return Spelling.nearest(to: String(check), among: Check.allCases.map(\.rawValue)).map { check in
      codes.filter { $0.hasPrefix(check + ":") }
    } ?? []
  }

  /// The whole as plain text, no line longer than the width unless a program has it so.
  package func text(width: Int = 80) -> String {
    var lines = ["\(code): \(title)", ""]
    lines += Self.wrap(meaning, width: width)
    if let example {
      lines += ["", exampleCode == code ? "A program that has it:" : "A program that has \(exampleCode):", ""]
      lines += Self.indent(example)
    }
    for (path, module) in modules.sorted(by: { $0.key < $1.key }) {
      lines += ["", "with \(path):", ""] + Self.indent(module)
    }
    if let mended { lines += ["", "Mended:", ""] + Self.indent(mended) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func indent(_ program: String) -> [String] {
    var lines = program.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
