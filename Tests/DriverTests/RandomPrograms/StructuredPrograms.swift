import TestSupport

/// Draws programs on one interrupt line that are mostly right: branches, loops, calls and arithmetic of a single thread
/// around what it shares with the handler. Words are small so that wrap-around happens.
struct StructuredProgram {
  private var random: SplitMix
  private var labels = 0
  private var lines: [String] = []
  private var invariant = Shared.all[0]
  private var helper = ""

  /// An invariant, and pieces of code that keep it, with r1…r3 free to use.
  private struct Shared {
    var text: String
    var updates: [[String]]
    /// Pieces that are wrong now and then.
    var slips: [[String]] = []

    static let all = [
      Shared(
        text: "x |-> _ ** y |-> _",
        updates: [["st [x], r1"], ["ld r1, [x]", "st [y], r1"], ["ld r2, [y]", "add r2, r2, r1", "st [x], r2"]]),
      Shared(
        text: "exists v :: x |-> v ** v <= 3 ** y |-> _",
        updates: [
          ["and r1, r1, 3", "st [x], r1"], ["ld r1, [x]", "st [y], r1"],
          ["ld r2, [x]", "remu r2, r2, 3", "add r2, r2, 1", "st [x], r2", "assert r2 >= 1 && r2 <= 3"],
          ["ld r1, [x]", "shl r3, r1, 6", "sar r3, r3, 6", "st [y], r3"],
        ]),
      Shared(
        text: "exists a, b :: x |-> a ** y |-> b ** a + b == 3",
        updates: [
          [
            "ld r1, [x]", "beq r1, 0, $", "sub r1, r1, 1", "st [x], r1", "ld r2, [y]", "add r2, r2, 1", "st [y], r2",
            "$:",
          ],
          ["ld r1, [x]", "ld r2, [y]", "st [x], r2", "st [y], r1"],
          ["mov r1, 3", "st [x], r1", "mov r1, 0", "st [y], r1"],
          ["ld r1, [x]", "xor r1, r1, 3", "st [x], r1", "ld r2, [y]", "xor r2, r2, 3", "st [y], r2"],
        ]),
      Shared(
        text: "exists a :: x |-> a ** (a == 0 ? y |-> _ : emp)",
        updates: [
          ["ld r1, [x]", "bne r1, 0, $", "ld r2, [y]", "add r2, r2, 1", "st [y], r2", "$:"],
          ["ld r1, [x]", "beq r1, 0, $", "st [x], r1", "$:"],
        ]),
      Shared(
        text: "(x |-> 0 ** y |-> 0) || (exists v :: x |-> v ** v != 0 ** y |-> 1)",
        updates: [
          ["mov r1, 0", "st [x], r1", "st [y], r1"], ["mov r1, 1", "st [x], r1", "st [y], r1"],
          ["ld r1, [y]", "ld r2, [x]", "beq r2, 0, $", "assert r1 == 1", "neg r2, r2", "st [x], r2", "$:"],
        ]),
      Shared(
        text: "exists i, a, b :: x |-> i ** i <= 1 ** (y |-> _) ** (buf |-> a, b) ** a <= 3 ** b <= 3",
        updates: [
          ["ld r1, [x]", "add r1, r1, buf", "ld r2, [r1]", "xor r2, r2, 1", "st [r1], r2"],
          ["ld r1, [x]", "xor r1, r1, 1", "st [x], r1"],
          ["ld r1, [x]", "add r2, r1, buf", "ld r3, [r2]", "st [buf], r3", "assert r3 <= 3"],
        ],
        slips: [
          ["ld r1, [x]", "add r2, r1, buf", "mov r3, 0", "st [r2], r3", "ld r3, [buf]", "assert r3 == 0"],
          ["ld r3, [buf + 1]", "ld r1, [x]", "add r2, r1, buf", "mov r1, 2", "st [r2], r1", "ld r2, [buf + 1]"]
            + ["assert r2 == r3"],
        ]),
    ]
  }

  private let hasSlips: Bool

  init(seed: UInt64, hasSlips: Bool = false) {
    random = SplitMix(seed: seed)
    self.hasSlips = hasSlips
  }

