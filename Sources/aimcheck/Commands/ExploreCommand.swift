import ArgumentParser
import Driver

struct ExploreCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Try every interleaving of each program, or step through one.")

  @OptionGroup var paths: PathOptions

  @Option(
    help: ArgumentHelp(
      "Step through one schedule, as findings give it, and show what changes at each step.", valueName: "schedule"))
  var replay: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var limits: ExplorationLimits
  @OptionGroup var graphs: GraphOptions
  @OptionGroup var pages: HTMLOptions

  func validate() throws {
    if graphs.graph != nil, replay != nil { throw ValidationError("`--graph` has all schedules, `--replay` is one") }
    if graphs.graph != nil, pages.html != nil {
      throw ValidationError("`--graph` and `--html` are two results; ask for one")
    }
    if let html = pages.html, html == output.output { throw ValidationError("`--html` and `--output` name one file") }
    if graphs.graph != nil, output.format == .json {
      throw ValidationError("`--graph` says by itself in which form the graph is; `--format` is that of reports")
    }
  }

  func status() -> Int32 {
    if let format = graphs.graph { return paths.withFiles { graphs.write(format, of: $0, to: output) } }
    var options = CheckOptions()
    options.proves = false
    options.explorationSuffices = true
    limits.apply(to: &options)
    return paths.withFiles { files in
      if replay != nil, files.count != 1 {
        Complaint.print("aimcheck: `--replay` steps through one program, and these are \(files.count)")
        return 64
      }
      if pages.html != nil {
        return pages.write(of: files, Session(output: output, showsTraces: true), options, replay: replay)
      }
      return Session(output: output, showsTraces: true).run(files, options) { path, options in
        if let replay { Driver.replay(path, schedule: replay) } else { check(path, options) }
      }
    }
  }
}
