import ArgumentParser

@main
struct AimCheck: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "aimcheck")
}
