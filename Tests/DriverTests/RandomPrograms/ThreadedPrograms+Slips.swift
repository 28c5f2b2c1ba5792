/// Mistakes that need a rule of the logic to be seen: each is right if that rule is forgotten. A random edit seldom hits on
/// one of them.
extension ThreadedProgram {
  mutating func slip() -> [String] {
    var choices: [[String]] = [
      // A register that the loop writes.
      ["mov r5, 1", "mov r4, 1", "$:"] + loopInvariants()
        + ["beq r4, 0, $x", "mov r5, 2", "sub r4, r4, 1", "j $", "$x:", "assert r5 == 1"],
      // One that the callee does not preserve.
      ["mov r2, 7", "call \(random.pick(callable))", "assert r2 == 7"],
      ["choose r1, 0, 1", "mov r2, r1", "beq r1, 0, $", "mov r2, 0", "$:", "assert r2 == r1"],
    ]
    for place in plan.shared.compactMap({ $0?.x }) { choices += stale(place) }
    if plan.family != nil { choices += stale("r6") }
    if !plan.own.isList {
      // Memory that the loop changes and its invariant does not mention.
      choices.append(
        ["ld r5, [r8]", "mov r4, 1", "$:", "invariant ie == 1", "beq r4, 0, $x", "xor r1, r5, 1", "st [r8], r1"]
          + ["sub r4, r4, 1", "j $", "$x:", "ld r1, [r8]", "assert r1 == r5"])
      choices.append(["ld r5, [r8]", "mov r1, r8", "call bump", "ld r1, [r8]", "assert r1 == r5"])
    }
    if let family = plan.family, family.form.canSwap, !family.form.isPointer {
      // Two names may mean one instance.
      let write = ["cli", "mov r1, 0", "st [r6], r1", "mov r1, 1", "st [r7], r1"]
      choices.append(write + ["ld r1, [r6]", "assert r1 == 0", "sti"])
    }
    return labelled(random.pick(choices))
  }

  /// Others may have changed the cell in between, or it is not owned.
  private mutating func stale(_ place: String) -> [[String]] {
    let (before, after) = (["cli", "ld r5, [\(place)]"], ["ld r1, [\(place)]", "assert r1 == r5", "sti"])
    return [
      before + ["switch"] + after, before + ["switch"] + after, before + ["sti", "mov r1, 1", "cli"] + after,
      before + ["sti", "call \(random.pick(callable))", "cli"] + after, ["ld r1, [\(place)]"],
      ["cli", "ld r1, [\(place)]", "sti", "ld r1, [\(place)]"],
    ]
  }
}
