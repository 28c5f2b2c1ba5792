// globals with their initial values ⊨ requires_1 * … * requires_n * I(0) * … * I(N) * true        shared instances included
//
// Every thread starts at thread level with `ie = 1`, so every invariant is public from the first step on. A thread's
// registers are its arguments, and 0. What is left over belongs to nobody. Every value is concrete.

import AIMLang
import SepLogic

extension Execution {
  /// Cells of all globals together that are followed one by one.
  static var globalLimit: Int { 65_536 }

  /// Splits the boot memory; in place of `run`, with the flags of a thread that starts.
  func boot(_ boot: Boot) {
    result.summary.statistics.tasks = 1
    var path = Path(pc: -1, registers: entryRegisters, flags: task.flags, state: SymbolicState())
    let count = program.globals.reduce(0) { $0 + $1.initial.count }
    guard count <= Self.globalLimit else {
      let duty = bootDuty(0)
      duty.doubt(
        undecided(.tooLarge("a boot memory of \(count) cells", boot.span), .boot, at: boot.span, pc: nil))
      return
    }
    for global in program.globals {
      let origin = lowering.origins.add(.global, at: global.span)
      for (offset, value) in global.initial.enumerated() {
        path.state.heap.append(
          Chunk(
            address: arena.int(Int128(global.address) + Int128(offset)), value: arena.int(Int128(value)),
            origin: origin))
      }
    }
    path.state.atoms = boot.shares.map(shared)
    path.state = rooted(path.state)
    // Without definitions less can be shown; that they cannot be read is an obligation of their own.
    try? defineHeap()
    lowering.knownInstances = path.state.atoms
    var position = 0
    var paths = [path]
    for (index, thread) in boot.threads.enumerated() {
      paths = part(position, at: thread.span, paths) { duty, path throws(LoweringError) in
        try self.start(thread, index, path, duty)
      }
      position += 1
    }
    for (index, invariant) in program.invariants.enumerated() where invariant.parameters.isEmpty {
      paths = part(position, at: boot.span, paths) { duty, path throws(LoweringError) in
        let formula = try self.lowering.invariant(InvariantID(index))
        return try self.consume(formula, from: path, duty, for: .bootInvariant(InvariantID(index))).map(\.path)
      }
      position += 1
    }
    for share in boot.shares {
      paths = part(position, at: share.span, paths) { duty, path throws(LoweringError) in
        let arguments = share.arguments.map { self.arena.int(Int128($0)) }
        let formula = try self.lowering.instance(share.invariant, arguments)
        return try self.consume(formula, from: path, duty, for: .bootShare(share)).map(\.path)
      }
      position += 1
    }
    result.summary.statistics.add(oracle.statistics)
  }

  /// Hands one part of the memory out; what remains. After a failure the rest is tried with the memory as it was.
  private func part(
    _ position: Int, at span: SourceSpan, _ paths: [Path],
    _ take: (Duty, Path) throws(LoweringError) -> [Path]
  ) -> [Path] {
    let duty = bootDuty(position)
    defer { duty.close() }
    var results: [Path] = []
    do throws(LoweringError) {
      for path in paths { results += try take(duty, path) }
    } catch {
      duty.doubt(undecided(error, .boot, at: span, pc: nil))
    }
    return results.isEmpty ? paths : results
  }

  private func bootDuty(_ position: Int) -> Duty {
    duty(ObligationKey(owner: .boot, pc: position, rank: 0, check: .boot), pc: nil)
  }

  private func start(
    _ thread: Boot.Thread, _ index: Int, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let target = program.routines[thread.routine.index]
    guard target.kind == .function else { throw .notSupported("a thread that is no function", thread.span) }
    var registers = [TermID](repeating: arena.zero, count: Register.count)
    for (position, value) in thread.arguments.enumerated() where position + 1 < Register.count {
      registers[position + 1] = arena.int(Int128(value))
    }
    var path = path
    path.registers = registers
    var scope = Scope(
      registers: registers, entryRegisters: registers, flags: path.flags,
      entryInterruptEnable: path.flags.interruptEnable)
    var chosen: [TermID] = []
    for variable in target.logicals {
      let symbol = try lowering.symbol(for: variable, in: target.requires)
      scope.variables[variable.id] = symbol
      chosen.append(symbol)
    }
    if let violated = try lowering.flagViolation(target.requires, scope) {
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.boot, .flagMismatch),
            "a thread starts with \(describe(path.flags)), which `\(target.name)` does not accept", at: thread.span,
            related: [RelatedPlace(violated.span, "required here")],
            facts: [
              EvidenceRow(.needs, "", program.sources.text(of: violated.span)),
              EvidenceRow(.has, "", describe(path.flags)),
            ]),
          path, nil))
      return []
    }
    let requires = try lowering.formula(target.requires, scope, as: .requires(thread.routine))
    return try consume(
      requires, from: path, duty, for: .bootThread(index), flexible: chosen
    ).map(\.path)
  }
}
