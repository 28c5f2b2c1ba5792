import AIMLang

/// A whole configuration in source terms: what `Snapshot` tells of the running code, for every thread.
package struct MachinePicture: Sendable, Equatable {
  /// Who executes the next step: a thread, the handler on top of its stack, or the idle context.
  package var actor: Actor
  /// Whose stack is running, whether a handler is on it or not: a thread's or the idle context's.
  package var context: Actor
  package var interruptEnable: Bool
  package var level: Level
  /// `isr`, by level 0 … N-1.
  package var inService: [Bool]
  /// `imr`, by level 0 … N-1.
  package var masked: [Bool]
  /// Of the running code: the registers that the program mentions, ascending.
  package var registers: [RegisterValue]
  /// The cells in memory, by ascending address.
  package var cells: [CellValue]
  /// The boot threads by their position in `boot`, then the idle context.
  package var contexts: [ContextPicture]
}

/// A boot thread or the idle context.
package struct ContextPicture: Sendable, Equatable {
  package enum Status: Sendable, Equatable {
    /// Its stack is the one that runs.
    case running
    /// It can be resumed; so is a thread that has not started.
    case ready
    /// It waits in a queue: its name and arguments.
    case blocked(queue: String)
    /// A thread that has ended.
    case halted
    /// The idle context while there is nothing of it: it does not run, and no handler of it is suspended.
    case absent
  }

  /// `.thread` with the position in `boot`, or `.idle`.
  package var context: Actor
  package var status: Status
  /// The instruction that it executes when it runs next; nil when it has ended, or idles.
  package var pc: Int?
  /// What it finds in registers when it runs next: those that the program mentions, ascending; none when it has ended.
  package var registers: [RegisterValue]
  /// The stack, bottom to top; the thread's own routine has no frame.
  package var frames: [FramePicture]
}

/// A call or an interrupt on a stack.
package struct FramePicture: Sendable, Equatable {
  /// The function called, or the handler.
  package var routine: RoutineID
  package var isInterrupt: Bool
  /// Where the code below goes on; nil where that is the idle context, or the end of a run that did not start at boot.
  package var returnPC: Int?
  /// What the interrupted code had in the registers that the handler, or what it calls, can change; none for a call.
  package var saved: [RegisterValue]
}

extension Stepper {
  /// The whole of a configuration, for people. Costs time in proportion to all threads and cells.
  func picture(of c: Configuration) -> MachinePicture {
    let cells = slots(of: c).compactMap { slot, address in
      owner(c.owners[slot], in: c).map {
        CellValue(cell: cellName(address), value: c.words[firstCell + slot], owner: $0)
      }
    }
    return MachinePicture(
      actor: actor(of: c), context: runningContext(c), interruptEnable: c.interruptEnable, level: levelName(c.level),
      inService: (0..<levelCount).map { c.inService >> $0 & 1 != 0 },
      masked: (0..<levelCount).map { c.masked >> $0 & 1 != 0 }, registers: registers(of: c), cells: cells,
      contexts: contextPictures(c))
  }

  private func contextPictures(_ c: Configuration) -> [ContextPicture] {
    let running = runningContext(c)
    var result: [ContextPicture] = []
    // Contexts that are saved have to be unpacked; one buffer does for all.
    var buffer = contextCount > 0 ? makeConfiguration() : nil
    defer { buffer?.words.deallocate() }
    for position in 0...threadCount {
      let context: Actor = position == threadCount ? .idle : .thread(position)
      if context == running {
        result.append(contextPicture(context, .running, c))
        continue
      }
      guard contextCount > 0, self.context(c, position).isReady || self.context(c, position).isBlocked,
        var other = buffer
      else {
        let status: ContextPicture.Status = position == threadCount ? .absent : .halted
        result.append(ContextPicture(context: context, status: status, pc: nil, registers: [], frames: []))
        continue
      }
      var status = ContextPicture.Status.ready
      if self.context(c, position).isBlocked {
        let (queue, arguments) = waiting(c, position)
        status = .blocked(queue: queueName(queue, arguments))
      }
      other.copy(c, from: firstContext)
      load(&other, position)
      buffer = other
      result.append(contextPicture(context, status, other))
    }
    return result
  }

  private func contextPicture(
    _ context: Actor, _ status: ContextPicture.Status, _ c: Configuration
  ) -> ContextPicture {
    ContextPicture(
      context: context, status: status, pc: c.pc < codeCount ? c.pc : nil, registers: registers(of: c),
      frames: frames(of: c))
  }

  private func registers(of c: Configuration) -> [RegisterValue] {
    layout.registers.enumerated().map { index, register in
      RegisterValue(register: register, value: c.words[firstRegister + index])
    }
  }

  /// The running stack, bottom to top.
  private func frames(of c: Configuration) -> [FramePicture] {
    var result: [FramePicture] = []
    var frame = c.top
    for _ in 0..<c.frames {
      let header = FrameHeader(word: c.words[frame])
      var saved: [RegisterValue] = []
      if header.isInterrupt {
        for (offset, word) in routines[header.routine].saved.enumerated() {
          saved.append(
            RegisterValue(register: layout.registers[word - firstRegister], value: c.words[frame + 2 + offset]))
        }
      }
      result.append(
        FramePicture(
          routine: RoutineID(header.routine), isInterrupt: header.isInterrupt,
          returnPC: header.returnPC < codeCount ? header.returnPC : nil, saved: saved))
      frame = Int(c.words[frame + 1] >> 8)
    }
    return result.reversed()
  }

  /// As `context(of:)`, which takes the idle context of a program with one thread for the thread while a handler is on it.
  private func runningContext(_ c: Configuration) -> Actor {
    guard contextCount == 0, c.frames > 0 else { return context(of: c) }
    var frame = c.top
    for _ in 1..<c.frames { frame = Int(c.words[frame + 1] >> 8) }
    return FrameHeader(word: c.words[frame]).returnPC == idle ? .idle : .thread(c.thread)
  }
}
