/// The code of threads, handlers and the functions that both call.
extension ThreadedProgram {
  /// A piece for code that owns these levels, with instances' addresses in the given registers.
  private mutating func update(levels: ClosedRange<Int>, instances: [String], isOff: Bool = true) -> [String] {
    var choices: [[String]] = [["choose r1, 0, 1"], ["mov r1, 1"]]
    for level in levels {
      guard let memory = plan.shared[level] else { continue }
      choices += memory.updates
      if isOff, random.chance(30) { choices.append(["call upd\(level)"]) }
    }
    if let family = plan.family, levels.contains(family.level) {
      for register in instances {
        let place = PlacedMemory(form: family.form, x: register, y: "\(register) + 1")
        choices += place.plainUpdates + place.plainUpdates
        if isOff { choices.append(["mov r1, \(register)", "call touch"]) }
        if family.form.isPointer, instances == ["r6", "r7"] {
          choices.append(["ld r1, [\(register)]", "beq r1, 0, $", "st [\(register)], r8", "mov r8, r1", "$:"])
        }
      }
      if instances == ["r6", "r7"], family.form.canSwap {
        choices.append(["ld r1, [r6]", "ld r2, [r7]", "st [r6], r2", "st [r7], r1"])
        if !family.form.isPointer { choices.append(["ld r1, [r7]", "st [r6], r1"]) }
      }
    }
    return labelled(random.pick(choices))
  }

  // MARK: Threads

  mutating func thread(_ index: Int, _ protected: SharedMemory?) -> [String] {
    var lines = ["func w\(index)(a, b, c)", "requires ie == 1"]
    if random.chance(30) { lines.append("requires level == thread") }
    let bound = plan.family?.bound.map { ", \($0)" } ?? ""
    if plan.hasInstances { lines += ["requires lock@(a\(bound))", "requires lock@(b\(bound))"] }
    lines.append("requires \(plan.own.text(x: "c", y: ""))")
    if let handOver = plan.handOver, handOver.level == nil, index == 0 {
      lines.append("requires \(handOver.text(at: "p"))")
    }
    lines += ["{", "mov r6, r1", "mov r7, r2", "mov r8, r3"]
    var blocks: [[String]] = []
    for _ in 0..<random.pick([1, 1, 2, 2, plan.threadCount == 3 ? 1 : 3]) {
      blocks.append(block(1, protected))
    }
    if let handOver = plan.handOver {
      let piece = index == 0 && handOver.level == nil ? send(handOver) : receive(handOver)
      blocks.insert(labelled(piece), at: Int.random(in: 0...min(1, blocks.count), using: &random))
    }
    blocks.append(random.chance(20) ? endless() : ["halt"])
    return lines + blocks.flatMap { $0 } + ["}"]
  }

  private mutating func endless() -> [String] { labelled(["$:"] + loopInvariants() + critical() + ["j $"]) }

  func loopInvariants() -> [String] { ["invariant ie == 1", "invariant \(plan.own.text(x: "r8", y: ""))"] }

  private mutating func block(_ depth: Int, _ protected: SharedMemory?) -> [String] {
    if hasSlips, random.chance(20) { return slip() }
    let roll = Int.random(in: 0..<100, using: &random)
    if let protected, roll < 55 { return lockSection(protected) }
    switch roll {
    case 0..<32: return critical()
    case 32..<36: return criticalLoop()
    case 36..<40: return keeping()
    case 40..<55: return taking()
    case 55..<63: return labelled(random.pick(PlacedMemory(form: plan.own, x: "r8", y: "").updates))
    case 63..<68: return ["\(random.pick(["mask", "unmask"])) \(Int.random(in: 0..<plan.levelCount, using: &random))"]
    case 68..<80: return ["call \(random.pick(callable))"]
    case 80..<83: return ghost()
    case 83..<85: return ["mov r1, r8", "call bump"]
    case 85..<93 where depth > 0:
      let head = ["mov r4, \(random.pick([1, 2]))", "$:"] + loopInvariants() + ["beq r4, 0, $x"]
      return labelled(head + block(depth - 1, protected) + ["sub r4, r4, 1", "j $", "$x:"])
    case 93... where depth > 0:
      return labelled(["choose r1, 0, 1", "beq r1, 0, $"] + critical() + ["$:"])
    default: return critical()
    }
  }

  mutating func critical() -> [String] {
    var piece = ["cli"]
    for _ in 0..<random.pick([1, 1, 1, 2]) {
      piece += update(levels: 0...plan.levelCount, instances: ["r6", "r7"])
      if random.chance(25) { piece.append("switch") }
    }
    return piece + ["sti"]
  }

  /// Lines that change nothing.
  private mutating func ghost() -> [String] {
    random.pick([
      ["@assert \(plan.own.text(x: "r8", y: ""))", "mov r1, 1"], ["choose r1, 0, 1", "@case r1 == 0", "mov r2, r1"],
    ])
  }

