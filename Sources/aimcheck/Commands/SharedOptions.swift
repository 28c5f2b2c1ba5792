import ArgumentParser
import Driver
import Glibc
import Report

enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// When to do what a terminal is for.
enum TerminalUse: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

struct PathOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Programs and modules; a folder stands for all `.aim` files in it.", valueName: "path"))
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "Leave out files of a folder that have this part, or these parts in a row, in their path below it.",
      valueName: "part"))
  var exclude: [String] = []

  func validate() throws {
    if exclude.contains(where: { $0.allSatisfy { $0 == "/" } }) {
      throw ValidationError("`--exclude` needs a part of a path")
    }
  }

  /// - Returns: what `work` returns with the files, or the status of wrong usage after a message.
  func withFiles(_ work: ([String]) -> Int32) -> Int32 {
    let files: [String]
    do throws(FileProblem) { files = try ProgramFiles.find(paths, excluding: exclude) } catch {
      Complaint.print("aimcheck: \(Sanitizer.line(error.reason))")
      return 64
    }
    return work(files)
  }
}

struct OutputOptions: ParsableArguments {
  @Option(help: "The form of the result.")
  var format = OutputFormat.text

  @Option(help: ArgumentHelp("Write the result to a file, whole or not at all.", valueName: "path"))
  var output: String?

  @Option(help: "Colours in text; `auto` is on a terminal, unless NO_COLOR is set.")
  var color = TerminalUse.auto

  @Option(help: "A live line on standard error; `auto` is on a terminal, for work over half a second.")
  var progress = TerminalUse.auto

  @Flag(name: .customLong("no-timing"), help: "Leave times out, so that two runs give equal bytes.")
  var noTiming = false

  /// Where the result goes.
  var result: ResultOutput { output.map(ResultOutput.file) ?? .standard }

  var isColoured: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto: output == nil && isatty(STDOUT_FILENO) == 1 && Environment.allowsColour
    }
  }

  var progressLine: ProgressLine? {
    switch progress {
    case .always: ProgressLine(isTerminal: isatty(STDERR_FILENO) == 1)
    case .never: nil
    case .auto: isatty(STDERR_FILENO) == 1 && Environment.isCapable ? ProgressLine(isTerminal: true) : nil
    }
  }
}

struct ExplorationLimits: ParsableArguments {
  @Option(help: ArgumentHelp("Explore at most this many configurations.", valueName: "number"))
  var maxStates: Int?

  @Option(help: ArgumentHelp("Wall clock for one file, as an outer guard.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let maxStates, maxStates < 1 { throw ValidationError("`--max-states` is at least 1") }
    if let timeout, !(timeout > 0 && timeout <= 1e9) {
      throw ValidationError("`--timeout` is a number of seconds above 0, and at most 1000000000")
    }
  }

  func apply(to options: inout CheckOptions) {
    options.maxStates = maxStates
    options.timeout = timeout.map { .milliseconds(Int64(($0 * 1_000).rounded(.up))) }
  }
}

enum SearchOrder: String, ExpressibleByArgument, CaseIterable { case bfs, dfs, random }

enum ReductionChoice: String, ExpressibleByArgument, CaseIterable { case none, safe }

/// How interleavings are explored.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The order: breadth first, depth first, or random walks, which never cover everything.", valueName: "order"))
  var strategy = SearchOrder.bfs

  @Option(
    help: ArgumentHelp("The seed of random walks (0 without); the same seed, the same walks.", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "What to leave out: nothing, or interleavings that provably make no difference (the default).", valueName: "mode")
  )
  var reduce: ReductionChoice?

  @Flag(help: "Look for fair runs in which a thread gets nowhere, too; nothing is left out then.")
  var fair = false

  @Option(
    help: ArgumentHelp("Threads that explore; what is found does not depend on it.", valueName: "number"))
  var cores: Int?

  func validate() throws {
    if let cores, !(1...256).contains(cores) { throw ValidationError("`--cores` is from 1 to 256") }
    if seed != nil, strategy != .random { throw ValidationError("`--seed` is for `--strategy random`") }
    if fair, strategy != .bfs { throw ValidationError("`--fair` needs `--strategy bfs`, which covers everything") }
    if fair, reduce == .safe {
      throw ValidationError("`--fair` looks at every step, so that `--reduce safe` does not go with it")
    }
  }

  func apply(to options: inout CheckOptions) {
    switch strategy {
    case .bfs: options.strategy = .breadthFirst
    case .dfs: options.strategy = .depthFirst
    case .random: options.strategy = .randomWalk(seed: seed ?? 0)
    }
    options.reduces = reduce != ReductionChoice.none && !fair
    options.findsStarvation = fair
    options.cores = cores
  }
}

enum Environment {
  /// See https://no-color.org: any value but the empty one counts.
  static var allowsColour: Bool { value("NO_COLOR").isEmpty && isCapable }
  static var isCapable: Bool { value("TERM") != "dumb" }

  private static func value(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}
