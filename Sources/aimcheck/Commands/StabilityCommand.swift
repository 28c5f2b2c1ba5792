import ArgumentParser
import Driver
import Report

struct StabilityCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "stability", abstract: "Prove each file again and again, and tell what of it is luck.",
    discussion: """
      Each proof varies what has no meaning: the solver's seed, the order of facts, and the order in which symbols are \
      made. An obligation that comes out in two ways, or costs much more in one proof than in another, may be lost with \
      the next edit. Obligations are told with the most brittle one first: those whose outcome changes, then by the \
      spread of their effort (standard deviation over mean; of small efforts, none).

      Effort is not time: it counts the systems of bounds that the checker's own procedure looks at, and tens of the \
      solver's resource units, so that the same seeds give the same result on every machine.

      Exit status: 0 where nothing changes, whatever the outcomes are; 1 where an outcome changes or a spread is beyond \
      `--max-cv`; 3 where a file cannot be read or has errors.
      """)

  @OptionGroup var paths: PathOptions

  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("How many variations to prove, beside the proof as it is.", valueName: "number"))
  var seeds = 10

  @Option(name: .customLong("first-seed"), help: ArgumentHelp("The seed of the first one.", valueName: "number"))
  var firstSeed: UInt64 = 1

  @Option(
    name: .customLong("max-cv"),
    help: ArgumentHelp("The largest spread that is good: 0.5 is a standard deviation of half the mean.", valueName: "x")
  )
  var maxCV: Double?

  @Option(help: ArgumentHelp("Solver resource units for one question.", valueName: "units"))
  var budget: UInt64?

  @Flag(name: .customLong("solver-only"), help: "Ask the solver everything, as if there were no procedure before it.")
  var solverOnly = false

  func validate() throws {
    if !(1...1000).contains(seeds) { throw ValidationError("`--seeds` is from 1 to 1000") }
    if let maxCV, !(maxCV >= 0 && maxCV <= 1e6) { throw ValidationError("`--max-cv` is a number that is not negative") }
    if let budget, budget < 1 { throw ValidationError("`--budget` is at least 1") }
  }

  func status() -> Int32 {
    paths.withFiles { files in
      var options = StabilityOptions()
      options.seeds = seeds
      options.firstSeed = firstSeed
      options.budget = budget
      options.solverOnly = solverOnly
      let progress = output.progressLine
      defer { progress?.clear() }
      let records = files.map { path in
        if let progress { options.progress = { progress.show($0, of: path) } }
        return stability(path, options)
      }
      let report = StabilityReport(
        tool: .current, seeds: seeds, firstSeed: firstSeed, limit: maxCV, files: records)
      let status = Int32(report.summary.exitStatus)
      switch output.format {
      case .text:
        return output.result.end(StabilityText(style: TextStyle(isColoured: output.isColoured)).text(report), status)
      case .json: return output.result.end(report, status)
      }
    }
  }
}
