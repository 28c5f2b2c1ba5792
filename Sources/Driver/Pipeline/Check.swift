// One file from text to verdict: load, prove and explore at the same time, confirm, judge.
import AIMLang
import CertificateFormat
import Machine
import Prover
import Report

/// Checks one file. Never throws: whatever goes wrong is in the report, with a verdict that is not positive.
package func check(_ path: String, _ options: CheckOptions = CheckOptions()) -> CheckedFile {
  onDeepStack { checkHere(path, options) }
}

private func checkHere(_ path: String, _ options: CheckOptions) -> CheckedFile {
  let began = ContinuousClock.now
  options.progress?(.loading)
  return withProgram(of: path, reader: options.reader) { program, file in
    if let only = options.only, !program.routines.contains(where: { $0.name == only }) {
      file.report.verdict = Verdict(.usage, "there is no routine `\(only)` in it")
      return
    }
    var run = EngineRun(program: program, path: path, options: options, began: began)
    run.execute(&file)
    if let page = options.page { file.makePage(of: program, page, schedule: nil) }
  }
}

/// Loads a file and lets `work` do what there is to do with its program; without one the verdict says why. The times
/// are those of loading and of everything.
func withProgram(
  of path: String, reader: SourceReader?, _ work: (Program, inout CheckedFile) -> Void
) -> CheckedFile {
  let clock = ContinuousClock()
  let began = clock.now
  let loaded = load(path, reader: reader)
  var timing = FileTiming()
  timing.load = (clock.now - began).milliseconds
  var file = CheckedFile(
    report: FileReport(path: path, sources: loaded.sources.files.map(\.path), verdict: Verdict(.nothingChecked, "")),
    sources: loaded.sources, timing: timing)
  file.report.errors = loaded.errors
  file.report.warnings = loaded.warnings
  if let program = loaded.program {
    work(program, &file)
  } else {
    file.report.verdict = Verdict(refusing: loaded)
  }
  file.timing.total = (clock.now - began).milliseconds
  return file
}

extension Verdict {
  init(refusing loaded: LoadedFile) {
    if loaded.isUnreadable {
      self.init(.unreadable, "the file cannot be read")
      return
    }
    let errors = loaded.errors.filter { $0.severity == .error }
    let isUnsupported = errors.allSatisfy { $0.code.hasPrefix(Check.unsupported.rawValue + ":") }
    self.init(
      .invalid,
      isUnsupported
        ? "it uses what this version gives no meaning to" : "\(count(errors.count, "error")); nothing was checked")
  }
}

/// Both engines on one program, and what becomes of their answers.
private struct EngineRun {
  let program: Program
  let path: String
  let options: CheckOptions
  let began: ContinuousClock.Instant

  mutating func execute(_ file: inout CheckedFile) {
    let clock = ContinuousClock()
    var queries: QueryFolder?
    if let folder = options.queryFolder {
      do throws(FileProblem) { queries = try QueryFolder(folder, program: path) } catch {
        file.report.verdict = Verdict(
          .usage, "the folder `\(folder)` for queries cannot be used: \(error.reason)", exitStatus: 74)
        return
      }
    }
    var refutations: RefutationFolder?
    if let folder = options.refutationFolder {
      do throws(FileProblem) { refutations = try RefutationFolder(folder, program: path) } catch {
        file.report.verdict = Verdict(
          .usage, "the folder `\(folder)` for proofs cannot be used: \(error.reason)", exitStatus: 74)
        return
      }
    }
    let explores = options.explores && program.boot != nil
    if !explores {
      file.report.notExplored = program.boot == nil ? "there is no `boot`" : "not asked for"
    }
    let crossCheck = options.proves ? options.secondSolver.map(CrossCheck.init) : nil
    let (proof, exploration) = runEngines(
      explores: explores, proverOptions(queries, crossCheck, refutations))
    file.timing.prove = proof?.duration.milliseconds
    file.timing.solver = proof?.report.statistics.solverTime.milliseconds
    file.timing.core = proof?.report.statistics.coreTime.milliseconds
    file.timing.coreQuestions = proof?.report.statistics.coreTimes.total
    file.timing.coreMedian = proof?.report.statistics.coreTimes.medianNanoseconds.map { Double($0) / 1_000 }
    file.timing.explore = exploration?.duration.milliseconds
    file.timing.bytesPerState = exploration.map { ($0.bytesPerState * 10).rounded() / 10 }

    options.progress?(.confirming)
    let confirming = clock.now
    let violation: Violation? = if case .violation(let violation)? = exploration?.outcome { violation } else { nil }
    let disagreement = Disagreement(
      program: program, proof: options.only == nil ? proof?.report : nil, exploration: exploration)
    let confirmation = Confirming(
      program: program, path: path, violation: violation, isExplored: exploration?.isComplete == true,
      isCancelled: isCancelled)
    var findings = confirmation.findings(of: proof?.report)
    if let disagreement { findings = [disagreement.finding(confirmation)] + findings }
    file.timing.confirm = (clock.now - confirming).milliseconds

    let records = RecordMaking(program: program)
    file.report.findings = findings
    if let proof {
      file.report.obligations = proof.report.obligations.map(records.obligation)
      file.report.warnings += proof.report.warnings.map(records.diagnostic)
      file.report.assumptions = proof.report.assumptions.map(records.diagnostic)
      file.report.proof = records.summary(proof.report, only: options.only)
    }
    file.report.exploration = exploration.map(records.summary)
    file.report.verdict = Verdict.judge(
      Evidence(
        subject: subject, proof: file.report.proof, exploration: file.report.exploration,
        notExplored: file.report.notExplored, findings: findings, assumptions: file.report.assumptions.count,
        warnings: file.report.warnings.count, disagreement: disagreement != nil,
        explorationSuffices: options.explorationSuffices))
    if let certificate = options.certificate, let proof {
      if !proof.report.allProved {
        file.report.verdict.sentence += "; no certificate, since not everything is proved"
      } else if let failure = writeCertificate(of: proof.report, to: certificate) {
        file.report.verdict.sentence += "; \(failure)"
        if file.report.verdict.exitStatus != 70 { file.report.verdict.exitStatus = 74 }
      }
    }
    if let crossCheck {
      let record = SolverDisagreements(crossCheck: crossCheck, path: path, folder: options.queryFolder).record()
      file.report.crossCheck = record
      file.report.verdict = file.report.verdict.crossChecked(record)
    }
    file.report.refutations = refutations?.record
    if let failure = queries?.failure ?? refutations?.failure {
      file.report.verdict.sentence += "; \(failure)"
      if file.report.verdict.exitStatus != 70 { file.report.verdict.exitStatus = 74 }
    }
  }