  /// A loop in which interrupts stay off.
  private mutating func criticalLoop() -> [String] {
    let owned = invariants.map { "invariant \($0.name)()" }
    let head = ["cli", "mov r4, \(random.pick([1, 2]))", "$:", "invariant ie == 0"] + owned + ["beq r4, 0, $x"]
    let body = update(levels: 0...plan.levelCount, instances: ["r6", "r7"]) + (random.chance(30) ? ["switch"] : [])
    return labelled(head + body + ["sub r4, r4, 1", "j $", "$x:", "sti"])
  }

  /// What others cannot change while the thread does not run.
  private mutating func keeping() -> [String] {
    let places = plan.shared.compactMap { $0?.x }
    if !places.isEmpty, random.chance(50) {
      let place = random.pick(places)
      return ["cli", "ld r5, [\(place)]", "mov r1, 1", "ld r1, [\(place)]", "assert r1 == r5", "sti"]
    }
    return ["ld r5, [r8]", random.pick(["call give", "call quiet", "mov r1, 1"]), "ld r1, [r8]", "assert r1 == r5"]
  }

  /// Takes memory out of an invariant for a while.
  private mutating func taking() -> [String] {
    var places = plan.shared.compactMap { $0 }
    if let family = plan.family { places.append(PlacedMemory(form: family.form, x: "r6", y: "r6 + 1")) }
    places.removeAll { !$0.form.isTaken }
    guard !places.isEmpty else { return critical() }
    let place = random.pick(places)
    let code = ["cli", "ld r1, [X]", "bne r1, 0, $", "mov r1, 1", "st [X], r1", "sti"]
    let use = random.pick([
      ["ld r2, [Y]", "xor r2, r2, 1", "st [Y], r2"], ["st [Y], r1"], ["call quiet", "st [Y], r1"],
    ])
    let back = ["cli", "mov r1, 1", "st [Y], r1", "mov r1, 0", "st [X], r1", "$:", "sti"]
    return labelled((code + use + back).map { SharedMemory.filled($0, place.x, place.y) })
  }

  private mutating func lockSection(_ protected: SharedMemory) -> [String] {
    let register = random.pick(["r6", "r6", "r7"])
    let place = PlacedMemory(form: protected, x: "\(register) + 1", y: "\(register) + 2")
    var body = random.pick(place.updates)
    if random.chance(20) { body = labelled(body) + critical() }
    if random.chance(20) { body += ["call give"] }
    let isTried = random.chance(30)
    let take = ["mov r1, \(register)"] + (isTried ? ["call try", "beq r1, 0, $t"] : ["call acq"])
    return labelled(take + body + ["mov r1, \(register)", "call rel"] + (isTried ? ["$t:"] : []))
  }

  private mutating func send(_ handOver: HandOver) -> [String] {
    let give = ["mov r5, \(handOver.argument)", "cli", "unblock r2, q(r5)", "bne r2, 0, $g"]
    // What was handed over is no longer there.
    if hasSlips, random.chance(30) { return give + ["j $n", "$g:", "ld r1, [p]", "$n:", "sti"] }
    if random.chance(30) { return give + ["$g:", "sti"] }
    let head = ["$:", "invariant ie == 1 ** \(handOver.text(at: "p"))"] + [loopInvariants()[1]]
    return head + give + ["sti", "j $", "$g:", "sti"]
  }

  private mutating func receive(_ handOver: HandOver) -> [String] {
    let place = PlacedMemory(form: handOver.form, x: "p", y: "p + 1")
    var piece = ["mov r5, \(handOver.argument)", "cli", "block q(r5)", "sti"] + labelled(random.pick(place.updates))
    if handOver.level != nil, random.chance(80) { piece += ["cli", "mov r1, 1", "st [full], r1", "sti"] }
    return piece
  }

  // MARK: Handlers

