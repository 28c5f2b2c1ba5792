import AIMLang
import SepLogic

/// The symbolic execution of one task: a worklist of paths, driven by `run`; the rules are extensions of it, one file
/// each in `Rules`.
///
/// Sound because a rule gives successors that cover every behaviour of its instruction in every state that the path
/// denotes, a path is dropped only where the solver says that its facts contradict each other or where an obligation
/// of it was failed, and an obligation that is not explicitly established is not proved (`Ledger`).
final class Execution {
  let program: Program
  let task: TaskKey
  let routine: Routine
  let arena: TermArena
  let oracle: CVC5Session
  private(set) var heap: HeapLogic
  /// How it is proved, where somebody wants to know.
  let record: TaskRecord?
  private let known: KnownDefinitions
  var lowering: AssertionLowering
  let flow: ControlFlow
  let options: ProverOptions
  let names: CellNames

  /// The registers at entry, the same on all paths.
  let entryRegisters: [TermID]

  /// Labels with an invariant, by their instruction.
  private let heads: [Int: Label]
  /// The numbers in the names of the routine's obligations.
  let numbers: [ObligationKey: Int]

  var result: TaskResult
  /// How often the solver could not tell whether a word wraps; see `settled`.
  var unsettled = 0
  /// Of a lemma, the parameters that have decreased wherever it was applied in its own proof without a cell set aside.
  var decreasing: Set<Int>
  private var worklist: [Path] = []

  init(
    program: Program, task: TaskKey, options: ProverOptions, arena: TermArena, oracle: CVC5Session,
    known: KnownDefinitions
  ) {
    self.known = known
    self.program = program
    self.task = task
    self.options = options
    self.arena = arena
    self.oracle = oracle
    routine = program.routines[task.routine.index]
    // The machine has no cell at address 0: globals and fresh cells lie above.
    heap = HeapLogic(arena: arena, oracle: oracle, lowestAddress: 1)
    record = options.recordsDerivations ? TaskRecord() : nil
    heap.recorder = record?.recorder
    lowering = AssertionLowering(program: program, arena: arena, origins: OriginTable())
    flow = ControlFlow(routine: routine, program: program)
    names = CellNames(program)
    let routine = routine
    entryRegisters = (0..<Register.count).map { arena.wordSymbol(Self.name(of: $0, in: routine)) }
    heads = Self.heads(of: routine)
    numbers = ObligationKey.numbers(of: task.routine, program: program)
    result = TaskResult(key: task)
    decreasing = Set(routine.logicals.indices)
  }

  /// Makes known what predicates that contain themselves stand for, and what was derived from that.
  func defineHeap() throws(LoweringError) {
    heap.definitions = try lowering.definitions(of: known.predicates)
    heap.definitions.rules = known.rules
  }

  /// A parameter's name, or the register's.
  private static func name(of register: Int, in routine: Routine) -> String {
    register >= 1 && register <= routine.parameters.count ? routine.parameters[register - 1] : "r\(register)"
  }

  /// Follows every path to its end, or gives up where a limit says so.
  func run() {
    let whole = duty(.entry(task.routine, program: program), pc: nil)
    do {
      try defineHeap()
      worklist = try enter(whole).map(arrived)
    } catch {
      whole.doubt(undecided(error, whole.key.check, at: routine.nameSpan, pc: nil))
    }
    result.summary.statistics.tasks = 1
    result.summary.statistics.paths = worklist.count
    while let path = worklist.popLast() {
      let successors = step(path)
      result.summary.statistics.paths += max(0, successors.count - 1)
      if let limit = limitReached() {
        whole.doubt(limit)
        result.summary.ledger.cutShort(limit)
        break
      }
      worklist.append(contentsOf: successors.reversed())
    }
    whole.close()
    result.summary.statistics.add(oracle.statistics)
  }

  /// Questions without an answer after which a task is given up: each may have taken its whole budget.
  private static let unansweredLimit = 8

