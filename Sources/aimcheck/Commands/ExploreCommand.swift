import ArgumentParser
import Driver
import Report
import Synchronization

struct ExploreCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Try every interleaving of each program, or step through one.")

  @OptionGroup var paths: PathOptions

  @Option(
    help: ArgumentHelp(
      "Step through one schedule, as findings give it or from a file of `run --record`, and show what changes at each "
        + "step.",
      valueName: "schedule"))
  var replay: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var limits: ExplorationLimits
  @OptionGroup var search: SearchOptions
  @OptionGroup var trace: TraceOptions
  @OptionGroup var graphs: GraphOptions
  @OptionGroup var pages: HTMLOptions

  func validate() throws {
    if let option = otherThanGraph, graphs.graph != nil {
      throw ValidationError("`--graph` writes the whole graph and nothing else; `\(option)` does not go with it")
    }
    if let html = pages.html, html == output.output || html == trace.traceOutput {
      throw ValidationError("`--html` and another result name one file")
    }
    if trace.step, output.format == .json || output.output != nil {
      throw ValidationError("`--step` talks on standard output, as text")
    }
  }

  private var otherThanGraph: String? {
    if replay != nil { return "--replay" }
    if trace.isAsked { return trace.step ? "--step" : "--trace-output" }
    if pages.html != nil { return "--html" }
    return output.format == .json ? "--format" : nil
  }

  func status() -> Int32 {
    if let format = graphs.graph { return paths.withFiles { graphs.write(format, of: $0, to: output) } }
    var options = CheckOptions()
    options.proves = false
    options.explorationSuffices = true
    limits.apply(to: &options)
    search.apply(to: &options)
    return paths.withFiles { files in
      if replay != nil || trace.isAsked || pages.html != nil, files.count != 1 {
        let option = replay != nil ? "--replay" : trace.step ? "--step" : trace.isAsked ? "--trace-output" : "--html"
        Complaint.print("aimcheck: `\(option)` is about one program, and these are \(files.count)")
        return 64
      }
      var replay = replay
      if let given = replay {
        do throws(FileProblem) { replay = try givenSchedule(given) } catch {
          Complaint.print("aimcheck: \(Sanitizer.line(error.reason))")
          return 3
        }
      }
      options.page = pages.options
      let counterexample = Mutex(replay.map { ShownSchedule(schedule: $0) })
      let page = Mutex<PageDocument?>(nil)
      let session = Session(output: output, showsTraces: !trace.step)
      var status = session.run(files, options) { [replay] path, options in
        if let replay {
          var file = Driver.replay(path, schedule: replay, page: options.page)
          page.withLock { $0 = file.page }
          // Whoever goes through the steps need not be shown all of them before.
          if trace.step { file.report.replay = nil }
          return file
        }
        let file = check(path, options)
        counterexample.withLock { $0 = file.report.counterexample }
        page.withLock { $0 = file.page }
        return file
      }
      status = pages.write(page.withLock { $0 }, status)
      guard trace.isAsked, let path = files.first, status <= 2 else { return status }
      let found = counterexample.withLock { $0 }
      let written = trace.write(path, found, status)
      return trace.goThrough(path, found, style: TextStyle(isColoured: output.isColoured), written)
    }
  }
}
