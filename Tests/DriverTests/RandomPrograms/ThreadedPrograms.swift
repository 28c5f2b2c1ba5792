import TestSupport

/// Draws programs with nested handlers, threads, queues, families of invariants and an imported lock that are right by
/// their plan: memory is laid out first, and then code is put together from pieces that keep what holds of it.
/// `ProgramMutation` breaks them. Words are small and pieces short, so that exploration completes.
struct ThreadedProgram {
  var random: SplitMix
  private var labels = 0
  var plan: Plan
  /// Whether some pieces are wrong in a way that a checker may well overlook (`ThreadedPrograms+Slips`).
  let hasSlips: Bool

  /// What there is besides the code.
  struct Plan {
    /// Whether memory hangs in lists for the most part; there is less of everything else then.
    let hasLists: Bool
    var isExplicit = false
    /// N.
    var levelCount = 1
    var handlers: [Int] = []
    /// Handlers that turn interrupts on in their service.
    var open: [Int] = []
    /// Memory by level, N for the threads.
    var shared: [PlacedMemory?] = []
    var family: Family?
    var lock: Lock?
    var handOver: HandOver?
    /// What the routine of a thread has at r8.
    var own = SharedMemory.all[0]
    var threadCount = 2
    var globals: [String] = []

    var hasInstances: Bool { family != nil || lock != nil }
    func canSwitch(_ level: Int) -> Bool { !open.contains { $0 > level } }
  }

  /// Instances at the globals m and n.
  struct Family {
    var level: Int
    var form: SharedMemory
    /// A second argument, a bound.
    var bound: Int?
  }

  enum Lock: CaseIterable { case handing, retrying, spinning }

  /// What the argument of the queue means: nothing, the address of what is handed over, or whether there is anything.
  enum Queue: CaseIterable { case plain, address, optional }

  struct HandOver {
    /// The handler that wakes; nil for a thread.
    var level: Int?
    var form: SharedMemory
    var queue: Queue
  }

  init(seed: UInt64, hasLists: Bool = false, hasSlips: Bool = false) {
    random = SplitMix(seed: seed)
    self.hasSlips = hasSlips
    plan = Plan(hasLists: hasLists)
    drawPlan()
  }

