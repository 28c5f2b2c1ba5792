import ArgumentParser
import Driver
import Glibc

@main
struct AimCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aimcheck",
    abstract:
      "Proves low-level programs correct under hardware interrupts, and shows the interleaving when they are not.",
    discussion: """
      Without a subcommand, `aimcheck PATH…` checks: it proves each file and explores all its interleavings. A folder \
      stands for all `.aim` files in it. A file without `boot` is a module, of which there is nothing to explore.

      Exit status:
        0   everything is proved, and no interleaving breaks it (of a module: everything is proved; of `explore`: no \
      interleaving breaks it)
        1   a finding
        2   undecided, cut short, only in part, or proved under assumptions
        3   a file cannot be read, has errors, or uses what this version gives no meaning to
        64  wrong usage
        70  a fault of the checker: please report it
        74  the result could not be written
        128 + n  ended by the signal n: 130 interrupted, 143 terminated
      Of several files the worst counts, in the order 70, 64, 3, 1, 2, 0.
      """,
    version: "aimcheck \(Versions.aimcheck) (cvc5 \(Versions.cvc5))",
    subcommands: [
      CheckCommand.self, ExploreCommand.self, RunCommand.self, StatsCommand.self, StabilityCommand.self,
      EntailCommand.self, ExplainCommand.self, ReplayCertificateCommand.self,
    ],
    defaultSubcommand: CheckCommand.self)

  static func main() {
    StandardDescriptors.prepare()
    Crash.watch()
    Interruption.watch()
    // Not even the parser of arguments depends on how deep the system lets the first stack be.
    Glibc.exit(onDeepStack { status(of: Array(CommandLine.arguments.dropFirst())) })
  }

  private static func status(of arguments: [String]) -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      if let command = command as? any StatusCommand { return command.status() }
      try command.run()
      return 0
    } catch {
      let message = fullMessage(for: error)
      let code = exitCode(for: error)
      // Help and the version are results, and must be written like one.
      if code == .success { return ResultOutput.standard.write(message + "\n") ? 0 : ResultOutput.failureStatus }
      Complaint.print(message)
      return code.rawValue
    }
  }
}

/// A command that says by itself how it ended.
protocol StatusCommand: ParsableCommand {
  func status() -> Int32
}
