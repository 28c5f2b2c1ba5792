/// Reads a file and all that it imports, parses each once, and resolves them as one program.
///
/// - Parameters:
///   - path: the file asked for, as the user gave it.
///   - reader: gives the text of a file by path.
package func loadProgram(path: String, reader: @escaping SourceReader) -> LoadResult {
  var loader = ModuleLoader(reader: reader)
  loader.load(path)
  let parsed = Diagnostics.arrange(loader.diagnostics)
  // Names that a broken declaration should have introduced are not reported as unknown on top of it.
  guard !parsed.contains(where: { $0.severity == .error }) else {
    return LoadResult(sources: loader.sources, program: nil, diagnostics: parsed)
  }
  var resolver = Resolver(modules: loader.modules, sources: loader.sources)
  let program = resolver.resolve()
  var found = parsed + resolver.diagnostics
  if program == nil, !found.contains(where: { $0.severity == .error }), let file = loader.modules.first?.file {
    // A fault of ours rather than of the text; without a program, it must not pass for a clean file.
    found.append(
      Diagnostic(
        .error, DiagnosticCode(.checker, detail: "report.missing"), "this file was refused without a reason",
        at: SourceSpan(file: file, start: 0, end: 0), suggestion: "please report this with the file"))
  }
  let diagnostics = Diagnostics.arrange(found)
  return LoadResult(sources: loader.sources, program: program, diagnostics: diagnostics)
}

/// A file that has been read.
struct LoadedModule: Sendable {
  var file: FileID
  var syntax: ModuleSyntax
  /// What its imports name, in order, as indices of modules; nil for one that could not be read.
  var imports: [Int?] = []
}

/// Follows imports, depth first, in the order in which they are met.
struct ModuleLoader {
  let reader: SourceReader
  private(set) var sources = SourceSet()
  private(set) var modules: [LoadedModule] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var modulesByPath: [String: Int] = [:]
  /// Modules whose imports are being followed, with the import that led on from each.
  private var open: [(module: Int, via: SourceSpan)] = []

  init(reader: @escaping SourceReader) { self.reader = reader }

  mutating func load(_ path: String) {
    let file: FileID
    if let text = reader(path) {
      file = sources.add(SourceFile(path: path, text: text))
      _ = parse(file, path: Self.normalise(path))
    } else {
      file = sources.add(SourceFile(path: path, text: ""))
      diagnostics.append(
        Diagnostic(
          .error, FrontEndCode.fileUnreadable.code, "the file `\(path)` cannot be read",
          at: SourceSpan(file: file, start: 0, end: 0)))
    }
  }

  private mutating func parse(_ file: FileID, path: String) -> Int {
    let text = sources[file].text
    let index = modules.count
    modulesByPath[path] = index
    guard text.utf8.count <= FrontEndLimits.fileBytes else {
      modules.append(LoadedModule(file: file, syntax: ModuleSyntax(declarations: [])))
      diagnostics.append(
        Diagnostic(
          .error, FrontEndCode.fileLarge.code,
          "this file has \(text.utf8.count) bytes; at most \(FrontEndLimits.fileBytes) are read",
          at: SourceSpan(file: file, start: 0, end: 0), suggestion: "split it and use `import`"))
      return index
    }
    let (syntax, problems) = Parser.parse(text, file: file)
    diagnostics += problems
    modules.append(LoadedModule(file: file, syntax: syntax))
    for declaration in syntax.declarations {
      guard case .import(let item) = declaration.kind else { continue }
      let target = follow(item, from: index)
      modules[index].imports.append(target)
    }
    return index
  }

  private mutating func follow(_ item: ImportSyntax, from importer: Int) -> Int? {
    guard !item.path.isEmpty else { return nil }
    let span = item.pathPlace.span
    let path = Self.normalise(Self.join(item.path, toFolderOf: sources[modules[importer].file].path))
    if let known = modulesByPath[path] {
      if known == importer || open.contains(where: { $0.module == known }) { reportCycle(to: known, at: span) }
      return known
    }
    guard modules.count < FrontEndLimits.files, open.count < FrontEndLimits.importDepth else {
      report(
        .filesMany, at: span,
        "a program has at most \(FrontEndLimits.files) files, imported at most \(FrontEndLimits.importDepth) deep")
      return nil
    }
    guard let text = reader(path) else {
      report(
        .fileUnreadable, at: span, "the file `\(path)` cannot be read",
        suggestion: "the path of an import is relative to the file that imports")
      return nil
    }
    let file = sources.add(SourceFile(path: path, text: text))
    open.append((importer, span))
    defer { open.removeLast() }
    return parse(file, path: path)
  }

  private mutating func reportCycle(to module: Int, at span: SourceSpan) {
    let start = open.firstIndex { $0.module == module } ?? open.count
    let related = open[start...].map { RelatedPlace($0.via, "which is imported from here") }
    diagnostics.append(
      Diagnostic(
        .error, FrontEndCode.importCycle.code, "this import closes a circle", at: span, related: Array(related),
        suggestion: "move what both files need into a third"))
  }

  private mutating func report(
    _ code: FrontEndCode, at span: SourceSpan, _ message: String, suggestion: String? = nil
  ) {
    diagnostics.append(Diagnostic(.error, code.code, message, at: span, suggestion: suggestion))
  }

  // MARK: Paths

  /// A path relative to the folder of a file; an absolute one as it is.
  static func join(_ path: String, toFolderOf file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  /// Without `.` and, where something stands before it, `..`.
  static func normalise(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}

/// The order in which diagnostics are shown.
enum Diagnostics {
  /// By file and place, warnings among errors; at most `FrontEndLimits.errors` errors, then a note.
  static func arrange(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let sorted = diagnostics.enumerated().sorted { a, b in
      let (x, y) = (a.element.span, b.element.span)
      return (x.file, x.start, a.offset) < (y.file, y.start, b.offset)
    }.map(\.element)
    var errors = 0
    var shown: [Diagnostic] = []
    for diagnostic in sorted where diagnostic.code != FrontEndCode.errorsMany.code {
      if diagnostic.severity == .error { errors += 1 }
      if errors > FrontEndLimits.errors {
        let total = sorted.filter { $0.severity == .error }.count
        shown.append(
          Diagnostic(
            .note, FrontEndCode.errorsMany.code,
            "too many errors: the first \(FrontEndLimits.errors) of at least \(total) are shown", at: diagnostic.span))
        break
      }
      shown.append(diagnostic)
    }
    return shown
  }
}
