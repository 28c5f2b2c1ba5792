// handler k:   starts with { owned(ie = 0, level k, isr[k] = 1) }, which is I(0) * … * I(k), and any registers
// function:    starts with { requires }, for any values of its `with` variables
//
// A handler's `requires` asks for nothing more than that: it has to follow, and then names what the handler works with.
// Which instances of families there are is fixed by the boot configuration, so a handler of a booted program knows them; without
// `boot`, those that `requires` names are what whoever boots the program has to share (it is proved anew there).

import AIMLang
import SepLogic

extension Execution {
  /// The paths at the first instruction.
  func enter(_ duty: Duty) throws(LoweringError) -> [Path] {
    var start = Path(
      pc: routine.code.lowerBound, registers: entryRegisters, flags: task.flags, state: SymbolicState())
    lowering.knownInstances = try knownFromTheStart(start)
    if task.role == .handler { start.state.atoms = lowering.knownInstances }
    start.state = rooted(start.state)
    var paths: [Path]
    switch task.role {
    case .handler: paths = try enterHandler(start, duty)
    case .function, .thread:
      for variable in routine.logicals {
        start.logicals[variable.id] = try lowering.symbol(for: variable, in: routine.requires)
      }
      paths = try produce(
        lowering.formula(routine.requires, scope(start), as: .requires(task.routine)), into: start)
    }
    if paths.isEmpty, try isVacuousByItself(start) { result.summary.warnings.append(contradiction()) }
    for index in paths.indices {
      paths[index].entryHeap = paths[index].state.heap
      paths[index].hadAtoms = paths[index].state.atoms.contains { !$0.isEmpty }
    }
    return paths
  }

  private func enterHandler(_ start: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    let owned = ownedLevels(task.flags, levelCount: program.levelCount)
    let entered = try gain(owned, [start])
    guard !routine.requires.isEmpty else { return entered }
    var results: [Path] = []
    for path in entered {
      var scope = scope(path)
      var chosen: [(id: VariableID, symbol: TermID)] = []
      for variable in routine.logicals {
        let symbol = try lowering.symbol(for: variable, in: routine.requires)
        scope.variables[variable.id] = symbol
        chosen.append((variable.id, symbol))
      }
      let requires = try lowering.formula(routine.requires, scope, as: .requires(task.routine))
      for branch in try check(requires, on: path, duty, for: .handlerRequires, flexible: chosen.map(\.symbol)) {
        var entry = branch.path
        for (id, symbol) in chosen { entry.logicals[id] = branch.bindings[symbol] ?? symbol }
        results.append(entry)
      }
    }
    return results
  }

  /// The instances that are public whatever happened before: to a handler those that are shared, to others those that
  /// `requires` names.
  private func knownFromTheStart(_ start: Path) throws(LoweringError) -> [Atom] {
    if task.role == .handler, let boot = program.boot { return boot.shares.map(shared) }
    return try namedInstances(start)
  }

  /// That an instance is public.
  func shared(_ share: Boot.Share) -> Atom {
    Atom(
      symbol: lowering.symbol(of: share.invariant), arguments: share.arguments.map { arena.int(Int128($0)) },
      origin: lowering.origins.add(.share, at: share.span))
  }

  /// The instances that conjuncts of `requires` name, where their arguments are fixed at entry.
  private func namedInstances(_ start: Path) throws(LoweringError) -> [Atom] {
    var facts: [Atom] = []
    for clause in routine.requires {
      let parts = if case .separating(let parts) = clause.kind { parts } else { [clause] }
      for part in parts {
        guard case .pure(let expression) = part.kind, case .instanceIsPublic(let id, let arguments) = expression.kind
        else { continue }
        var terms: [TermID] = []
        for argument in arguments {
          guard !argument.mentions({ if case .variable = $0 { true } else { false } }) else { break }
          terms.append(try lowering.expressions.term(argument, scope(start)))
        }
        guard terms.count == arguments.count else { continue }
        facts += try lowering.publicInstances(
          id, terms, lowering.origins.add(.requires(task.routine), at: part.span))
      }
    }
    return facts
  }

  /// Whether a task without any path is the contract's fault: a handler has none where the invariants contradict each
  /// other, which `Declarations` reports, and a thread where it starts with other flags, which `boot` reports.
  private func isVacuousByItself(_ start: Path) throws(LoweringError) -> Bool {
    switch task.role {
    case .handler: false
    case .thread: try lowering.flagViolation(routine.requires, scope(start)) == nil
    case .function: true
    }
  }

  private func contradiction() -> Diagnostic {
    Diagnostic(
      .warning, DiagnosticCode(.contract, .unsatisfiable),
      "nothing satisfies `requires` of `\(routine.name)`, so its proof says nothing",
      at: routine.requires.first?.span ?? routine.nameSpan)
  }
}
