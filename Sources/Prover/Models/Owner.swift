import AIMLang
import SepLogic

// Whose a cell is that the running code does not own: the question behind every `footprint.missing`.

/// What is known of the owner of a missing cell.
struct OwnerEvidence {
  /// A subordinate clause for the message, or empty.
  var reason = ""
  var rows: [EvidenceRow] = []
  var related: [RelatedPlace] = []
  var suggestion: String?
}

extension Execution {
  func owner(of address: TermID, _ path: Path, _ model: Model?) -> OwnerEvidence {
    let value = arena.constant(address) ?? model.flatMap { arena.evaluateInt(address, in: $0) }
    // The boot memory is handed out part by part, before anybody runs.
    if path.pc < 0 { return handedOutAtBoot(value) }
    if let declared = declaringInvariant(of: address, value) {
      return ownedByInvariant(declared, value, path)
    }
    if let evidence = ownedByKnownInstance(address, path) { return evidence }
    if let share = sharedInstance(of: address, value) { return ownedByInstance(share, value, path) }
    if let value, let global = names.global(at: value) {
      return outsideContracts(global, at: value, path)
    }
    var evidence = OwnerEvidence()
    if let lost = lastOwned(address, path) {
      evidence.related.append(lost.place)
      evidence.rows = [EvidenceRow(.owner, "", lost.isFree ? "nobody: the cell was freed" : "given away on this path")]
      if lost.isFree { evidence.reason = ": it was freed" }
      return evidence
    }
    if let value, value == 0 {
      evidence.reason = ": address 0 is never memory"
      evidence.rows = [EvidenceRow(.owner, "", "nobody: 0 is what `alloc` gives when it has nothing")]
      evidence.suggestion = "test the address for 0 before this instruction"
      return evidence
    }
    if let value, let place = names.place(of: value) {
      evidence.reason = ": it is \(place)"
      evidence.rows = [EvidenceRow(.owner, "", "nobody: \(place) lies a gap that belongs to no global")]
      return evidence
    }
    evidence.rows = [EvidenceRow(.owner, "", "no declaration says whose it is")]
    if let instance = possibleInstance(of: address, path) {
      evidence.suggestion =
        "if this cell belongs to an instance that is public, say `\(instance)` in `requires` of `\(routine.name)`"
      evidence.related.append(RelatedPlace(routine.nameSpan, "the contract of `\(routine.name)`"))
    } else if task.role == .function {
      evidence.suggestion = "if the caller is to hand it over, say so in `requires` of `\(routine.name)`"
      evidence.related.append(RelatedPlace(routine.nameSpan, "the contract of `\(routine.name)`"))
    }
    return evidence
  }

  private func handedOutAtBoot(_ value: Int128?) -> OwnerEvidence {
    var evidence = OwnerEvidence()
    if let value, let global = names.global(at: value), let name = names.name(of: value) {
      evidence.rows = [
        EvidenceRow(.owner, name, "handed out already: threads come first, then the invariants in their order")
      ]
      evidence.related = [RelatedPlace(global.span, "the global")]
    } else {
      evidence.rows = [EvidenceRow(.owner, "", "nobody: the boot memory is the globals")]
    }
    return evidence
  }

  /// The first invariant that mentions the cell, whatever its level.
  private func declaringInvariant(of address: TermID, _ value: Int128?) -> InvariantID? {
    for (index, invariant) in program.invariants.enumerated() where invariant.parameters.isEmpty {
      guard let formula = try? lowering.invariant(InvariantID(index)) else { continue }
      let cells = formula.addresses
      if cells.contains(address) { return InvariantID(index) }
      if let value, cells.contains(where: { arena.constant($0) == value }) { return InvariantID(index) }
    }
    return nil
  }

