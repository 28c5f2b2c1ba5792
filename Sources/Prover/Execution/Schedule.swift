import AIMLang
import CertificateFormat
import SepLogic
import Synchronization

/// Which tasks there are, and their execution in rounds: the tasks of a round run on a few threads, the callees that
/// they demand are the next round. Results are ordered by task, so threads leave no trace in a report. Of tasks with the
/// same footprint one is executed, if it proves everything, and the store is asked first.
struct Schedule {
  let program: Program
  let views: ProgramViews
  let options: ProverOptions
  /// nil to execute every task.
  let store: ProofStore?
  private(set) var rules: DefinitionRules

  init(program: Program, views: ProgramViews, options: ProverOptions, store: ProofStore?, rules: DefinitionRules) {
    self.program = program
    self.views = views
    self.options = options
    self.store = store
    self.rules = rules
  }

  mutating func run() -> [TaskResult] {
    var results: [TaskResult] = []
    var known: Set<TaskKey> = []
    var round = roots.filter { known.insert($0).inserted }
    while true {
      // Whoever is called from nowhere that runs is proved by itself.
      if round.isEmpty, options.only == nil { round = unreached(by: known).filter { known.insert($0).inserted } }
      if round.isEmpty { break }
      let done = run(round)
      results += done
      let demanded = options.only == nil ? Set(done.flatMap(\.demanded)).sorted() : []
      round = demanded.filter { known.insert($0).inserted }
    }
    return results.sorted { $0.key < $1.key }
  }

  /// What a task needs to be executed.
  private struct Prepared: Sendable {
    let key: TaskKey
    let program: Program
    let footprint: TaskFootprint?
    var known = KnownDefinitions.none
  }

  private mutating func run(_ tasks: [TaskKey]) -> [TaskResult] {
    var results: [TaskResult] = []
    var open = tasks.map { key in
      let program = views.program(seenFrom: program.routines[key.routine.index].module)
      return Prepared(key: key, program: program, footprint: TaskFootprint(key, in: program))
    }
    // Where the first of several with one footprint is not proved, the others are executed as well, for what they find.
    for round in 0..<2 {
      var now: [Prepared] = []
      var later: [Prepared] = []
      var footprints: Set<[Int]> = []
      for var task in open {
        if let footprint = task.footprint, let store {
          if let shared = store.task(footprint) {
            results.append(shared.result(of: task.key, footprint, in: task.program))
            continue
          }
          if round == 0, !footprints.insert(footprint.key).inserted {
            later.append(task)
            continue
          }
        }
        task.known = definitions(of: task)
        now.append(task)
      }
      results += execute(now)
      open = later
    }
    return results.sorted { $0.key < $1.key }
  }

  private mutating func definitions(of task: Prepared) -> KnownDefinitions {
    let number = views.number(seenFrom: program.routines[task.key.routine.index].module)
    let predicates = task.footprint?.definitions ?? task.program.recursivePredicates
    return rules.known(predicates, in: (task.program, number))
  }

  /// All definitions that a file sees, for what has no footprint.
  mutating func definitions(seenFrom module: Int) -> KnownDefinitions {
    let program = views.program(seenFrom: module)
    return rules.known(program.recursivePredicates, in: (program, views.number(seenFrom: module)))
  }

  /// What the threads of a round have in common.
  private final class SharedWork: Sendable {
    let next = Atomic<Int>(0)
    let results = Mutex<[TaskResult]>([])
  }

  /// On a few threads.
  private func execute(_ tasks: [Prepared]) -> [TaskResult] {
    let count = min(max(1, options.parallelTasks), tasks.count)
    guard count > 1 else { return tasks.map(execute) }
    let shared = SharedWork()
    TaskThreads.run(helpers: count - 1) {
      while true {
        let index = shared.next.add(1, ordering: .relaxed).oldValue
        guard index < tasks.count else { return }
        let result = execute(tasks[index])
        shared.results.withLock { $0.append(result) }
      }
    }
    return shared.results.withLock { $0 }
  }

