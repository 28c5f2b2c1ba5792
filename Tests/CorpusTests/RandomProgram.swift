// Random programs on which both engines must agree in both directions: one thread, no interrupts, no loops, so that the
// prover's paths are exactly the machine's runs.

/// A generator of random numbers that gives the same sequence everywhere (SplitMix64).
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, which is at least 1.
  mutating func roll(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func chance(_ percent: Int) -> Bool { roll(100) < percent }
  mutating func pick<T>(_ choices: [T]) -> T { choices[roll(choices.count)] }
}

/// Writes one program.
struct RandomProgram {
  private var dice: Dice
  private let width: Int
  private var lines: [String] = []
  private var labels = 0
  /// Labels that are still to be placed, behind so many further lines.
  private var pending: [(label: String, after: Int)] = []

  /// The same text for the same seed.
  static func text(seed: UInt64) -> String {
    var program = RandomProgram(seed: seed)
    return program.write()
  }

  private init(seed: UInt64) {
    dice = Dice(seed: seed)
    width = dice.pick([8, 8, 16, 32, 64])
  }

  private var largest: UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }
  private var modulus: String { width == 64 ? "0x1_0000_0000_0000_0000" : "\(largest + 1)" }

  /// Numbers at the edges, and small ones.
  private mutating func number() -> UInt64 {
    let half = largest / 2
    return dice.pick([0, 1, 2, 3, 5, 7, 16, half - 1, half, half + 1, half + 2, largest - 1, largest])
  }

  private mutating func register() -> String { "r\(1 + dice.roll(5))" }
  private mutating func operand() -> String { dice.chance(60) ? register() : "\(number())" }

  private mutating func write() -> String {
    let cells = (number(), number(), number())
    for index in 1...5 {
      if dice.chance(50) {
        let low = min(number(), largest - 3)
        lines.append("choose r\(index), \(low), \(low + UInt64(dice.roll(3)))")
      } else {
        lines.append("mov r\(index), \(number())")
      }
    }
    for _ in 0..<(4 + dice.roll(12)) {
      placeLabels(force: false)
      instruction()
    }
    placeLabels(force: true)
    let body = (lines + ["halt"]).map { $0.hasSuffix(":") ? $0 : "      " + $0 }.joined(separator: "\n")
    return """
      word \(width)

      global pair[2] = \(cells.0)
      global single = \(cells.2)

      func main()
        requires ie == 1 ** pair |-> \(cells.0), \(cells.0) ** single |-> \(cells.2)
      {
      \(body)
      }

      boot { thread main }

      """
  }

  private mutating func placeLabels(force: Bool) {
    for index in pending.indices { pending[index].after -= 1 }
    for item in pending where force || item.after <= 0 { lines.append("\(item.label):") }
    pending.removeAll { force || $0.after <= 0 }
  }

  private mutating func instruction() {
    switch dice.roll(20) {
    case 0..<9: arithmetic()
    case 9: lines.append("\(dice.pick(["not", "neg"])) \(register()), \(register())")
    case 10: lines.append("ld \(register()), [\(dice.pick(["pair", "pair + 1", "single"]))]")
    case 11: lines.append("st [\(dice.pick(["pair", "pair + 1", "single"]))], \(register())")
    case 12:
      // One of the two cells, or now and then one past them.
      lines.append(dice.chance(85) ? "and r6, \(register()), 1" : "remu r6, \(register()), 3")
      lines.append("add r7, r6, pair")
      lines.append(dice.chance(50) ? "ld \(register()), [r7]" : "st [r7], \(register())")
    case 13..<16:
      labels += 1
      let condition = dice.pick(["beq", "bne", "blt", "bge", "bgt", "ble", "bltu", "bgeu", "bgtu", "bleu"])
      lines.append("\(condition) \(register()), \(operand()), l\(labels)")
      pending.append(("l\(labels)", 2 + dice.roll(4)))
    default: lines.append("assert \(condition())")
    }
  }

  /// An operation, mostly followed by an assertion of what it means in mathematical integers.
  private mutating func arithmetic() {
    let operation = dice.pick(["add", "sub", "mul", "and", "or", "xor", "shl", "shr", "sar", "divu", "remu"])
    let a = register()
    let isShift = ["shl", "shr", "sar"].contains(operation)
    let b = isShift ? "\(dice.roll(width))" : operand()
    lines.append("\(operation) r8, \(a), \(b)")
    if dice.chance(60) { lines.append("assert \(meaning(operation, a, b))") }
    lines.append("mov \(register()), r8")
  }

  private func meaning(_ operation: String, _ a: String, _ b: String) -> String {
    let power = { (UInt64(b) ?? 0) < 64 ? "\(UInt64(1) << (UInt64(b) ?? 0))" : "1" }
    return switch operation {
    case "add": "r8 == (\(a) + \(b)) % \(modulus)"
    case "sub": "r8 == (\(a) - \(b)) % \(modulus)"
    case "mul": "r8 == \(a) * \(b) % \(modulus)"
    case "and": "r8 == (\(a) & \(b)) && r8 <= \(a)"
    case "or": "r8 == \(a) + \(b) - (\(a) & \(b))"
    case "xor": "r8 == (\(a) | \(b)) - (\(a) & \(b))"
    case "shl": "r8 == \(a) * \(power()) % \(modulus)"
    case "shr": "r8 == \(a) / \(power())"
    case "sar": "signed(r8) == signed(\(a)) / \(power())"
    case "divu": b == "0" ? "r8 == \(largest)" : "r8 == (\(b) == 0 ? \(largest) : \(a) / \(b))"
    default: b == "0" ? "r8 == \(a)" : "r8 == (\(b) == 0 ? \(a) : \(a) % \(b))"
    }
  }

  /// Any comparison; about half of them are wrong somewhere.
  private mutating func condition() -> String {
    let a = register()
    let b = register()
    let comparison = dice.pick(["<=", "<", ">=", ">", "!="])
    return switch dice.roll(5) {
    case 0: "\(a) \(comparison) \(number())"
    case 1: "signed(\(a)) \(comparison) signed(\(b))"
    case 2: "\(a) + \(b) \(comparison) \(number())"
    case 3: "\(a) \(comparison) \(b) || \(b) != \(number())"
    default: "(\(a) ^ \(b)) % 2 == (\(a) + \(b)) % 2 && signed(\(a)) <= \(a)"
    }
  }
}