  mutating func handler(_ level: Int) -> [String] {
    var lines = ["handler h\(level) on irq \(level)"]
    var instances: [String] = []
    if let family = plan.family, family.level <= level {
      let bound = family.bound.map { ", \($0)" } ?? ""
      instances = random.pick([["m"], ["n"], ["m", "n"]])
      lines += instances.map { "requires lock@(\($0)\(bound))" }
    }
    lines.append("{")
    var isServed = !plan.isExplicit
    let end = ["eoi"]
    if let handOver = plan.handOver, handOver.level == level {
      let wake = ["mov r5, \(handOver.argument)", "ld r1, [full]", "bne r1, 1, $", "unblock r2, q(r5)"]
      lines += labelled(wake + ["beq r2, 0, $", "mov r1, 0", "st [full], r1", "$:"])
    } else {
      lines += update(levels: 0...level, instances: Array(instances.prefix(1)))
    }
    if random.chance(40), !isServed {
      lines += end
      isServed = true
    }
    if plan.open.contains(level) {
      if plan.isExplicit, isServed {
        // Without the mask it could interrupt itself without end.
        let isSlip = hasSlips && random.chance(40)
        let quiet = random.pick([["call quiet"], ["mov r1, 1"]])
        // Out of service, nothing is its own with interrupts on.
        let own = isSlip ? update(levels: level...level, instances: [], isOff: false) : quiet
        lines += ["mask \(level)", "sti"] + own + ["cli", "unmask \(level)"]
      } else {
        // Those above are public then.
        let lowest = hasSlips && random.chance(40) ? 0 : level
        lines += ["sti"] + update(levels: lowest...level, instances: Array(instances.prefix(1)), isOff: false)
        if !plan.isExplicit, plan.canSwitch(level), random.chance(20) { lines += ["cli", "switch", "sti"] }
        if level > 0, random.chance(30) {
          lines += ["call \(random.pick((0..<level).map { "crit\($0)" } + ["quiet"]))"]
        }
        lines += ["cli"]
      }
    } else if random.chance(30) {
      lines += update(levels: 0...level, instances: Array(instances.prefix(1)))
    }
    if random.chance(8) {
      lines.append("\(random.pick(["mask", "unmask"])) \(Int.random(in: 0..<plan.levelCount, using: &random))")
    }
    if plan.canSwitch(level), random.chance(45) {
      if !isServed { lines += end }
      isServed = true
      lines += random.chance(25) ? ["call swap\(level)"] : ["switch"]
      if random.chance(30) { lines += update(levels: 0...level, instances: Array(instances.prefix(1))) }
    }
    if !isServed { lines += end }
    return lines + ["iret", "}"]
  }

  // MARK: Functions

  /// Functions that a thread calls with interrupts on.
  var callable: [String] {
    ["quiet", "give"] + (0...plan.levelCount).map { "crit\($0)" }
  }

  /// The named invariants without parameters.
  private var invariants: [(name: String, level: Int)] {
    let plain = plan.shared.indices.filter { plan.shared[$0] != nil }.map { (name: "s\($0)", level: $0) }
    return plain + (plan.handOver?.level.map { [(name: "held", level: $0)] } ?? [])
  }

  /// The functions that the code calls, and those that they call.
  mutating func functions(for code: [String]) -> [String] {
    var known = allFunctions()
    var called = code
    var result: [String] = []
    while let index = known.firstIndex(where: { function in called.contains("call \(function.name)") }) {
      let function = known.remove(at: index)
      called += function.lines
      result += function.lines
    }
    return result
  }

  private mutating func allFunctions() -> [(name: String, lines: [String])] {
    var functions = SharedMemory.listFunctions
    func add(_ name: String, _ contract: [String], _ code: [String]) {
      let parameters = ["bump", "poke", "touch"].contains(name) ? "(c)" : "()"
      let head = ["func \(name)\(parameters)"] + contract + ["preserves r4-r8, r10-r15", "{"]
      functions.append((name, head + code + ["ret", "}"]))
    }
    let isOn = ["requires ie == 1", "ensures ie == 1"]
    for level in 0...plan.levelCount {
      add("crit\(level)", isOn, ["cli"] + update(levels: level...level, instances: []) + ["sti"])
      guard let memory = plan.shared[level] else { continue }
      let contract = ["requires ie == 0", "requires s\(level)()", "ensures s\(level)()"]
      add("upd\(level)", contract, labelled(random.pick(memory.updates)))
    }
    for level in plan.handlers {
      let memory = invariants.filter { $0.level <= level }
      let contract = memory.flatMap { ["requires \($0.name)()", "ensures \($0.name)()"] }
      add("swap\(level)", ["requires ie == 0"] + contract, ["switch"])
    }
    if let family = plan.family {
      // The instance is its own as long as interrupts are off, at every level that has it.
      let change = PlacedMemory(form: family.form, x: "r3", y: "r3 + 1").plainUpdates
      let bound = family.bound.map { ", \($0)" } ?? ""
      add("touch", ["requires ie == 0", "requires lock@(c\(bound))"], ["mov r3, r1"] + labelled(random.pick(change)))
    }
    add("poke", ["requires c |-> _", "ensures c |-> _"], ["mov r2, 1", "st [r1], r2"])
    add("give", isOn, ["cli", "switch", "sti"])
    add("quiet", ["ensures result <= 1"], ["choose r1, 0, 1"])
    let own = plan.own.text(x: "c", y: "")
    let change = labelled(random.pick(PlacedMemory(form: plan.own, x: "r3", y: "").plainUpdates))
    add("bump", ["requires \(own)", "ensures \(own)"], ["mov r3, r1"] + change)
    return functions
  }
}
