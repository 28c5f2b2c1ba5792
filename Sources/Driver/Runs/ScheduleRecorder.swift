import Report

/// Writes the lines of a schedule: into a file, and, in a replay, against those of another one.
final class ScheduleRecorder {
  private let file: UnfinishedFile?
  private let original: RecordedSchedule?
  private var digest = SHA256()

  /// - Parameters:
  ///   - file: where to write; nil for nowhere.
  ///   - original: the schedule that is replayed; nil for none.
  init(file: UnfinishedFile?, original: RecordedSchedule?) {
    self.file = file
    self.original = original
  }

  var isNeeded: Bool { file != nil || original != nil }

  func add(_ header: [UInt8]) throws(RunProblem) {
    digest.update(header)
    try append(header)
  }

  func add(_ step: ScheduleStep) throws(RunProblem) {
    let line = step.line
    if let original { try original.compare(step, line) }
    digest.update(line)
    try append(line)
  }

  /// The last line, after which the file has its name.
  func finish(_ end: ExecutionReport.EndKind, steps: Int, code: String) throws(RunProblem) {
    let last = ScheduleEnd(end: end, steps: steps, code: code, digest: digest.digest())
    if let original { try original.compare(last) }
    try append(last.line)
    guard let file else { return }
    do throws(FileProblem) { try file.finish() } catch { throw .unwritten(error.reason) }
  }

  private func append(_ line: [UInt8]) throws(RunProblem) {
    guard let file else { return }
    do throws(FileProblem) { try file.append(line) } catch { throw .unwritten(error.reason) }
  }
}

/// What ends a run without a result.
enum RunProblem: Error {
  /// The program has no run: a sentence.
  case notRunnable(String)
  /// The recording cannot be written: a phrase.
  case unwritten(String)
  /// Nobody reads what is told.
  case untold
  case schedule(ScheduleFileProblem)
}
