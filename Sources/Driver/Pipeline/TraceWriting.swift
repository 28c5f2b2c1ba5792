import AIMLang
import Machine
import Report

/// One schedule of a file with every configuration on the way.
///
/// - Throws: why there is none, as a sentence.
package func traceDocument(
  _ path: String, _ counterexample: ShownSchedule, reader: SourceReader? = nil
) throws(FileProblem) -> TraceDocument {
  let result = onDeepStack { () -> Result<TraceDocument, FileProblem> in
    guard let program = load(path, reader: reader).program else {
      return .failure(FileProblem(reason: "the program cannot be read"))
    }
    let conversion = PictureConversion(program: program)
    var states: [PictureRecord] = []
    do throws(ScheduleError) {
      let schedule = try Schedule(parsing: counterexample.schedule)
      let trace = try Machine.replay(program, schedule) { states.append(conversion.record($0)) }
      if states.isEmpty { return .failure(FileProblem(reason: "the program is broken before the first step")) }
      return .success(
        TraceDocument(
          tool: RunReport.Tool(aimcheck: Versions.aimcheck, cvc5: Versions.cvc5), path: path,
          schedule: counterexample.schedule,
          trace: counterexample.repetition ?? TraceConversion(program: program).record(trace), states: states))
    } catch { return .failure(FileProblem(reason: error.description)) }
  }
  return try result.get()
}
