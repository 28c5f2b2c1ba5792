import ArgumentParser
import Driver
import Report
import Synchronization

/// `aimcheck explore FILE --html …`: a page to look at, beside the report.
struct HTMLOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a page that shows the program step by step, on the failing schedule, the one of `--replay`, or a sample.",
      valueName: "path"))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "At most this many configurations on the page; without it, as many as make 5 MB.", valueName: "number"))
  var htmlStates: Int?

  func validate() throws {
    if let htmlStates, htmlStates < 1 { throw ValidationError("`--html-states` is at least 1") }
    if htmlStates != nil, html == nil { throw ValidationError("`--html-states` is about the page of `--html`") }
    if let html, html.isEmpty { throw ValidationError("`--html` needs the path of the page") }
  }

  /// - Returns: the exit status of the report, unless the page could not be written.
  func write(of files: [String], _ session: Session, _ options: CheckOptions, replay: String?) -> Int32 {
    guard let html, files.count == 1 else {
      Complaint.print("aimcheck: `--html` shows one program, and these are \(files.count)")
      return 64
    }
    let page = PageOptions(output: html, states: htmlStates, tool: .current)
    var options = options
    options.page = page
    let made = MadePage()
    let status = session.run(files, options) { path, options in
      let file = replay.map { Driver.replay(path, schedule: $0, page: page) } ?? check(path, options)
      made.document.withLock { $0 = file.page }
      return file
    }
    guard let document = made.document.withLock({ $0 }), status != ResultOutput.failureStatus else { return status }
    let output = ResultOutput.file(html)
    guard let bytes = try? document.html() else {
      Complaint.print("aimcheck: the page cannot be written; please report this")
      return 70
    }
    return output.write(bytes) && output.finish() ? status : ResultOutput.failureStatus
  }

  /// What the work on the file leaves for later.
  private final class MadePage: Sendable {
    let document = Mutex<PageDocument?>(nil)
  }
}