  /// The piece with a label of its own in place of `$`.
  private mutating func labelled(_ piece: [String]) -> [String] {
    labels += 1
    return piece.map { $0.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "q\(labels)") }
  }

  private mutating func emit(_ piece: [String]) { lines += labelled(piece) }

  private mutating func registersOnly() -> [String] {
    random.pick([
      ["mov r1, 1"], ["add r1, r1, 1", "and r1, r1, 3"], ["choose r1, 0, 2"], ["mov r2, r1"],
      ["divu r2, r1, 2", "mov r1, r2"], ["sub r1, r1, 1", "and r1, r1, 3", "assert r1 <= 3"],
      ["blt r1, 2, $", "mov r1, 2", "$:"], ["ld r1, [mine]", "and r1, r1, 3", "st [mine], r1"],
      ["choose r1, 1, 2", "beq r1, 0, $", "assert r1 >= 1", "$:"],
      ["alloc r5, 2", "beq r5, 0, $", "st [r5], r1", "st [r5 + 1], r5", "ld r3, [r5]", "free r5, 2", "$:"],
      [
        "alloc r5, 1", "beq r5, 0, $", "st [r5], r1", "ld r3, [r5]", "assert r3 == r1", "@leak r5 |-> _", "mov r3, 0",
        "$:",
      ],
      ["mov r6, private", "callr r6", "assert r1 <= 3"], ["mov r6, $", "jr r6", "$:"], ["call bump"],
      ["ld r1, [mine]", "call bump", "ld r2, [mine]", "sub r2, r2, r1", "assert r2 == 1"],
      ["sub r1, r1, 2", "sar r2, r1, 1", "blt r2, 0, $", "assert r2 <= 63", "$:", "and r1, r1, 3"],
      ["mul r2, r1, r1", "remu r2, r2, 4", "assert r2 <= 3"], ["@assert mine |-> _", "mov r3, 1"],
      ["@case r1 == 0", "mov r3, 1"],
      ["shl r2, r1, 7", "shr r2, r2, 7", "assert r2 <= 1"], ["not r2, r1", "xor r2, r2, r1", "assert r2 == 255"],
    ])
  }

  private mutating func critical() -> [String] {
    let byCall = random.chance(25)
    var piece = [byCall ? "call enter" : "cli"]
    for _ in 0..<Int.random(in: 1...2, using: &random) { piece += labelled(random.pick(invariant.updates)) }
    if hasSlips, random.chance(25) {
      // Others may have changed it in between.
      let stale = ["ld r5, [x]", "sti", "mov r1, 1", "cli", "ld r1, [x]", "assert r1 == r5"]
      piece += random.pick(invariant.slips + [stale])
    }
    if random.chance(30) { piece += ["call locked"] }
    if random.chance(20) { piece += ["call silent"] }
    return piece + [byCall != random.chance(5) ? "call leave" : "sti"]
  }

  private mutating func block(_ depth: Int) {
    let kind = Int.random(in: 0..<100, using: &random)
    switch kind {
    case 0..<30: emit(registersOnly())
    case 30..<65: emit(critical())
    case 65..<75: emit(["call private"])
    case 75..<87 where depth > 0:
      labels += 1
      let end = "e\(labels)"
      lines.append("\(random.pick(["beq r1, 0", "bgtu r1, 2", "bne r1, r2"])), \(end)")
      block(depth - 1)
      lines.append("\(end):")
    case 87... where depth > 0:
      labels += 1
      let (head, done) = ("l\(labels)", "d\(labels)")
      lines += ["mov r4, \(Int.random(in: 1...2, using: &random))", "\(head):"]
      let mine = random.pick(["mine |-> _", "mine |-> _", "exists m :: mine |-> m ** m <= 255", "mine |-> 1", "true"])
      lines.append("invariant ie == 1 ** \(mine)\(random.chance(50) ? " ** r4 <= 2" : "")")
      lines.append("beq r4, 0, \(done)")
      block(depth - 1)
      lines += ["sub r4, r4, 1"] + (random.chance(20) ? ["assert r4 <= 1"] : []) + ["j \(head)", "\(done):"]
    default: emit(["mov r3, 0"])
    }
  }

  mutating func program() -> ProgramLines {
    ProgramLines(lines: text().split(separator: "\n").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty })
  }

  private mutating func text() -> String {
    invariant = random.pick(Shared.all)
    for _ in 0..<Int.random(in: 2...4, using: &random) { block(2) }
    if random.chance(15) { lines.append("alloc r5, 2") }
    let main = lines + ["halt"]
    lines = []
    emit(random.pick(invariant.updates))
    if random.chance(40) { emit(random.pick(invariant.updates)) }
    if random.chance(20) { emit(["call locked"]) }
    let handler = lines + ["iret"]
    lines = []
    emit(random.pick(invariant.updates))
    let locked = lines + ["ret"]
    let parts = [
      main, handler, locked, ["ld r1, [mine]", "and r1, r1, 3", "ret"],
      ["ld r1, [mine]", "add r1, r1, 1", "st [mine], r1", "ret"],
    ]
    func body(_ index: Int) -> String { parts[index].map { "  " + $0 }.joined(separator: "\n") }
    let boot = random.pick(["1, 2", "0, 3", "0, 0", "3, 0", "1, 1", "2, 1"]).split(separator: ",").map(String.init)
    let level = invariant.text.contains("buf") ? "global buf[2] = 1" : ""
    return """
      word 8
      global x = \(boot[0])
      global y = \(boot[1])
      global mine = 1
      \(level)
      invariant shared for irq 0: \(invariant.text)
      handler tick on irq 0 {
      \(body(1))
      }
      func locked()
        requires ie == 0 ** shared()
        ensures ie == 0 ** shared()
        preserves r4
      {
      \(body(2))
      }
      func private()
        requires mine |-> _
        ensures mine |-> _ ** result <= 3
        preserves r4
      {
      \(body(3))
      }
      func bump() with (n)
        requires mine |-> n
        ensures mine |-> (n + 1) % 256
        preserves r2-r9
      {
      \(body(4))
      }
      func down(n)
        requires n <= 3
        ensures result == 0
        preserves r4
      {
        beq r1, 0, out
        sub r1, r1, 1
        call down
      out:
        ret
      }
      func silent()
        ensures result <= 1
        preserves r4
      {
        choose r1, 0, 1
        ret
      }
      func enter()
        requires ie == 1
        ensures ie == 0 ** shared()
        preserves r1-r4
      {
        cli
        ret
      }
      func leave()
        requires ie == 0 ** shared()
        ensures ie == 1
        preserves r1-r4
      {
        sti
        ret
      }
      func main()
        requires ie == 1 ** mine |-> _
      {
      \(body(0))
      }
      boot { thread main }
      """
  }
}
