import ArgumentParser
import Driver
import Report

enum TraceFormat: String, ExpressibleByArgument, CaseIterable { case json, itf }

/// What `explore` does with one schedule: the counterexample that it finds, or that of `--replay`.
struct TraceOptions: ParsableArguments {
  @Flag(help: "Go through the counterexample, or the schedule of `--replay`, by commands from standard input.")
  var step = false

  @Option(help: ArgumentHelp("Write the counterexample, or the schedule of `--replay`, to a file.", valueName: "path"))
  var traceOutput: String?

  @Option(
    help: "The form of that file; without it, `itf` for a name that ends in .itf.json, else `json`.")
  var traceFormat: TraceFormat?

  var isAsked: Bool { step || traceOutput != nil }

  func validate() throws {
    if traceFormat != nil, traceOutput == nil {
      throw ValidationError("`--trace-format` is about the file of `--trace-output`")
    }
  }

  /// Writes the schedule to its file.
  /// - Returns: `status`, or why there is no file.
  func write(_ path: String, _ counterexample: ShownSchedule?, _ status: Int32) -> Int32 {
    guard let traceOutput else { return status }
    guard let counterexample else {
      Complaint.print("aimcheck: there is no counterexample, so `\(Sanitizer.line(traceOutput))` is not written")
      return status
    }
    let document: TraceDocument
    do throws(FileProblem) { document = try traceDocument(path, counterexample) } catch {
      Complaint.print("aimcheck: `\(Sanitizer.line(traceOutput))` is not written: \(Sanitizer.line(error.reason))")
      return status == 0 ? 64 : status
    }
    let output = ResultOutput.file(traceOutput)
    switch traceFormat ?? (traceOutput.hasSuffix(".itf.json") ? .itf : .json) {
    case .json: return output.end(document, status)
    case .itf: return output.end(ITF(document).text, status)
    }
  }

  /// Goes through the schedule.
  /// - Returns: `status`, or why that was not possible.
  func goThrough(_ path: String, _ counterexample: ShownSchedule?, style: TextStyle, _ status: Int32) -> Int32 {
    guard step else { return status }
    let start = counterexample ?? ShownSchedule(schedule: "")
    guard let problem = stepThrough(path, start, style: style, body: StepLoop.run) else {
      Complaint.print("aimcheck: there is nothing to step through: the program has no first state")
      return status
    }
    return problem == 0 ? status : problem
  }
}
