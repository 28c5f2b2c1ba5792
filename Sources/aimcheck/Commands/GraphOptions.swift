import ArgumentParser
import Driver
import Report

enum GraphFormat: String, ExpressibleByArgument, CaseIterable { case json, dot }

/// `aimcheck explore FILE --graph …`: the graph of configurations instead of a report.
struct GraphOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the graph of all configurations instead of a report: `json` for other tools, `dot` for Graphviz.",
      valueName: "form"))
  var graph: GraphFormat?

  @Option(
    help: ArgumentHelp("At most this many configurations in the graph, those nearest to boot.", valueName: "number"))
  var graphStates = 20_000

  func validate() throws {
    if graphStates < 1 { throw ValidationError("`--graph-states` is at least 1") }
  }

  /// - Returns: the exit status: 1 where the graph has a violation, 2 where it is only a part.
  func write(_ format: GraphFormat, of files: [String], to output: OutputOptions) -> Int32 {
    guard files.count == 1, let path = files.first else {
      Complaint.print("aimcheck: `--graph` shows one program, and these are \(files.count)")
      return 64
    }
    let result = stateGraph(path, tool: .current, states: graphStates)
    let status = Int32(result.file.report.verdict.exitStatus)
    guard let document = result.document else {
      Complaint.print(RunText(style: TextStyle(isColoured: false)).text(result.file))
      return status
    }
    if let limit = document.limit { Complaint.print("aimcheck: \(Sanitizer.line(path)): only a part: \(limit)") }
    switch format {
    case .dot: return output.result.end(document.dot(), status)
    case .json:
      guard let bytes = try? document.json() else {
        Complaint.print("aimcheck: the graph cannot be written as JSON; please report this")
        return 70
      }
      let result = output.result
      return result.write(bytes) && result.finish() ? status : ResultOutput.failureStatus
    }
  }
}