  private func execute(_ task: Prepared) -> TaskResult {
    let arena = options.arena(width: program.width.bits)
    let execution = Execution(
      program: task.program, task: task.key, options: options, arena: arena, oracle: options.session(arena),
      known: task.known)
    execution.run()
    var result = execution.result
    let role: TaskDerivation.Role =
      switch task.key.role {
      case .function: .function
      case .thread: .thread
      case .handler: .handler
      }
    result.derivation = execution.derivation(role: role)
    if let store, let footprint = task.footprint, let shared = SharedTask(result, footprint, in: task.program) {
      store.keep(shared, footprint)
    }
    return result
  }

  /// What runs without being called: handlers, threads, and functions that nobody calls.
  private var roots: [TaskKey] {
    var called: Set<RoutineID> = []
    for instruction in program.code {
      if case .call(let callee) = instruction.operation { called.insert(callee) }
    }
    let threads = Set(program.boot?.threads.map(\.routine) ?? [])
    var keys: [TaskKey] = []
    for (index, routine) in program.routines.enumerated() {
      let id = RoutineID(index)
      if let only = options.only, routine.name != only { continue }
      switch routine.kind {
      case .handler(let level):
        keys.append(TaskKey(routine: id, role: .handler, flags: .handlerEntry(level: level)))
      case .function:
        if threads.contains(id) {
          let flags = Flags.thread(interruptEnable: true, levelCount: program.levelCount)
          keys.append(TaskKey(routine: id, role: .thread, flags: flags))
        }
        let isAlone = !called.contains(id) && !threads.contains(id)
        if isAlone || (options.only != nil && (called.contains(id) || !threads.contains(id))) {
          keys += allowed(id)
        }
      case .externFunction: break
      }
    }
    return keys
  }

  private func unreached(by known: Set<TaskKey>) -> [TaskKey] {
    let covered = Set(known.map(\.routine))
    return program.routines.indices.map(RoutineID.init).filter { id in
      program.routines[id.index].kind == .function && !covered.contains(id)
    }.flatMap(allowed)
  }

  /// The flags that a function's contract allows: at thread level, else in a handler; if it allows none, one that
  /// shows that the contract cannot be met.
  private func allowed(_ id: RoutineID) -> [TaskKey] {
    if program.lemma(provedBy: id) != nil {
      let flags = Flags.thread(interruptEnable: true, levelCount: program.levelCount)
      return [TaskKey(routine: id, role: .function, flags: flags)]
    }
    let arena = TermArena(width: program.width.bits)
    let program = views.program(seenFrom: program.routines[id.index].module)
    let lowering = AssertionLowering(program: program, arena: arena, origins: OriginTable())
    let routine = program.routines[id.index]
    let registers = (0..<Register.count).map { _ in arena.wordSymbol("r") }
    func isAllowed(_ flags: Flags) -> Bool {
      var scope = Scope(
        registers: registers, entryRegisters: registers, flags: flags,
        entryInterruptEnable: flags.interruptEnable)
      for variable in routine.logicals {
        scope.variables[variable.id] = try? lowering.symbol(for: variable, in: routine.requires)
      }
      // What cannot be lowered is reported by the task itself.
      return ((try? lowering.flagViolation(routine.requires, scope)) ?? nil) == nil
    }
    let thread = [true, false].map { Flags.thread(interruptEnable: $0, levelCount: program.levelCount) }
    let handler = (0..<program.levelCount).flatMap { level in
      [false, true].map { Flags(interruptEnable: $0, level: level, inService: true) }
        + (program.interruptController == .explicit
          ? [false, true].map { Flags(interruptEnable: $0, level: level, inService: false) } : [])
    }
    var flags = thread.filter(isAllowed)
    if flags.isEmpty { flags = handler.filter(isAllowed) }
    if flags.isEmpty { flags = [thread[0]] }
    return flags.map { TaskKey(routine: id, role: .function, flags: $0) }
  }
}

extension ProverOptions {
  /// The terms of one task.
  func arena(width: Int) -> TermArena { TermArena(width: width, shufflingSymbols: variation) }

  /// The solver session of one task.
  func session(_ arena: TermArena) -> CVC5Session {
    var options = SolverOptions(resourcesPerCheck: budget, millisecondsPerCheck: timeoutMilliseconds)
    options.quickDecisions = !solverOnly
    options.variation = variation
    return CVC5Session(
      arena, options: options, factory: solverFactory, sink: querySink, crossCheck: crossCheck,
      refutationSink: refutationSink)
  }
}
