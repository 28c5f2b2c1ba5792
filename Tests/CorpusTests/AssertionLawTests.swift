// Laws of entailment on all assertions of Proofs/: what a contract, an invariant or a loop says entails itself, and also with
// a cell beside it, which stays.

import AIMLang
import SepLogic
import Testing

@testable import Prover

@Suite struct AssertionLawTests {
  /// An assertion of a file, with what its names mean.
  private struct Stated {
    var name: String
    var module: Int
    /// Gives free names a meaning, and then a formula with bound variables of its own as often as it is asked.
    var lower: (AssertionLowering) -> () throws -> Formula
  }

  /// All files of Proofs/ that are to be accepted.
  static let files =
    Corpus.accepted + Library.folders.flatMap { Corpus.programs(in: $0) }

  @Test(arguments: files) func everyAssertionEntailsItself(_ path: String) throws {
    let program = try Corpus.program(path)
    let views = ProgramViews(program)
    let options = ProverOptions()
    var rules = DefinitionRules(options, nil)
    for stated in Self.assertions(of: program) {
      let view = views.program(seenFrom: stated.module)
      let arena = TermArena(width: view.width.bits)
      let session = options.session(arena)
      let lowering = AssertionLowering(program: view, arena: arena, origins: OriginTable())
      var logic = HeapLogic(arena: arena, oracle: session, lowestAddress: 1)
      let known = rules.known(view.recursivePredicates, in: (view, views.number(seenFrom: stated.module)))
      logic.definitions = try lowering.definitions(of: known.predicates)
      logic.definitions.rules = known.rules
      let formula = stated.lower(lowering)
      let (have, want) = (try formula(), try formula())
      for state in try logic.produce(have, into: SymbolicState()) {
        let branches = logic.consume(want, from: state, emptying: true)
        #expect(!branches.contains { Self.isFailure($0) }, "\(path): \(stated.name)")
      }
      let frame = arena.wordSymbol("frame")
      let cell = Formula.cell(address: frame, value: arena.wordSymbol("content"), Origin(0))
      for state in try logic.produce(.separating([cell, have]), into: SymbolicState()) {
        for branch in logic.consume(want, from: state) {
          guard case .success(let rest, _) = branch else {
            Issue.record("\(path): \(stated.name), framed")
            continue
          }
          #expect(rest.heap.contains { $0.address == frame }, "\(path): \(stated.name), framed")
        }
      }
    }
  }

  private static func isFailure(_ branch: ConsumeBranch) -> Bool {
    if case .failure = branch { true } else { false }
  }

  /// Those of the file itself; its imports are files of their own.
  private static func assertions(of program: Program) -> [Stated] {
    var result: [Stated] = []
    func isOwn(_ span: SourceSpan) -> Bool { program.sources[span.file].path == program.sources.files[0].path }
    func symbols(_ parameters: [Variable], _ lowering: AssertionLowering) -> [TermID] {
      parameters.map { lowering.arena.symbol($0.name, sort: $0.sort.termSort) }
    }
    for (index, invariant) in program.invariants.enumerated() where isOwn(invariant.span) {
      result.append(
        Stated(name: "invariant \(index)", module: invariant.module) { lowering in
          let values = symbols(invariant.parameters, lowering)
          return { try lowering.instance(InvariantID(index), values) }
        })
    }
    for (index, queue) in program.queues.enumerated() where isOwn(queue.span) {
      result.append(
        Stated(name: "queue \(index)", module: queue.module) { lowering in
          let values = symbols(queue.parameters, lowering)
          return { try lowering.hands(QueueID(index), values) }
        })
    }
    for (index, instance) in program.instantiations.enumerated() where isOwn(instance.span) {
      result.append(
        Stated(name: "where \(index)", module: instance.module) { lowering in
          let values = symbols(instance.parameters, lowering)
          return { try lowering.meaning(of: instance, values) }
        })
    }
    for (index, lemma) in program.lemmas.enumerated() where isOwn(lemma.span) {
      result.append(
        Stated(name: "\(lemma.name) requires", module: lemma.module) { lowering in
          let values = symbols(lemma.parameters, lowering)
          return { try lowering.lemma(LemmaID(index), values).requires }
        })
      result.append(
        Stated(name: "\(lemma.name) ensures", module: lemma.module) { lowering in
          let values = symbols(lemma.parameters, lowering)
          return { try lowering.lemma(LemmaID(index), values).ensures }
        })
    }
    for (index, routine) in program.routines.enumerated() where isOwn(routine.span) {
      func stated(_ name: String, _ clauses: [Assertion], _ kind: OriginInfo.Kind) {
        guard !clauses.isEmpty else { return }
        result.append(
          Stated(name: "\(routine.name) \(name)", module: routine.module) { lowering in
            let scope = Self.scope(of: routine, program, lowering.arena)
            return { try lowering.formula(clauses, scope, as: kind) }
          })
      }
      stated("requires", routine.requires, .requires(RoutineID(index)))
      stated("ensures", routine.ensures, .ensures(RoutineID(index)))
      for label in routine.labels { stated(label.name, label.invariants, .loop) }
    }
    return result
  }

  private static func scope(of routine: Routine, _ program: Program, _ arena: TermArena) -> Scope {
    func registers(_ prefix: String) -> [TermID] {
      (0..<Register.count).map { arena.wordSymbol("\(prefix)\($0)") }
    }
    var scope = Scope(
      registers: registers("r"), entryRegisters: registers("old"),
      flags: .thread(interruptEnable: true, levelCount: program.levelCount), entryInterruptEnable: true)
    for logical in routine.logicals {
      scope.variables[logical.id] = arena.symbol(logical.name, sort: logical.sort.termSort)
    }
    return scope
  }
}
