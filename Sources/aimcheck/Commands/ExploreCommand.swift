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
  @OptionGroup var search: SearchOptions

  func status() -> Int32 {
    var options = CheckOptions()
    options.proves = false
    options.explorationSuffices = true
    limits.apply(to: &options)
    search.apply(to: &options)
    return paths.withFiles { files in
      if replay != nil, files.count != 1 {
        Complaint.print("aimcheck: `--replay` steps through one program, and these are \(files.count)")
        return 64
      }
      return Session(output: output, showsTraces: true).run(files, options) { path, options in
        if let replay { Driver.replay(path, schedule: replay) } else { check(path, options) }
      }
    }
  }
}
