import AIMLang

/// Violations of nested interrupts and threads.
extension Stepper {
  // MARK: The interrupt controller

  func noInterruptToEnd(_ c: Configuration) -> StepResult {
    broken(
      .stuck, c, DiagnosticCode(.eoi, .flagMismatch), "`eoi` outside of a handler: there is no interrupt to end",
      facts: [EvidenceRow(.needs, "", "the level of a handler")] + flagRows(c))
  }

  func stillInService(_ c: Configuration) -> StepResult {
    broken(
      .stuck, c, DiagnosticCode(.iret, .flagMismatch),
      "`iret` needs the interrupt ended, but irq \(c.level) is still in service",
      facts: [EvidenceRow(.needs, "isr[\(c.level)]", "0"), EvidenceRow(.has, "isr[\(c.level)]", "1")] + flagRows(c),
      suggestion: "end the interrupt with `eoi` before")
  }

  // MARK: Threads

  /// `switch` or `block` with flags that do not allow it.
  func cannotSwitch(_ c: Configuration, _ check: Check) -> StepResult {
    let instruction = "`\(check.rawValue)`"
    let code = DiagnosticCode(check, .flagMismatch)
    if c.interruptEnable {
      return broken(
        .stuck, c, code, "\(instruction) needs interrupts disabled",
        facts: [EvidenceRow(.needs, "", "ie = 0")] + flagRows(c), suggestion: "disable interrupts with `cli` before")
    }
    if !maySwitch(c) {
      let levels = (0..<levelCount).filter { c.inService >> $0 & 1 != 0 && (isExplicit || $0 != c.level) }
      let names = levels.map { "irq \($0)" }.joined(separator: ", ")
      return broken(
        .stuck, c, code,
        isExplicit
          ? "\(instruction) needs every interrupt ended, but \(names) is still in service"
          : "\(instruction) would leave a suspended handler in service: \(names)",
        facts: [EvidenceRow(.needs, "", isExplicit ? "every isr bit clear" : "no suspended handler in service")]
          + levels.map { EvidenceRow(.has, "isr[\($0)]", "1") } + flagRows(c),
        suggestion: isExplicit ? "end the interrupt with `eoi` before" : nil)
    }
    return broken(
      .stuck, c, code, "\(instruction) needs thread level: a handler cannot wait in a queue",
      facts: [EvidenceRow(.needs, "", "level = thread")] + flagRows(c))
  }

  func cannotUnblock(_ c: Configuration) -> StepResult {
    broken(
      .stuck, c, DiagnosticCode(.unblock, .flagMismatch), "`unblock` needs interrupts disabled",
      facts: [EvidenceRow(.needs, "", "ie = 0")] + flagRows(c), suggestion: "disable interrupts with `cli` before")
  }

  /// `unblock` without what the queue hands to the thread that it wakes.
  func nothingToHand(_ c: Configuration, _ wait: Wait, to thread: Int) -> StepResult {
    let queue = compiled.program.queues[wait.queue]
    let arguments = wait.operands.map { c.words[$0] }
    let (reason, what, rows, place) = explain(
      c, compiled.queues[wait.queue].hands, owner: c.actor, given: compiled.queues[wait.queue].parameters)
    return broken(
      .invariant, c, DiagnosticCode(.unblock, reason),
      "`unblock` hands over what `\(queueName(wait.queue, arguments))` promises to \(threadName(thread)), but \(what)",
      related: [RelatedPlace(place ?? queue.span, "the queue hands this over, and it does not hold")],
      facts: rows + flagRows(c))
  }

  // MARK: Deadlock

  /// Somebody waits, and nobody will ever come.
  func deadlock(_ c: Configuration) -> StepResult {
    let diagnostic = deadlockDiagnostic(c)
    return broken(.deadlock, diagnostic.diagnostic, diagnostic.pc)
  }

  func deadlockDiagnostic(_ c: Configuration) -> (diagnostic: Diagnostic, pc: Int?) {
    var names: [String] = []
    var places: [(pc: Int, text: String)] = []
    var rows: [EvidenceRow] = []
    for thread in 0..<threadCount {
      let word = context(c, thread)
      if word.isHalted { rows.append(EvidenceRow(.note, threadName(thread), "has ended")) }
      guard word.isBlocked, let pc = resumption(c, thread) else { continue }
      let (queue, arguments) = waiting(c, thread)
      let text = "\(threadName(thread)) waits in `\(queueName(queue, arguments))`"
      names.append(text)
      places.append((pc - 1, text))
      rows.append(
        EvidenceRow(.has, threadName(thread), "blocked in \(queueName(queue, arguments))"))
    }
    let masked = handlerMask & c.masked
    for level in 0..<levelCount where masked >> level & 1 != 0 {
      rows.append(EvidenceRow(.note, "irq \(level)", "is masked"))
    }
    let why =
      arriving(c) == 0
      ? handlerMask == 0 ? "there is no handler that could wake anybody" : "every interrupt is masked"
      : "no interrupt ever wakes anybody"
    let first = places.first?.pc
    return (
      Diagnostic(
        .error, DiagnosticCode(.explore, .deadlock), "deadlock: \(names.joined(separator: ", ")), and \(why)",
        at: first.map { compiled.program.code[$0].span } ?? span(c),
        related: places.dropFirst().map { RelatedPlace(compiled.program.code[$0.pc].span, $0.text) }, facts: rows),
      first
    )
  }
}
