/// Small programs with several threads, wait queues, interrupt levels and masks: some right, most of them wrong somewhere.
extension RandomProgram {
  /// What code at some point may be given.
  private struct Place {
    /// 0 … N-1 in a handler, N in a thread.
    var level: Int
    var isThread: Bool
    /// Private to the thread.
    var cells: [String]
    var isExplicit: Bool
    var levelCount: Int
  }

  /// Cells of `I(0)`, `I(1)` and of the threads' invariant.
  private static let cells = ["x", "z", "t"]

  private mutating func queue() -> String { "q(\(pick(["0", "0", "1", "r1"])))" }

  /// A cell to access: mostly one that may be accessed there; nil where there is none.
  private mutating func cell(_ place: Place, critical: Bool) -> String? {
    let shared = critical ? Array(Self.cells.prefix(place.level == place.levelCount ? 3 : place.level + 1)) : []
    let owned = shared + place.cells
    if chance(isCareful ? 2 : 15) { return pick(Self.cells + ["w"]) }
    return owned.isEmpty ? nil : pick(owned)
  }

  private mutating func plain(_ place: Place, critical: Bool) -> String {
    let cell = cell(place, critical: critical)
    let access = pick(["ld", "st", "st"])
    switch number(0...9) {
    case 0...4 where cell != nil:
      return access == "ld" ? "  ld \(register()), [\(cell ?? "x")]\n" : "  st [\(cell ?? "x")], \(register())\n"
    case 0...5: return "  mov \(register()), \(number(0...2))\n"
    case 6: return "  add r2, r2, 1\n  and r2, r2, 1\n"
    case 7: return "  choose \(register()), 0, 1\n"
    case 8: return "  \(pick(["mask", "unmask", "unmask"])) \(number(0...(place.levelCount - 1)))\n"
    default: return place.isThread && chance(50) ? "  call helper\n" : "  assert r2 <= \(pick(["3", "3", "3", "1"]))\n"
    }
  }

  private mutating func thread(_ place: Place) -> String {
    var text = ""
    var critical = false
    for index in 0..<number(3...7) {
      if index < 2, !critical { text += "l\(index):\(chance(10) ? " invariant ie == 1" : "")\n" }
      guard critical else {
        switch number(0...9) {
        case 0...5:
          text += "  cli\n"
          critical = true
        case 6: text += "  \(pick(["beq", "bne"])) \(register()), \(number(0...1)), l0\n"
        case 7 where !isCareful:
          text += "  \(pick(["switch", "block q(0)", "unblock r2, q(0)", "eoi"]))\n".eoi(place.isExplicit)
        default: text += plain(place, critical: false)
        }
        continue
      }
      switch number(0...19) {
      case 0...3: text += "  switch\n"
      case 4...6: text += "  block \(queue())\n"
      case 7...9: text += "  unblock \(register()), \(queue())\n"
      case 10...13:
        text += "  sti\n"
        critical = false
      case 14 where !isCareful: text += "  halt\n"
      default: text += plain(place, critical: true)
      }
    }
    if !text.hasPrefix("l0:") { text = "l0:\n" + text.replacing("l0:\n", with: "") }
    if critical { text += "  sti\n" }
    return text + "  \(pick(["halt", "halt", "j l0", "halt"]))\n"
  }

  private mutating func handler(_ place: Place) -> String {
    var text = ""
    var critical = true
    var isEnded = false
    for _ in 0..<number(0...3) {
      switch number(0...19) {
      case 0...5: text += plain(place, critical: critical)
      case 6...8: text += "  unblock \(register()), \(queue())\n"
      case 9...12 where critical || !isCareful:
        if place.isExplicit, !isEnded, isCareful {
          text += "  eoi\n"
          isEnded = true
        }
        text += "  switch\n"
      case 13...14 where !place.isExplicit || !isEnded:
        text += critical ? "  sti\n" : "  cli\n"
        critical.toggle()
      case 15 where !isCareful: text += "  block q(0)\n"
      default: text += "  add r1, r1, 1\n  and r1, r1, 1\n"
      }
    }
    if place.isExplicit, !isEnded, chance(95) {
      // Between the two nothing keeps the same interrupt from coming again, and again.
      if !critical, chance(80) { text += "  cli\n" }
      text += "  eoi\n"
    }
    return text + "  iret\n"
  }

  mutating func threadedText() -> String {
    isCareful = chance(80)
    let isExplicit = chance(40)
    let levelCount = chance(60) ? 2 : 1
    let invariant = [
      pick(["x |-> _", "x |-> _", "exists v :: x |-> v ** v <= 2", "emp"]),
      levelCount == 2 ? pick(["z |-> _", "z |-> _", "exists v :: z |-> v ** v <= 1", "emp"]) : "emp",
      pick([
        "t |-> _", "t |-> _", "exists v :: t |-> v ** (v == 0 ? w |-> _ : emp)",
        "exists v :: t |-> v ** (v == 0 ? w |-> _ : emp)", "exists v :: t |-> v ** v <= 1",
      ]),
    ]
    let ownsW = !invariant[2].contains("w") && chance(60)
    let hands = pick(["emp", "emp", "w |-> _", "exists v :: w |-> v ** v >= a", "a == 0"])
    let thread = Place(level: levelCount, isThread: true, cells: [], isExplicit: isExplicit, levelCount: levelCount)
    var owner = thread
    if ownsW { owner.cells = ["w"] }
    var text = """
      word 8
      \(isExplicit ? "pic 8259a" : "")
      global x = 1
      global z = 0
      global t = 0
      global w = 1
      invariant for irq 0: \(invariant[0])
      \(levelCount == 2 ? "invariant for irq 1: \(invariant[1])" : "")
      invariant for threads: \(invariant[2])
      queue q(a) hands \(hands)

      """
    for level in 0..<levelCount where chance(level == 0 ? 80 : 70) {
      let place = Place(
        level: level, isThread: false, cells: [], isExplicit: isExplicit, levelCount: levelCount)
      text += "handler h\(level) on irq \(level)\n{\n\(handler(place))}\n"
    }
    text +=
      "func helper()\n{\n  \(pick(["add r1, r1, 1\n  and r1, r1, 1", "cli\n  switch\n  sti", "mov r1, 1"]))\n  ret\n}\n"
    text += "func a()\n  requires ie == 1\(ownsW ? " ** w |-> _" : "")\n{\n\(self.thread(owner))}\n"
    text += "func b(p)\n  requires ie == 1 && level == thread\n{\n\(self.thread(thread))}\n"
    let others = pick(["thread b(1)", "thread b(1)", "thread b(0)  thread b(1)", "thread b(0)  thread b(0)", ""])
    return text + "boot { thread a  \(others) }\n"
  }
}

extension String {
  /// `eoi` is an error without an explicit controller.
  fileprivate func eoi(_ isExplicit: Bool) -> String { isExplicit ? self : replacing("eoi", with: "switch") }
}