  private func ownedByInvariant(_ id: InvariantID, _ value: Int128?, _ path: Path) -> OwnerEvidence {
    let invariant = program.invariants[id.index]
    let level = lowering.expressions.index(of: invariant.level)
    let whose = whose(level)
    let name = value.flatMap(names.name) ?? "the cell"
    let line = line(of: invariant.span)
    var evidence = OwnerEvidence()
    evidence.related = [RelatedPlace(invariant.span, "the invariant of \(whose), which has `\(name)`")]
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    let lost = value.flatMap { whereLost(arena.int($0), path) }
    if owned.contains(level), lost == nil {
      evidence.reason = ": interrupts were off at entry already, and `requires` does not hand `\(name)` over"
      evidence.rows = [
        EvidenceRow(
          .owner, name, "whoever called with interrupts off, by the invariant at line \(line) (\(whose))")
      ]
      evidence.suggestion = "hand `\(name)` over in `requires` of `\(routine.name)`"
      evidence.related.append(RelatedPlace(routine.nameSpan, "the contract of `\(routine.name)`"))
    } else if owned.contains(level) {
      evidence.rows = [
        EvidenceRow(
          .owner, name,
          "the invariant at line \(line) (\(whose)) handed it to the running code, which has given it away since")
      ]
    } else if path.flags.interruptEnable {
      evidence.reason = ": with interrupts on, `\(name)` belongs to the public part"
      evidence.rows = [
        EvidenceRow(
          .owner, name,
          "with interrupts on, `\(name)` belongs to the public part by the invariant at line \(line) (\(whose))")
      ]
      evidence.suggestion = "insert `cli` before this instruction"
    } else {
      evidence.rows = [
        EvidenceRow(
          .owner, name,
          "the invariant at line \(line) (\(whose)), which the code does not own with "
            + describe(path.flags))
      ]
    }
    if let lost { evidence.related.append(lost) }
    return evidence
  }

  private func outsideContracts(_ global: Global, at value: Int128, _ path: Path) -> OwnerEvidence {
    var evidence = OwnerEvidence()
    evidence.related = [RelatedPlace(global.span, "the global")]
    if let lost = whereLost(arena.int(value), path) {
      evidence.related.append(lost)
      evidence.rows = [EvidenceRow(.owner, global.name, "given away on this path")]
      return evidence
    }
    let cells = global.initial.count == 1 ? "\(global.name) |-> _" : "the cells of \(global.name)"
    if task.role == .handler {
      evidence.reason = ": no invariant gives `\(global.name)` to this handler"
      evidence.rows = [EvidenceRow(.owner, global.name, "no invariant for irq \(task.flags.level) mentions it")]
      evidence.suggestion = "add `\(cells)` to an invariant for irq \(task.flags.level)"
    } else {
      evidence.reason = ": `requires` of `\(routine.name)` does not hand `\(global.name)` over"
      evidence.rows = [EvidenceRow(.owner, global.name, "no invariant mentions it, and the contract does not either")]
      evidence.suggestion = "add `\(cells)` to `requires` of `\(routine.name)`"
      evidence.related.append(RelatedPlace(routine.nameSpan, "the contract of `\(routine.name)`"))
    }
    return evidence
  }

  func whereLost(_ address: TermID, _ path: Path) -> RelatedPlace? { lastOwned(address, path)?.place }

  /// The last step of the path before which the cell was owned: there it went.
  private func lastOwned(_ address: TermID, _ path: Path) -> (place: RelatedPlace, isFree: Bool)? {
    guard let step = path.trace.last(where: { step in step.heap.contains { $0.address == address } }) else {
      return nil
    }
    let instruction = program.code[step.pc]
    switch step.event {
    case .instruction:
      if case .free = instruction.operation { return (RelatedPlace(instruction.span, "it was freed here"), true) }
      return (RelatedPlace(instruction.span, "its ownership left here"), false)
    case .ghost(let index):
      return (RelatedPlace(instruction.ghosts[index].span, "its ownership was given up here"), false)
    case .loopHead: return (RelatedPlace(instruction.span, "its ownership left at this loop head"), false)
    }
  }
}

extension Formula {
  /// Addresses of all cells that some case of it has.
  var addresses: [TermID] {
    switch self {
    case .emp, .pure, .atom: []
    case .cell(let address, _, _): [address]
    case .separating(let parts): parts.flatMap(\.addresses)
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.addresses + b.addresses
    case .exists(_, let body): body.addresses
    }
  }
}
