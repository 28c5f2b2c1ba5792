// One program or module of the corpus through both engines.
import AIMLang
import Machine
import Prover

/// What both engines give for a file that is to be accepted.
struct CorpusRun: Sendable {
  /// As the tables of expected results have it.
  private(set) var counts = ""
  /// What keeps the file from being accepted, in words.
  private(set) var problems: [String] = []
  /// Of a program: the lines with instructions that exploration does not reach, for each of its files.
  private(set) var unreached: [String: Set<Int>] = [:]

  /// Whether exploration reaches every instruction and every assertion can be evaluated.
  private(set) var isWhole = false

  /// - Parameter path: a path below `Proofs`.
  /// - Throws: for a file that does not load.
  init(_ path: String) throws {
    let program = try Corpus.program(path)
    if !program.unsupportedFeatures().isEmpty { problems.append("uses what is not supported") }
    prove(program)
    if program.boot != nil { explore(program, path) }
  }

  /// `lines 3, 5`.
  static func lines(_ lines: Set<Int>) -> String {
    "lines " + lines.sorted().map(String.init).joined(separator: ", ")
  }

  private mutating func prove(_ program: Program) {
    let report = Prover.prove(program, options: ProverOptions())
    for obligation in report.obligations where obligation.outcome != .proved {
      problems.append("\(obligation.id) is not proved: \(obligation.outcome)")
    }
    if !report.warnings.isEmpty { problems.append("warnings: \(report.warnings)") }
    if !report.assumptions.isEmpty { problems.append("assumptions: \(report.assumptions)") }
    if !report.unreached.isEmpty { problems.append("the prover does not reach \(report.unreached)") }
    counts = "\(report.obligations.count) obligations"
  }

  private mutating func explore(_ program: Program, _ path: String) {
    let exploration = Machine.explore(program)
    guard case .complete = exploration.outcome else {
      problems.append("\(exploration.outcome)")
      return
    }
    for file in program.sources.files { unreached[file.path] = [] }
    for pc in exploration.unreached {
      let span = program.code[pc].span
      let line = program.sources.position(of: span).line
      unreached[program.sources[span.file].path, default: []].insert(line)
    }
    counts += ", \(exploration.states) states, \(exploration.steps) steps, depth \(exploration.depth)"
    exploreReduced(program, whole: exploration)
    if let own = unreached[path], !own.isEmpty { counts += ", never executed: \(Self.lines(own))" }
    let sites = Set(exploration.unevaluatedSites.map { program.sources.position(of: $0).line })
    if !sites.isEmpty { counts += ", not evaluated: \(Self.lines(sites))" }
    isWhole = unreached.values.allSatisfy { $0.isEmpty } && exploration.unevaluated == 0
  }

  /// What a reduced search finds has to be the same, on two threads and depth first as well.
  private mutating func exploreReduced(_ program: Program, whole: Exploration) {
    let wide = Machine.explore(program, options: ExplorationOptions(reduction: .safe))
    let parallel = Machine.explore(program, options: ExplorationOptions(reduction: .safe, workers: 2))
    let deep = Machine.explore(program, options: ExplorationOptions(strategy: .depthFirst, reduction: .safe))
    for (name, found) in [("reduced", wide), ("parallel", parallel), ("depth-first", deep)] {
      guard case .complete = found.outcome else {
        problems.append("the \(name) search ends differently: \(found.outcome)")
        continue
      }
      if found.unreached != whole.unreached { problems.append("the \(name) search reaches other instructions") }
      if found.unevaluatedSites != whole.unevaluatedSites {
        problems.append("the \(name) search evaluates other checks")
      }
      if found.states != wide.states || found.steps != wide.steps {
        problems.append("the \(name) search has \(found.states) states, the reduced one \(wide.states)")
      }
    }
    counts += ", reduced to \(wide.states)"
  }
}
