import ArgumentParser
import Driver

struct ExploreCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Try every interleaving of a program, or step through one.")

  @Argument(help: ArgumentHelp("The program.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Step through one schedule, as findings give it, and show what changes at each step.", valueName: "schedule"))
  var replay: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var limits: ExplorationLimits

  func status() -> Int32 {
    var options = CheckOptions()
    options.proves = false
    options.explorationSuffices = true
    limits.apply(to: &options)
    return Session(output: output, showsTraces: true).run([file], options) { path, options in
      if let replay { Driver.replay(path, schedule: replay) } else { check(path, options) }
    }
  }
}