  private func limitReached() -> Finding? {
    let limit: String
    if result.summary.statistics.paths > options.maximumPaths {
      limit = "`\(routine.name)` has more than \(options.maximumPaths) paths"
    } else if oracle.statistics.unknown > Self.unansweredLimit {
      limit = "the solver left more than \(Self.unansweredLimit) questions about `\(routine.name)` open"
    } else if options.isCancelled?() == true {
      limit = "there was no time left for `\(routine.name)`"
    } else {
      return nil
    }
    return Finding(
      diagnostic: Diagnostic(
        .error, DiagnosticCode(.contract, .limitReached), limit, at: routine.nameSpan,
        suggestion: "cut the routine with an invariant at a label, or move a part into a function"),
      pc: nil)
  }

  /// One phase of one path.
  ///
  /// The path is consumed so that appending to its trace does not copy it.
  private func step(_ path: consuming Path) -> [Path] {
    guard routine.code.contains(path.pc) else {
      let duty = duty(.entry(task.routine, program: program), pc: nil)
      duty.doubt(
        undecided(
          .notSupported("control that leaves `\(routine.name)`", routine.nameSpan), duty.key.check,
          at: routine.nameSpan, pc: nil))
      return []
    }
    switch path.phase {
    case .arrival:
      result.reached.insert(path.pc)
      guard let label = headLabel(at: path.pc) else {
        path.phase = .ghost(0)
        return [path]
      }
      let duty = duty(.loop(task.routine, pc: path.pc), pc: path.pc)
      do {
        return try arriveAtLoop(label, path, duty).map(arrived)
      } catch {
        duty.doubt(undecided(error, .loop, at: label.span, pc: path.pc))
        return []
      }
    case .ghost(let index):
      let ghosts = program.code[path.pc].ghosts
      guard index < ghosts.count else {
        path.phase = .instruction
        return [path]
      }
      record(.ghost(index), &path)
      path.phase = .ghost(index + 1)
      let duty = duty(.ghost(task.routine, pc: path.pc), pc: path.pc)
      do {
        return try ghost(ghosts[index], path, duty).map(arrived)
      } catch {
        duty.doubt(undecided(error, .ghost, at: ghosts[index].span, pc: path.pc))
        return []
      }
    case .instruction:
      result.summary.statistics.steps += 1
      if path.flags.interruptEnable, path.flags.inService {
        let first = result.interruptible[path.flags.level] ?? path.pc
        result.interruptible[path.flags.level] = min(first, path.pc)
      }
      record(.instruction, &path)
      label(
        .instruction(task.routine, pc: path.pc, program.code[path.pc].operation.check), path.pc)
      return execute(path).map(arrived)
    }
  }

  func record(_ event: TraceEvent, _ path: inout Path) {
    path.trace.append(
      TraceStep(
        pc: path.pc, event: event, heap: path.state.heap, atoms: path.state.atoms, factCount: path.state.facts.count))
  }

  /// The label at `pc` that carries an invariant, all clauses of all labels there together.
  func headLabel(at pc: Int) -> Label? { heads[pc] }

  private static func heads(of routine: Routine) -> [Int: Label] {
    var heads: [Int: Label] = [:]
    for label in routine.labels where !label.invariants.isEmpty {
      if let first = heads[label.pc] {
        heads[label.pc]?.invariants = first.invariants + label.invariants
      } else {
        heads[label.pc] = label
      }
    }
    return heads
  }

  /// What names mean at this point of the path.
  func scope(_ path: Path) -> Scope {
    Scope(
      registers: path.registers, entryRegisters: entryRegisters, variables: path.logicals, flags: path.flags,
      entryInterruptEnable: task.flags.interruptEnable)
  }

  /// Drops the path if its facts contradict each other for certain.
  func feasible(_ path: Path) -> [Path] {
    heap.isRefutedAtOnce(path.state) ? [] : [path]
  }
}
