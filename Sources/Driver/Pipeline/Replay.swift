import AIMLang
import Machine
import Report

/// Steps through one schedule of a file from boot.
///
/// - Parameters:
///   - page: the page to make of it; nil for none.
///   - reader: gives the texts; nil for those on disk.
package func replay(
  _ path: String, schedule text: String, page: PageOptions? = nil, reader: SourceReader? = nil
) -> CheckedFile {
  onDeepStack {
    withProgram(of: path, reader: reader) { program, file in
      do throws(ScheduleError) {
        let schedule = try Schedule(parsing: text)
        let trace = try Machine.replay(program, schedule)
        file.report.replay = TraceConversion(program: program).record(trace)
        file.report.verdict = Verdict(ending: trace)
        if let page { file.makePage(of: program, page, schedule: schedule) }
      } catch {
        file.report.verdict = Verdict(.usage, error.description)
      }
    }
  }
}

extension Verdict {
  fileprivate init(ending trace: Trace) {
    let steps = count(trace.steps.count, "step")
    if let violation = trace.violation {
      self.init(.refuted, "`\(violation.code)` after \(steps)")
    } else if trace.choicesAtEnd == 0 {
      self.init(.replayed, "nothing is wrong in \(steps), and nothing can happen after them")
    } else {
      self.init(
        .replayed,
        "nothing is wrong in \(steps); then there \(trace.choicesAtEnd == 1 ? "is" : "are") "
          + count(trace.choicesAtEnd, "choice"))
    }
  }
}