  /// - Returns: why it could not be written; nil where it was.
  private func writeCertificate(of report: ProofReport, to path: String) -> String? {
    do {
      let certificate = Certificate(
        writer: Versions.aimcheck, sources: digests(program), tasks: report.derivations)
      try FileWriting.write(try CertificateFile.bytes(certificate), to: path)
      return nil
    } catch {
      return "the certificate `\(path)` cannot be written: \((error as? FileProblem)?.reason ?? "it is no JSON")"
    }
  }

  private var subject: Evidence.Subject {
    if program.boot != nil { return .program }
    return program.declaresNothing ? .nothing : .module
  }

  private func runEngines(
    explores: Bool, _ proverOptions: ProverOptions
  ) -> ((report: ProofReport, duration: Duration)?, Exploration?) {
    let program = program
    let explorationOptions = explorationOptions()
    let progress = options.progress
    let proveAll: @Sendable () -> (report: ProofReport, duration: Duration) = {
      progress?(.proving)
      let began = ContinuousClock().now
      let report = prove(program, options: proverOptions)
      return (report, ContinuousClock().now - began)
    }
    let exploreAll: @Sendable () -> Exploration = { explore(program, options: explorationOptions) }
    switch (options.proves, explores) {
    case (true, true):
      let (proof, exploration) = sideBySide(proveAll, exploreAll)
      return (proof, exploration)
    case (true, false): return (sideBySide(proveAll, {}).0, nil)
    case (false, true): return (nil, sideBySide({}, exploreAll).1)
    case (false, false): return (nil, nil)
    }
  }

  private func proverOptions(
    _ queries: QueryFolder?, _ crossCheck: CrossCheck?, _ refutations: RefutationFolder?
  ) -> ProverOptions {
    var result = ProverOptions()
    if let budget = options.budget { result.budget = budget }
    result.only = options.only
    result.solverOnly = options.solverOnly
    result.solverFactory = options.solver
    result.store = options.store
    result.crossCheck = crossCheck
    if let refutations { result.refutationSink = { refutations.save($0) } }
    if let timeout = options.timeout {
      result.timeoutMilliseconds = min(result.timeoutMilliseconds, UInt64(max(1, timeout.milliseconds)))
    }
    result.isCancelled = isCancelled
    result.recordsDerivations = options.certificate != nil
    if let queries { result.querySink = { queries.save($0) } }
    return result
  }

  /// Whether the time for the file is over; nil where there is no limit.
  private var isCancelled: (@Sendable () -> Bool)? {
    guard let timeout = options.timeout else { return nil }
    let end = began + timeout
    return { ContinuousClock().now >= end }
  }

  private func explorationOptions() -> ExplorationOptions {
    var result = ExplorationOptions()
    switch options.strategy {
    case .breadthFirst: result.strategy = .breadthFirst
    case .depthFirst: result.strategy = .depthFirst
    case .randomWalk(let seed):
      result.strategy = .randomWalk(seed: seed)
      // Walks have no end of their own.
      result.maxStates = 1_000_000
    }
    if let maxStates = options.maxStates { result.maxStates = maxStates }
    result.reduction = options.reduces ? .safe : .none
    result.findsStarvation = options.findsStarvation
    result.workers = options.cores ?? max(1, Processors.count - (options.proves ? 1 : 0))
    result.timeLimit = options.timeout
    if let progress = options.progress {
      result.progress = { now in
        progress(
          .exploring(states: now.states, depth: now.depth, statesPerSecond: Int(clamping: Int64(now.statesPerSecond))))
      }
    }
    return result
  }
}

extension Program {
  /// Whether a module has nothing that another file could use: a file of comments and settings.
  fileprivate var declaresNothing: Bool {
    constants.isEmpty && structs.isEmpty && globals.isEmpty && invariants.isEmpty && predicates.isEmpty
      && functions.isEmpty && lemmas.isEmpty && queues.isEmpty && routines.isEmpty
  }
}

extension Exploration {
  fileprivate var isComplete: Bool { if case .complete = outcome { true } else { false } }
}

extension Duration {
  /// Thousandths of a second, to a thousandth of one.
  var milliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1_000 + (Double(attoseconds) / 1e12).rounded() / 1_000
  }
}
