import TestSupport

/// Random programs on which both engines must agree in both directions: one thread, no interrupts, no loops, so that the
/// prover's paths are exactly the machine's runs.
struct ArithmeticProgram {
  private var random: SplitMix
  private let width: Int
  private var lines: [String] = []
  private var labels = 0
  /// Labels that are still to be placed, behind so many further lines.
  private var pending: [(label: String, after: Int)] = []

  init(seed: UInt64) {
    random = SplitMix(seed: seed)
    width = random.pick([8, 8, 16, 32, 64])
  }

  private var largest: UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }
  private var modulus: String { width == 64 ? "0x1_0000_0000_0000_0000" : "\(largest + 1)" }

  /// Numbers at the edges, and small ones.
  private mutating func number() -> UInt64 {
    let half = largest / 2
    return random.pick([0, 1, 2, 3, 5, 7, 16, half - 1, half, half + 1, half + 2, largest - 1, largest])
  }

  private mutating func register() -> String { "r\(1 + random.roll(5))" }
  private mutating func operand() -> String { random.chance(60) ? register() : "\(number())" }

  mutating func program() -> ProgramLines {
    let cells = (number(), number(), number())
    for index in 1...5 {
      if random.chance(50) {
        let low = min(number(), largest - 3)
        lines.append("choose r\(index), \(low), \(low + UInt64(random.roll(3)))")
      } else {
        lines.append("mov r\(index), \(number())")
      }
    }
    for _ in 0..<(4 + random.roll(12)) {
      placeLabels(force: false)
      instruction()
    }
    placeLabels(force: true)
    let memory = ["global pair[2] = \(cells.0)", "global single = \(cells.2)", "func main()"]
    let owned = "requires ie == 1 ** pair |-> \(cells.0), \(cells.0) ** single |-> \(cells.2)"
    return ProgramLines(
      lines: ["word \(width)"] + memory + [owned, "{"] + lines + ["halt", "}", "boot { thread main }"])
  }

  private mutating func placeLabels(force: Bool) {
    for index in pending.indices { pending[index].after -= 1 }
    for item in pending where force || item.after <= 0 { lines.append("\(item.label):") }
    pending.removeAll { force || $0.after <= 0 }
  }

  private mutating func instruction() {
    switch random.roll(20) {
    case 0..<9: arithmetic()
    case 9: lines.append("\(random.pick(["not", "neg"])) \(register()), \(register())")
    case 10: lines.append("ld \(register()), [\(random.pick(["pair", "pair + 1", "single"]))]")
    case 11: lines.append("st [\(random.pick(["pair", "pair + 1", "single"]))], \(register())")
    case 12:
      // One of the two cells, or now and then one past them.
      lines.append(random.chance(85) ? "and r6, \(register()), 1" : "remu r6, \(register()), 3")
      lines.append("add r7, r6, pair")
      lines.append(random.chance(50) ? "ld \(register()), [r7]" : "st [r7], \(register())")
    case 13..<16:
      labels += 1
      let condition = random.pick(["beq", "bne", "blt", "bge", "bgt", "ble", "bltu", "bgeu", "bgtu", "bleu"])
      lines.append("\(condition) \(register()), \(operand()), l\(labels)")
      pending.append(("l\(labels)", 2 + random.roll(4)))
    default: lines.append("assert \(condition())")
    }
  }

  /// An operation, mostly followed by an assertion of what it means in mathematical integers.
  private mutating func arithmetic() {
    let operation = random.pick(["add", "sub", "mul", "and", "or", "xor", "shl", "shr", "sar", "divu", "remu"])
    let a = register()
    let isShift = ["shl", "shr", "sar"].contains(operation)
    let b = isShift ? "\(random.roll(width))" : operand()
    lines.append("\(operation) r8, \(a), \(b)")
    if random.chance(60) { lines.append("assert \(meaning(operation, a, b))") }
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
    let comparison = random.pick(["<=", "<", ">=", ">", "!="])
    return switch random.roll(5) {
    case 0: "\(a) \(comparison) \(number())"
    case 1: "signed(\(a)) \(comparison) signed(\(b))"
    case 2: "\(a) + \(b) \(comparison) \(number())"
    case 3: "\(a) \(comparison) \(b) || \(b) != \(number())"
    default: "(\(a) ^ \(b)) % 2 == (\(a) + \(b)) % 2 && signed(\(a)) <= \(a)"
    }
  }
}
