import ArgumentParser
import Driver

struct CheckCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Prove and explore each file (what happens without a subcommand).")

  @OptionGroup var paths: PathOptions

  @OptionGroup var output: OutputOptions
  @OptionGroup var limits: ExplorationLimits
  @OptionGroup var search: SearchOptions

  @Option(help: ArgumentHelp("Prove the routine of this name alone.", valueName: "name"))
  var only: String?

  @Option(help: ArgumentHelp("Solver resource units for one question.", valueName: "units"))
  var budget: UInt64?

  @Flag(name: .customLong("no-explore"), help: "Only prove.")
  var noExplore = false

  @Flag(name: .customLong("no-prove"), help: "Only explore.")
  var noProve = false

  @Flag(name: .customLong("solver-only"), help: "Ask the solver everything, as if there were no procedure before it.")
  var solverOnly = false

  @Option(help: ArgumentHelp("Write each solver query into a folder, as an SMT-LIB 2 file.", valueName: "folder"))
  var keepSmt: String?

  @Option(
    help: ArgumentHelp(
      "Write how it was proved, for `replay-certificate`; of one file, and only if everything is proved.",
      valueName: "path"))
  var certificate: String?

  @Option(
    help: ArgumentHelp(
      "Write cvc5's own proof of each contradiction that the proofs rest on into a folder, with what it proves.",
      valueName: "folder"))
  var proofs: String?

  @Option(
    help: ArgumentHelp(
      "Ask a second solver every question too: `z3`, or the path of one that speaks SMT-LIB 2. A contradiction is exit "
        + "status 70, and the question is written to a file.", valueName: "solver"))
  var crossCheck: String?

  @Option(help: ArgumentHelp("The time of the second solver for one answer (10 without).", valueName: "seconds"))
  var crossCheckTimeout: Double?

  @Option(help: .hidden)
  var testingSolver = "cvc5"

  func validate() throws {
    if let budget, budget < 1 { throw ValidationError("`--budget` is at least 1") }
    if noExplore && noProve { throw ValidationError("`--no-explore` and `--no-prove` together leave nothing to do") }
    if noProve, only != nil { throw ValidationError("`--only` names a routine to prove; `--no-prove` proves none") }
    if noProve, solverOnly { throw ValidationError("`--solver-only` is about proofs; `--no-prove` has none") }
    if noProve, keepSmt != nil { throw ValidationError("`--keep-smt` keeps queries of proofs; `--no-prove` has none") }
    if noProve, certificate != nil { throw ValidationError("`--certificate` is of a proof; `--no-prove` has none") }
    if only != nil, certificate != nil {
      throw ValidationError("`--certificate` is of a whole proof; `--only` is a part")
    }
    if let certificate, certificate.isEmpty { throw ValidationError("`--certificate` needs a path") }
    if noProve, proofs != nil { throw ValidationError("`--proofs` is about proofs; `--no-prove` has none") }
    if noProve, crossCheck != nil { throw ValidationError("`--cross-check` is about proofs; `--no-prove` has none") }
    if let crossCheckTimeout {
      if crossCheck == nil { throw ValidationError("`--cross-check-timeout` is for `--cross-check`") }
      if !(crossCheckTimeout > 0 && crossCheckTimeout <= 1e6) {
        throw ValidationError("`--cross-check-timeout` is a number of seconds above 0, and at most 1000000")
      }
    }
    if let only, only.isEmpty { throw ValidationError("`--only` needs the name of a routine") }
    var options = CheckOptions()
    if !options.setSolver(named: testingSolver) { throw ValidationError("there is no solver `\(testingSolver)`") }
  }

  func status() -> Int32 {
    var options = CheckOptions()
    options.proves = !noProve
    options.explores = !noExplore
    options.only = only
    options.budget = budget
    options.solverOnly = solverOnly
    options.queryFolder = keepSmt
    options.certificate = certificate
    options.refutationFolder = proofs
    guard options.setSolver(named: testingSolver) else { return 64 }
    if let crossCheck {
      let timeout = crossCheckTimeout.map { Duration.milliseconds(Int64(($0 * 1_000).rounded(.up))) }
      if let problem = options.crossCheck(with: crossCheck, timeout: timeout) {
        Complaint.print("aimcheck: `--cross-check` needs a second solver, such as z3 (apt-get install z3): \(problem)")
        return 64
      }
    }
    limits.apply(to: &options)
    search.apply(to: &options)
    options.shareProofs()
    return paths.withFiles { files in
      if certificate != nil, files.count > 1 {
        Complaint.print("aimcheck: `--certificate` is of one file, and there are \(files.count)")
        return 64
      }
      return Session(output: output, showsTraces: false).run(files, options) { check($0, $1) }
    }
  }
}