  /// The piece with a label of its own in place of `$`.
  mutating func labelled(_ piece: [String]) -> [String] {
    labels += 1
    return piece.map { $0.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "q\(labels)") }
  }

  private mutating func drawPlan() {
    plan.isExplicit = random.chance(plan.hasLists ? 15 : 40)
    plan.levelCount = random.pick(plan.hasLists ? [1, 1, 1, 2] : [1, 1, 1, 2, 2, 2, 2, 3])
    for level in 0..<plan.levelCount where random.chance(plan.levelCount == 3 ? 60 : 75) { plan.handlers.append(level) }
    plan.open = plan.handlers.filter { _ in random.chance(30) }
    let kind = Int.random(in: 0..<(plan.hasLists ? 140 : 100), using: &random)
    switch kind {
    case 0..<35:
      let isBounded = random.chance(25)
      let form = isBounded ? SharedMemory.bounded : form(pointers: 20)
      plan.family = Family(
        level: Int.random(in: 0...plan.levelCount, using: &random), form: form, bound: isBounded ? 2 : nil)
    case 35..<60: plan.lock = random.pick(Lock.allCases)
    case 60..<85:
      plan.handOver = HandOver(
        level: random.chance(50) ? plan.handlers.randomElement(using: &random) : nil, form: whole(),
        queue: random.pick(Queue.allCases))
    default: break
    }
    plan.shared = (0...plan.levelCount).map { level in
      guard random.chance(plan.hasInstances ? 30 : 60) else { return nil }
      return PlacedMemory(form: form(pointers: 10), x: "x\(level)", y: "y\(level)")
    }
    let hasPointer = plan.family?.form.isPointer == true || plan.shared.contains { $0?.form.isPointer == true }
    if plan.hasLists, !hasPointer, random.chance(60) {
      plan.own = SharedMemory.ownList
    } else {
      plan.own = hasPointer ? SharedMemory.all[0] : random.pick(Array(SharedMemory.all.prefix(3)))
    }
    plan.threadCount = random.pick(plan.hasLists ? [1, 1, 2] : [1, 2, 2, 2, 2, 3])
    if plan.lock != nil || plan.handOver != nil, plan.threadCount == 1 { plan.threadCount = 2 }
  }

  /// - Parameter pointers: how often, in percent, the form is one with a cell behind a pointer.
  private mutating func form(pointers: Int) -> SharedMemory {
    if plan.hasLists, random.chance(65) { return random.pick(SharedMemory.lists) }
    return random.chance(pointers)
      ? random.pick([SharedMemory.pointer, SharedMemory.mailbox, SharedMemory.mailbox]) : random.pick(SharedMemory.all)
  }

  /// A form of which nothing is taken away while others look.
  private mutating func whole() -> SharedMemory {
    if plan.hasLists, random.chance(65) { return random.pick(SharedMemory.lists) }
    return random.pick(SharedMemory.all.filter { !$0.isTaken })
  }

  /// The program as planned.
  mutating func program() -> ProgramLines {
    var lines = ["word 8"]
    if plan.isExplicit { lines.append("pic 8259a") }
    let protected = plan.lock == nil ? nil : whole()
    var head: [String] = []
    if let protected {
      head.append("import \"lock.aim\" where Res(l) = \(protected.text(x: "l + 1", y: "l + 2"))")
    }
    head += SharedMemory.definitions
    let memory = memory(protected)
    let routineCount = plan.handOver != nil ? 2 : plan.threadCount > 1 && random.chance(40) ? 2 : 1
    var code: [String] = []
    for level in plan.handlers { code += handler(level) }
    for index in 0..<routineCount { code += thread(index, protected) }
    let functions = functions(for: code)
    head += SharedMemory.definitions(for: head + memory + functions + code)
    lines += head + memory + functions + code
    lines.append("boot {")
    for index in 0..<plan.threadCount {
      let places = plan.hasInstances ? "\(random.pick(["m", "m", "n"])), \(random.pick(["m", "n", "n"]))" : "0, 1"
      lines.append("thread w\(min(index, routineCount - 1))(\(places), o\(index))")
    }
    let bound = plan.family?.bound.map { ", \($0)" } ?? ""
    if plan.hasInstances { lines += ["share lock(m\(bound))", "share lock(n\(bound))"] }
    lines.append("}")
    if let lock = plan.lock { lines += [ProgramLines.moduleMark] + lock.module }
    return ProgramLines(lines: lines)
  }

  /// Globals, invariants and queues.
  private func memory(_ protected: SharedMemory?) -> [String] {
    var globals: [String] = []
    var logic: [String] = []
    /// A number, or the address of a cell or node of its own.
    func value(_ text: String) -> String {
      guard text.hasPrefix("@") else { return text }
      let data = "d\(globals.count)"
      globals.append(text == "@" ? "global \(data) = 1" : "global \(data)[2] = 1, 0")
      return data
    }
    func cells(_ form: SharedMemory, _ x: String, _ y: String) {
      globals.append("global \(x) = \(value(form.initial.x))")
      globals.append("global \(y) = \(form.initial.y)")
    }
    func level(_ level: Int) -> String { level == plan.levelCount ? "threads" : "irq \(level)" }
    for (index, memory) in plan.shared.enumerated() {
      guard let memory else { continue }
      cells(memory.form, memory.x, memory.y)
      logic.append("invariant s\(index) for \(level(index)): \(memory.text)")
    }
    if let family = plan.family {
      let parameters = family.bound == nil ? "(l)" : "(l, k)"
      logic.append("invariant lock\(parameters) for \(level(family.level)): \(family.form.text(x: "l", y: "l + 1"))")
      for name in ["m", "n"] {
        globals.append("global \(name)[2] = \(value(family.form.initial.x)), \(family.form.initial.y)")
      }
    }
    if let protected {
      for name in ["m", "n"] {
        globals.append("global \(name)[3] = 0, \(value(protected.initial.x)), \(protected.initial.y)")
      }
    }
    if let handOver = plan.handOver {
      globals.append("global p[2] = \(value(handOver.form.initial.x)), \(handOver.form.initial.y)")
      logic.append("queue q(a) hands \(handOver.handed)")
      if let wakes = handOver.level {
        globals.append("global full = 1")
        logic.append(
          "invariant held for irq \(wakes): exists v :: full |-> v ** (v == 1 ? \(handOver.text(at: "p")) : emp)")
      }
    }
    for index in 0..<plan.threadCount {
      globals.append("global o\(index) = \(value(plan.own.initial.x))")
    }
    return globals + logic
  }
}

extension ThreadedProgram.HandOver {
  func text(at place: String) -> String { form.text(x: place, y: "\(place) + 1") }
  /// What r5 holds in code that uses the queue.
  var argument: String { queue == .address ? "p" : queue == .optional ? "1" : "0" }
  var handed: String {
    switch queue {
    case .plain: text(at: "p")
    case .address: text(at: "a")
    case .optional: "a == 1 ? \(text(at: "p")) : emp"
    }
  }
}
