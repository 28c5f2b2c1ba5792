import AIMLang

/// What things are called in messages and traces. None of this runs unless somebody reads it.
extension Stepper {
  /// The name that the source gives a cell.
  func cellName(_ address: UInt64) -> CellName {
    let slot = layout.globalSlot(address)
    guard slot >= 0, let region = layout.regions.first(where: { slot >= $0.slot && slot < $0.slot + $0.count }) else {
      return CellName(address: address, name: "0x" + String(address, radix: 16))
    }
    let global = compiled.program.globals[region.global]
    let offset = slot - region.slot
    if let type = compiled.program.structs.first(where: { $0.name == global.structName }), offset < type.fields.count {
      return CellName(address: address, name: "\(global.name).\(type.fields[offset])")
    }
    return CellName(address: address, name: region.count == 1 ? global.name : "\(global.name)[\(offset)]")
  }

  func name(_ routine: Int) -> String { compiled.program.routines[routine].name }

  func levelName(_ level: Int) -> Level { level < levelCount ? .irq(level) : .thread }

  /// An invariant's level, as in “the invariant for …”.
  func levelText(_ level: Int) -> String { level < levelCount ? "irq \(level)" : "threads" }

  /// A boot thread by its routine, and by its number where others run the same.
  func threadName(_ thread: Int) -> String {
    guard let (routine, number) = compiled.program.threadName(thread) else { return "thread \(thread + 1)" }
    return number.map { "`\(routine)` (thread \($0))" } ?? "`\(routine)`"
  }

  /// A queue with its arguments: addresses of globals by name.
  func queueName(_ queue: Int, _ arguments: [UInt64]) -> String {
    let texts = arguments.map { layout.globalSlot($0) >= 0 ? cellName($0).name : String($0) }
    return "\(compiled.program.queues[queue].name)(\(texts.joined(separator: ", ")))"
  }

  /// Who an owner code names in this configuration; nil for an address that is not in memory.
  func owner(_ code: UInt16, in c: Configuration) -> Owner? {
    if code == OwnerCode.absent { return nil }
    if code == OwnerCode.nobody { return .nobody }
    if code < OwnerCode.firstRunning { return .publicPart(levelName(Int(code - OwnerCode.firstPublic))) }
    let (thread, depth) = OwnerCode.position(code)
    if depth == 0 { return .thread(thread) }
    if thread == c.thread { return handler(depth, in: c) ?? .thread(thread) }
    guard context(c, thread).isReady || context(c, thread).isBlocked else { return .thread(thread) }
    // A suspended handler of a context that is saved: the frames that say which one have to be unpacked.
    var other = makeConfiguration()
    defer { other.words.deallocate() }
    other.copy(c, from: firstContext)
    load(&other, thread)
    return handler(depth, in: other) ?? .thread(thread)
  }

  private func handler(_ depth: Int, in c: Configuration) -> Owner? {
    // The interrupt frames from the top down have depths c.depth, c.depth − 1 …
    var frame = c.top
    var current = c.depth
    for _ in 0..<c.frames {
      let header = FrameHeader(word: c.words[frame])
      if header.isInterrupt {
        if current == depth { return .handler(level: handlerLevel[header.routine]) }
        current -= 1
      }
      frame = Int(c.words[frame + 1] >> 8)
    }
    return nil
  }

  /// An owner as messages name it.
  func ownerText(_ owner: Owner) -> String {
    guard case .thread(let index) = owner, threadCount > 1 else { return owner.description }
    return threadName(index)
  }

  func actor(of c: Configuration) -> Actor {
    if c.level < levelCount { return .handler(level: c.level) }
    return context(of: c)
  }

  /// Whose stack is running, whether a handler is on it or not.
  func context(of c: Configuration) -> Actor {
    let isIdle = contextCount > 0 ? c.thread == threadCount : c.pc == idle
    return isIdle ? .idle : .thread(c.thread)
  }

  func actorName(_ c: Configuration) -> String {
    guard c.level < levelCount else { return threadCount > 1 ? threadName(c.thread) : "the thread" }
    let handler = compiled.handlers[c.level]
    return handler >= 0 ? "the handler `\(name(handler))`" : "the handler of irq \(c.level)"
  }
}

extension Program {
  /// What to call a boot thread, by its position in `boot`: its routine, and the number that `unblock` gives it where
  /// several threads run that routine; nil when there is no such thread.
  package func threadName(_ position: Int) -> (routine: String, number: Int?)? {
    guard let threads = boot?.threads, threads.indices.contains(position) else { return nil }
    let routine = threads[position].routine
    let isShared = threads.filter { $0.routine == routine }.count > 1
    return (routines[routine.index].name, isShared ? position + 1 : nil)
  }
}
