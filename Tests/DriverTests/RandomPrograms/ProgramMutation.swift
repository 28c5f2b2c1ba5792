import TestSupport

/// Breaks a program in one place, in its code or in what it promises.
struct ProgramMutation {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// Words of which one may stand for another.
  private static let kinds: [[String]] = [
    ["cli", "sti", "switch", "eoi"], ["beq", "bne"], ["ld", "st"], ["block", "unblock"], ["mask", "unmask"],
    ["add", "sub", "xor"], ["bgeu", "bltu", "bgtu"], ["==", "!=", "<=", "<", ">="], ["requires", "ensures"],
    ["acq", "rel", "try"], ["0", "1", "2", "3"], ["threads", "irq"], ["cli", "iret", "ret", "halt"], ["auto", "8259a"],
    ["thread", "irq 0"], ["list", "lseg", "chain"], ["small", "sorted", "zeros"], ["alloc", "free"],
    ["xs", "ys", "us", "zs"], ["lpush", "lpop", "llen", "lrev", "lset", "lhas"], ["&&", "||"],
  ]
  private static let intruders = [
    "cli", "sti", "switch", "eoi", "iret", "halt", "mask 0", "unmask 1", "block q(0)", "unblock r2, q(0)",
    "st [r8], r1",
    "ld r1, [r6]", "st [r7], r1", "mov r1, r6", "mov r8, r6", "mov r6, r7", "mov r1, 0", "mov r1, 3", "add r1, r1, 1",
    "requires level == irq 0", "requires lock@(a)", "call give", "call quiet", "block q(1)", "free r1, 2",
    "alloc r2, 2",
    "ld r1, [r1 + 1]", "st [r1 + 1], r2", "@unfold list(r1; _)", "@fold chain(r1)", "@leak r1 |-> _, _", "free r2, 1",
    "mov r9, r1", "mov r2, r1",
  ]

  /// The program with a change after which it still loads.
  mutating func broken(_ program: ProgramLines) -> ProgramLines {
    for _ in 0..<20 {
      let changed = attempt(program)
      if changed.lines != program.lines, changed.load().program != nil { return changed }
    }
    return program
  }

  private mutating func attempt(_ program: ProgramLines) -> ProgramLines {
    var lines = program.lines
    // The first line is the width.
    let index = Int.random(in: 1..<lines.count, using: &random)
    let line = lines[index]
    switch Int.random(in: 0..<20, using: &random) {
    case 0...4: lines.remove(at: index)
    case 5: lines.insert(line, at: index)
    case 6...7: lines.swapAt(index, max(1, index - 1))
    case 8:
      lines.remove(at: index)
      lines.insert(line, at: min(lines.count, max(1, index + Int.random(in: -5...5, using: &random))))
    case 9...10: lines.insert(random.pick(Self.intruders), at: index)
    case 11...13:
      var parts = ProgramLines.conjuncts(of: line)
      guard parts.count > 1 else { return program }
      parts.remove(at: random.roll(parts.count))
      lines[index] = parts.joined(separator: ProgramLines.separator)
    default: lines[index] = otherWord(line, names: Self.names(in: program.lines))
    }
    return ProgramLines(lines: lines)
  }

  /// The line with one of its words exchanged for another of its kind.
  private mutating func otherWord(_ line: String, names: [String]) -> String {
    var words = Self.words(of: line)
    let index = Int.random(in: 0..<words.count, using: &random)
    let word = words[index]
    if word.hasPrefix("r"), let number = Int(word.dropFirst()) {
      words[index] = random.pick(["r1", "r2", "r3", "r6", "r7", "r8", "r\(number + 1)"])
    } else if names.contains(word) {
      words[index] = random.pick(names)
    } else if let number = Int(word), number > 3 {
      words[index] = random.pick(["\(number + 1)", "\(number - 1)"])
    } else {
      let kinds = Self.kinds.filter { $0.contains(word) }
      if !kinds.isEmpty { words[index] = random.pick(random.pick(kinds)) }
    }
    return words.joined()
  }

  /// Globals, routines, invariants and parameters, each as often as it is declared.
  private static func names(in lines: [String]) -> [String] {
    var names = ["a", "b", "c"]
    for line in lines {
      let words = words(of: line).filter { $0 != " " }
      if words.count > 1, ["global", "func", "invariant"].contains(words[0]), words[1] != "for" {
        names.append(words[1])
      }
    }
    return names
  }

  /// Names and numbers, runs of operator characters, and all else one by one.
  static func words(of line: String) -> [String] {
    func kind(_ character: Character) -> Int {
      character.isLetter || character.isNumber || character == "_" ? 1 : "=<>!|-&*".contains(character) ? 2 : 0
    }
    var words: [String] = []
    var last = 0
    for character in line {
      let now = kind(character)
      if now != 0, now == last { words[words.count - 1].append(character) } else { words.append(String(character)) }
      last = now
    }
    return words
  }
}
