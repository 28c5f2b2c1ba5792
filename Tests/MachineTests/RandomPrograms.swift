/// A generator with a fixed sequence (SplitMix64), so that every run of the tests sees the same programs.
struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Small programs on one interrupt line: some right, most of them wrong somewhere.
struct RandomProgram {
  var generator: FixedGenerator
  var isCareful = true
  var publicCells: [String] = []

  init(seed: UInt64) { generator = FixedGenerator(state: seed &* 0x2545_F491_4F6C_DD1D) }

  mutating func pick(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &generator)] }
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func register() -> String { pick(["r1", "r2", "r3"]) }
  /// A global to access: mostly one that may be accessed there.
  mutating func cell(public isPublic: Bool, private isPrivate: Bool) -> String {
    var cells = (isPublic ? publicCells : []) + (isPrivate ? ["mine"] : [])
    if cells.isEmpty || !isCareful, chance(25) { cells = ["x", "y", "mine"] }
    return cells.isEmpty ? "mine" : pick(cells)
  }

  mutating func operand() -> String { chance(50) ? register() : String(number(0...3)) }

  mutating func body(labels: Int, ends: [String], canCall: Bool, length: Int, reenable: Bool) -> String {
    var text = ""
    var critical = false
    let isMain = labels == 3
    for index in 0..<length {
      if index < labels {
        text += "l\(index):"
        if chance(isCareful ? 4 : 15) {
          text += "\n  invariant \(pick(["ie == 1", "ie == 0", "r1 <= 3", "true", "x |-> _", "true || ie == 0"]))"
        }
        text += "\n"
      }
      var roll = number(0...99)
      if roll < 35, !critical, reenable, chance(60) { roll = 93 }
      switch roll {
      case 0..<14: text += "  ld \(register()), [\(cell(public: critical || !isMain, private: isMain))]\n"
      case 14..<28: text += "  st [\(cell(public: critical || !isMain, private: isMain))], \(register())\n"
      case 28..<40:
        let r = register()
        text += "  add \(r), \(register()), \(operand())\n  and \(r), \(r), 3\n"
      case 40..<48: text += "  mov \(register()), \(operand())\n"
      case 48..<54:
        let op = pick(["sub", "mul", "or", "xor", "shl", "shr", "sar", "divu", "remu"])
        let r = register()
        text += "  \(op) \(r), \(register()), \(operand())\n"
        if chance(80) { text += "  and \(r), \(r), 3\n" }
      case 54..<66:
        let condition = pick(["beq", "bne", "blt", "bge", "bltu", "bgeu", "bgt", "ble", "bgtu", "bleu"])
        text += "  \(condition) \(register()), \(operand()), l\(number(0...(labels - 1)))\n"
      case 66..<71: text += "  choose \(register()), 0, \(number(0...2))\n"
      case 71..<73: text += "  print \"p\", \(register())\n"
      case 73..<75: text += "  assert \(pick(["r1 <= 3", "r2 <= 200", "ie == 1 || r1 == r1", "r3 < 4"]))\n"
      case 75..<79: text += canCall ? "  call helper\n" : "  \(pick(["not", "neg"])) r3, r3\n  and r3, r3, 3\n"
      case 79..<81:
        text += "  alloc r3, \(number(1...2))\n"
        if chance(70) { text += "  beq r3, 0, l0\n  \(chance(80) ? "st [r3], r1\n  free r3, 1" : "mov r3, 0")\n" }
      case 81 where !isCareful: text += "  free \(register()), 1\n"
      case 82..<84 where !isCareful: text += "  ld \(register()), [\(register())]\n"
      case 84..<92 where critical, 92...99 where critical:
        text += "  sti\n"
        critical = false
      default:
        text += "  cli\n"
        critical = true
      }
    }
    if critical, chance(isCareful ? 100 : 85), reenable { text += "  sti\n" }
    text += "  \(pick(ends))\n"
    return text
  }

  mutating func text() -> String {
    isCareful = chance(80)
    let invariant = pick([
      "x |-> _", "x |-> _ ** y |-> _", "exists v :: x |-> v ** v <= 250", "y |-> _ ** x |-> _",
      "x |-> _", "x |-> _ ** y |-> _", "exists v :: x |-> v ** v <= 3",
      "exists a, b :: x |-> a ** y |-> b ** a <= b + 2", "exists a :: x |-> a ** (a == 0 ? y |-> _ : emp)",
      "exists a :: x |-> a ** y |-> a", "(x |-> 0 ** y |-> _) || (exists a :: x |-> a ** a >= 1)",
      "exists a, b :: x |-> a ** y |-> b ** a + b == 2", "emp",
    ])
    publicCells = invariant.contains("y |->") ? ["x", "y"] : ["x"]
    let ensures = pick(["", "  ensures ie == 0\n", "  ensures result <= 3\n", "  ensures r2 == old(r2)\n", "", ""])
    let requires = pick([
      "", "  requires ie == 0\n", "  requires mine |-> _\n", "", "  requires r1 <= 3 ** mine |-> _\n",
    ])
    let entry = pick(["  requires ie == 1 ** mine |-> _\n", "  requires mine |-> _\n"])
    let both = pick(["1", "0"])
    return """
      word 8
      global x = \(both)
      global y = \(both == "1" ? "1" : "2")
      global mine = 0
      invariant for irq 0: \(invariant)
      handler tick on irq 0
      \(pick(["", "", "", "  requires ie == 0\n", "  ensures ie == 0\n"])){
      \(body(labels: 2, ends: ["iret", "iret", "iret", "j l1"], canCall: chance(30), length: number(2...5), reenable: chance(15)))}
      func helper()
      \(requires)\(ensures){
      \(body(labels: 1, ends: ["ret", "ret", "ret", "iret"], canCall: false, length: number(1...3), reenable: chance(50)))}
      func main()
      \(entry){
      \(body(labels: 3, ends: ["halt", "j l0", "j l1", "ret", "j l2"], canCall: true, length: number(4...8), reenable: true))}
      boot { thread main }
      """
  }
}
