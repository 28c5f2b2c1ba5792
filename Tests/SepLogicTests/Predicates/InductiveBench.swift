import Synchronization

@testable import SepLogic

/// Definitions over words of three bits, so that nodes of two cells fit three times and everything can be tried.
struct InductiveBench {
  let arena = TermArena(width: 3)
  let oracle: CoreOracle
  var logic: HeapLogic
  private var names: [String: AtomSymbol] = [:]

  init() {
    oracle = CoreOracle(arena: arena)
    logic = HeapLogic(arena: arena, oracle: oracle, lowestAddress: 1)
  }

  /// A bench with these definitions, and what can be derived of them.
  init(_ samples: [DefinitionSample]) {
    self.init()
    for sample in samples { declare(sample) }
    for sample in samples { define(sample) }
    // A goal that fails is looked into as deep as the limits allow, which takes long and teaches nothing more.
    logic.limits.unfoldings = 5
    logic.limits.nodes = 300
    logic.definitions.rules = Self.rules(of: samples, logic)
    logic.limits.unfoldings = 3
    logic.limits.nodes = 60
  }

  private static let known = Mutex<[String: DerivedRules]>([:])

  /// Derived once for the same definitions.
  private static func rules(of samples: [DefinitionSample], _ logic: HeapLogic) -> DerivedRules {
    let key = samples.map(\.name).joined(separator: " ")
    if let rules = known.withLock({ $0[key] }) { return rules }
    let rules = logic.derivedRules()
    known.withLock { $0[key] = rules }
    return rules
  }

  private mutating func declare(_ sample: DefinitionSample) {
    names[sample.name] = AtomSymbol(Int32(2 * names.count), inputCount: sample.inputs.count, isFact: false)
  }

  private mutating func define(_ sample: DefinitionSample) {
    let parameters = (sample.inputs + sample.outputs).map { arena.symbol($0.name, sort: $0.sort) }
    logic.definitions.add(
      InductiveDefinition(
        symbol: self[sample.name], parameters: parameters, body: sample.body(Writer(bench: self), parameters),
        in: arena))
  }

  subscript(name: String) -> AtomSymbol { names[name] ?? AtomSymbol(1001, inputCount: 0, isFact: true) }

  func atom(_ name: String, _ arguments: [TermID]) -> Formula { .atom(self[name], arguments, Origin(1)) }
}

/// The pure core alone decides: what it leaves open is unknown.
final class CoreOracle: PureOracle {
  let arena: TermArena
  var statistics = OracleStatistics()
  private let core: PureCore
  /// Questions to be left open, of a hundred.
  var unknowns = 0
  private var random = FixedRandom(state: 11)

  init(arena: TermArena) {
    self.arena = arena
    core = PureCore(arena)
  }

  func check(facts: [TermID], wantsModel: Bool) -> SatAnswer {
    statistics.queries += 1
    if unknowns > 0, random.chance(unknowns) { return .unknown("made to fail") }
    return core.decide(facts) ?? .unknown("the core leaves it open")
  }
}

/// A definition by its text, as it were.
struct DefinitionSample: Sendable, CustomStringConvertible {
  var name: String
  var inputs: [(name: String, sort: TermSort)]
  var outputs: [(name: String, sort: TermSort)]
  var body: @Sendable (Writer, [TermID]) -> Formula

  init(
    _ name: String, _ inputs: [String], _ outputs: [(String, TermSort)] = [],
    _ body: @escaping @Sendable (Writer, [TermID]) -> Formula
  ) {
    self.name = name
    self.inputs = inputs.map { ($0, .int) }
    self.outputs = outputs.map { ($0.0, $0.1) }
    self.body = body
  }

  var description: String { name }
}

/// Short ways to write formulas.
struct Writer {
  let bench: InductiveBench
  var arena: TermArena { bench.arena }
  var nothing: TermID { arena.emptySequence }

  func pure(_ fact: TermID) -> Formula { .pure(fact, Origin(2)) }
  func same(_ a: TermID, _ b: TermID) -> Formula { pure(arena.equal(a, b)) }
  func cell(_ a: TermID, _ v: TermID) -> Formula { .cell(address: a, value: v, Origin(3)) }
  func cells(_ a: TermID, _ values: TermID...) -> Formula {
    .separating(values.enumerated().map { cell(arena.add(a, arena.int(Int128($0))), $1) })
  }
  func call(_ name: String, _ arguments: TermID...) -> Formula { bench.atom(name, arguments) }
  func all(_ parts: Formula...) -> Formula { .separating(parts) }
  func choice(_ condition: TermID, _ a: Formula, _ b: Formula) -> Formula { .conditional(condition, a, b, Origin(4)) }
  func either(_ a: Formula, _ b: Formula) -> Formula { .or(a, b, Origin(5)) }
  func word(_ name: String) -> TermID { arena.wordSymbol(name) }
  func int(_ name: String) -> TermID { arena.symbol(name) }
  func seq(_ name: String) -> TermID { arena.symbol(name, sort: .seq) }
  func some(_ variables: [TermID], _ parts: Formula...) -> Formula { .exists(variables, .separating(parts)) }
  func joined(_ parts: TermID...) -> TermID { arena.concatenate(parts) }
  func one(_ element: TermID) -> TermID { arena.unit(element) }
  func plus(_ a: TermID, _ number: Int) -> TermID { arena.add(a, arena.int(Int128(number))) }
  func equal(_ a: TermID, _ b: TermID) -> TermID { arena.equal(a, b) }
  func isZero(_ a: TermID) -> TermID { arena.equal(a, arena.zero) }
}
