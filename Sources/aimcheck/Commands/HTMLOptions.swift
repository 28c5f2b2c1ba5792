import ArgumentParser
import Driver
import Report

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

  /// What the driver is asked for; nil for no page.
  var options: PageOptions? { html.map { PageOptions(output: $0, states: htmlStates, tool: .current) } }

  /// Writes the page, if there is one; where there is none, the report says why.
  /// - Returns: `status`, or why the page is not written.
  func write(_ page: PageDocument?, _ status: Int32) -> Int32 {
    guard let html, let page, status != ResultOutput.failureStatus else { return status }
    guard let bytes = try? page.html() else {
      Complaint.print("aimcheck: the page cannot be written; please report this")
      return 70
    }
    let output = ResultOutput.file(html)
    return output.write(bytes) && output.finish() ? status : ResultOutput.failureStatus
  }
}
