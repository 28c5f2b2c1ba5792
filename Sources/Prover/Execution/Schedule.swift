import AIMLang
import Dispatch
import SepLogic
import Synchronization

/// Which tasks there are, and their execution in rounds: the tasks of a round run on a few threads, the callees that
/// they demand are the next round. Results are ordered by task, so threads leave no trace in a report.
struct Schedule {
  let program: Program
  let views: ProgramViews
  let options: ProverOptions

  func run() -> [TaskResult] {
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

  private func run(_ tasks: [TaskKey]) -> [TaskResult] {
    let count = min(max(1, options.parallelTasks), tasks.count)
    guard count > 1 else { return tasks.map(run) }
    let next = Atomic<Int>(0)
    let results = Mutex<[TaskResult]>([])
    DispatchQueue.concurrentPerform(iterations: count) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < tasks.count else { return }
        let result = run(tasks[index])
        results.withLock { $0.append(result) }
      }
    }
    return results.withLock { $0 }.sorted { $0.key < $1.key }
  }

  private func run(_ key: TaskKey) -> TaskResult {
    let arena = TermArena(width: program.width.bits)
    let module = program.routines[key.routine.index].module
    let execution = Execution(
      program: views.program(seenFrom: module), task: key, options: options, arena: arena,
      oracle: options.session(arena), rules: views.rules(seenFrom: module))
    execution.run()
    return execution.result
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
  /// The solver session of one task.
  func session(_ arena: TermArena) -> CVC5Session {
    var options = SolverOptions(resourcesPerCheck: budget, millisecondsPerCheck: timeoutMilliseconds)
    options.quickDecisions = !solverOnly
    return CVC5Session(arena, options: options, factory: solverFactory, sink: querySink)
  }
}
