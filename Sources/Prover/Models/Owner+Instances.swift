import AIMLang
import SepLogic

// Cells of instances of families: which instance a missing cell belongs to, or may belong to.

extension Execution {
  /// A cell of an instance that is known to be public, and that these flags do not own.
  func ownedByKnownInstance(_ address: TermID, _ path: Path) -> OwnerEvidence? {
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    for atom in path.state.atoms {
      guard let id = lowering.family(atom.symbol), let body = try? lowering.instance(id, atom.arguments),
        body.addresses.contains(address)
      else { continue }
      let invariant = program.invariants[id.index]
      let level = lowering.expressions.index(of: invariant.level)
      let isCall = path.pc >= 0 && program.code[path.pc].operation.check == .call
      if owned.contains(level), !isCall { continue }
      let name = "`\(invariant.name ?? "invariant")(\(atom.arguments.map { describe($0) }.joined(separator: ", ")))`"
      var evidence = OwnerEvidence()
      evidence.related = [
        RelatedPlace(invariant.span, "the invariant of \(whose(level)), which has \(cell(address, nil))")
      ]
      if owned.contains(level) {
        evidence.reason = ": it belongs to an instance, and instances are closed before a call"
        evidence.rows = [
          EvidenceRow(.owner, "", "the instance \(name) (\(whose(level))), which the callee could open itself")
        ]
        evidence.suggestion = "let the callee require that the instance is public, and open it there"
      } else if path.flags.interruptEnable {
        evidence.reason = ": with interrupts on, it belongs to the public part"
        evidence.rows = [
          EvidenceRow(.owner, "", "with interrupts on, the public part, by the instance \(name) (\(whose(level)))")
        ]
        evidence.suggestion = "insert `cli` before this instruction"
      } else {
        evidence.rows = [
          EvidenceRow(
            .owner, "",
            "the instance \(name) (\(whose(level))), which the code does not own with \(describe(path.flags))")
        ]
      }
      return evidence
    }
    return nil
  }

  /// `name@(a)` for the first family with one parameter, of a level that is owned, of which an instance would have the cell.
  func possibleInstance(of address: TermID, _ path: Path) -> String? {
    if arena.constant(address) != nil { return nil }
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    for (index, invariant) in program.invariants.enumerated() where invariant.parameters.count == 1 {
      guard owned.contains(lowering.expressions.index(of: invariant.level)) else { continue }
      let parameter = arena.symbol(invariant.parameters[0].name)
      guard let body = try? lowering.instance(InvariantID(index), [parameter]) else { continue }
      for candidate in body.addresses {
        guard let argument = arena.solve(arena.equal(candidate, address), for: parameter) else { continue }
        return describe(lowering.symbol(of: InvariantID(index)), [argument])
      }
    }
    return nil
  }

  /// The first instance of the boot configuration that mentions the cell, whatever its level.
  func sharedInstance(of address: TermID, _ value: Int128?) -> Boot.Share? {
    program.boot?.shares.first { share in
      let arguments = share.arguments.map { arena.int(Int128($0)) }
      guard let formula = try? lowering.instance(share.invariant, arguments) else { return false }
      let cells = formula.addresses
      return cells.contains(address) || cells.contains { value != nil && arena.constant($0) == value }
    }
  }

  func ownedByInstance(_ share: Boot.Share, _ value: Int128?, _ path: Path) -> OwnerEvidence {
    let invariant = program.invariants[share.invariant.index]
    let name = value.flatMap(names.name) ?? "the cell"
    let arguments = share.arguments.map { describe(arena.int(Int128($0))) }.joined(separator: ", ")
    let instance = "`\(invariant.name ?? "invariant")(\(arguments))`"
    var evidence = OwnerEvidence()
    evidence.related = [
      RelatedPlace(share.span, "the instance that is shared"),
      RelatedPlace(invariant.span, "the invariant that has `\(name)`"),
    ]
    evidence.rows = [
      EvidenceRow(.owner, name, "the shared instance \(instance), unless it has handed `\(name)` to somebody")
    ]
    if let lost = value.flatMap({ whereLost(arena.int($0), path) }) { evidence.related.append(lost) }
    return evidence
  }

  func whose(_ level: Int) -> String { level == program.levelCount ? "the threads" : "irq \(level)" }
}
