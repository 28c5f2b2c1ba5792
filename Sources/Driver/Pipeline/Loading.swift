import AIMLang
import Report
import Synchronization

/// A program from disk, or why there is none.
struct LoadedFile: Sendable {
  var sources: SourceSet
  /// nil when there were errors.
  var program: Program?
  var errors: [DiagnosticRecord]
  var warnings: [DiagnosticRecord]
  /// Whether not even the file itself could be read.
  var isUnreadable: Bool
}

extension LoadedFile {
  fileprivate init(unreadable path: String, _ reason: String) {
    let record = DiagnosticRecord(
      severity: .error, code: FrontEndCode.fileUnreadable.rawValue,
      message: "the file `\(path)` cannot be read: \(reason)", place: nil)
    self.init(sources: SourceSet(), program: nil, errors: [record], warnings: [], isUnreadable: true)
  }
}

/// What went wrong when files were read, by path, in the order of reading.
private final class ReadProblems: Sendable {
  private let problems = Mutex<[(path: String, reason: String)]>([])

  func add(_ path: String, _ reason: String) { problems.withLock { $0.append((path, reason)) } }
  var all: [(path: String, reason: String)] { problems.withLock { $0 } }
}

/// Reads a file with its imports, and refuses what has no meaning in this version.
///
/// - Parameter reader: gives the texts; nil for those on disk.
func load(_ path: String, reader: SourceReader?) -> LoadedFile {
  let problems = ReadProblems()
  let text: String
  if let reader {
    guard let known = reader(path) else { return LoadedFile(unreadable: path, "there is no such text") }
    text = known
  } else {
    do throws(FileProblem) { text = try SourceReading.text(ofFileAt: path, regularOnly: false) } catch {
      return LoadedFile(unreadable: path, error.reason)
    }
  }
  let result = loadProgram(path: path) { [first = FirstText(path: path, text: text)] asked in
    if let text = first.take(asked) { return text }
    if let reader { return reader(asked) }
    do throws(FileProblem) { return try SourceReading.text(ofFileAt: asked, regularOnly: true) } catch {
      problems.add(asked, error.reason)
      return nil
    }
  }
  let found = result.diagnostics + (result.program?.unsupportedFeatures() ?? [])
  let records = found.map { diagnostic in
    var record = DiagnosticRecord(diagnostic, in: result.sources)
    if record.code == FrontEndCode.fileUnreadable.rawValue {
      for problem in problems.all where record.message.contains("`\(problem.path)`") {
        record.facts.append(DiagnosticRecord.Fact(.note, "", problem.reason))
        break
      }
    }
    return record
  }
  let hasErrors = records.contains { $0.severity == .error }
  return LoadedFile(
    sources: result.sources, program: hasErrors ? nil : result.program,
    errors: hasErrors ? records.filter { $0.severity != .warning } : [],
    warnings: records.filter { hasErrors ? $0.severity == .warning : true }, isUnreadable: false)
}

/// The text that has been read already: a pipe gives it only once.
private final class FirstText: Sendable {
  private let path: String
  private let text: Mutex<String?>

  init(path: String, text: String) {
    self.path = path
    self.text = Mutex(text)
  }

  func take(_ asked: String) -> String? {
    guard asked == path else { return nil }
    return text.withLock { text in
      defer { text = nil }
      return text
    }
  }
}
