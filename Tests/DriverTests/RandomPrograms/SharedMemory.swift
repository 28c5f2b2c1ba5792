/// Memory of one or two cells with something that always holds of it, and pieces of code that keep it so. Who owns it
/// is another matter: the same forms serve as what a level shares, an instance of a family, what a lock protects,
/// what a woken thread receives, and what is private.
///
/// `X` and `Y` are the addresses of the cells, `$` is a label. Pieces use r1 and r2, those of lists r9 besides.
struct SharedMemory {
  var text: String
  /// `@` is the address of some other cell, `@node` of a list's only node.
  var initial: (x: String, y: String)
  var updates: [[String]]
  /// Whether `Y` is there only while `X` is 0, so that one can take it by setting `X`.
  var isTaken = false
  /// Whether `X` holds the address of more memory.
  var isPointer = false
  /// Whether any content of one instance's `X` suits another's.
  var canSwap = false
  /// Whether `X` leads to nodes.
  var isList = false

  static let all: [SharedMemory] = [
    SharedMemory(
      text: "X |-> _", initial: ("1", "0"),
      updates: [
        ["mov r1, 1", "st [X], r1"], ["ld r1, [X]", "xor r1, r1, 1", "st [X], r1"],
        ["ld r1, [X]", "and r1, r1, 1", "st [X], r1", "ld r2, [X]", "assert r2 == r1"],
        ["mov r1, X", "call poke"],
      ], canSwap: true),
    small("exists v :: X |-> v ** v <= 2"),
    small("bounded(X, 2)"),
    small("bounded(X, cap(1))"),
    SharedMemory(
      text: "exists v, w :: X |-> v ** Y |-> w ** v + w == 2", initial: ("1", "1"),
      updates: [
        [
          "ld r1, [X]", "beq r1, 0, $", "sub r1, r1, 1", "st [X], r1", "ld r2, [Y]", "add r2, r2, 1", "st [Y], r2",
          "$:",
        ],
        ["ld r1, [X]", "ld r2, [Y]", "st [X], r2", "st [Y], r1"],
        ["mov r1, 1", "st [X], r1", "st [Y], r1"],
        ["ld r1, [Y]", "assert r1 <= 2"],
        // A loop at which the sum is wrong for the moment.
        [
          "ld r1, [X]", "beq r1, 0, $", "sub r1, r1, 1", "st [X], r1", "mov r2, 1", "$l:", "invariant r2 <= 1",
          "beq r2, 0, $e", "sub r2, r2, 1", "j $l", "$e:", "ld r2, [Y]", "add r2, r2, 1", "st [Y], r2", "$:",
        ],
      ]),
    SharedMemory(
      text: "(X |-> 0 ** Y |-> 0) || (X |-> 1 ** Y |-> 1)", initial: ("0", "0"),
      updates: [
        ["ld r1, [X]", "xor r1, r1, 1", "st [X], r1", "st [Y], r1"], ["ld r1, [X]", "ld r2, [Y]", "assert r1 == r2"],
        ["mov r1, 0", "st [Y], r1", "st [X], r1"],
      ]),
    SharedMemory(
      text: "exists v :: X |-> v ** (v == 0 ? Y |-> _ : emp)", initial: ("0", "0"),
      updates: [
        ["ld r1, [X]", "bne r1, 0, $", "ld r2, [Y]", "xor r2, r2, 1", "st [Y], r2", "$:"],
        ["ld r1, [X]", "beq r1, 0, $", "mov r1, 1", "st [X], r1", "$:"],
      ],
      isTaken: true),
    SharedMemory(
      text: "exists v :: X |-> v ** v <= 1 ** (v == 0 ==> Y |-> 1)", initial: ("0", "1"),
      updates: [
        ["ld r1, [X]", "bne r1, 0, $", "ld r2, [Y]", "assert r2 == 1", "$:"], ["ld r1, [X]", "assert r1 <= 1"],
      ],
      isTaken: true),
  ]

  private static func small(_ text: String) -> SharedMemory {
    SharedMemory(
      text: text, initial: ("1", "0"),
      updates: [
        ["ld r1, [X]", "and r1, r1, 1", "add r1, r1, 1", "st [X], r1"], ["mov r1, 0", "st [X], r1"],
        ["ld r1, [X]", "assert r1 <= 2"], ["ld r1, [X]", "bgeu r1, 2, $", "add r1, r1, 1", "st [X], r1", "$:"],
      ], canSwap: true)
  }

  /// For a family with a bound `k`, which is 2.
  static let bounded = small("exists v :: X |-> v ** v <= k")

  /// The cell that `X` points to belongs to it.
  static let pointer = SharedMemory(
    text: "exists v :: X |-> v ** v |-> _", initial: ("@", "0"),
    updates: [
      ["ld r1, [X]", "ld r2, [r1]", "xor r2, r2, 1", "st [r1], r2"], ["ld r1, [X]", "mov r2, 1", "st [r1], r2"],
      ["ld r1, [X]", "call poke"],
    ],
    isPointer: true, canSwap: true)

  /// The cell that `X` points to, if it is not 0.
  static let mailbox = SharedMemory(
    text: "exists v :: X |-> v ** (v == 0 ? emp : v |-> _)", initial: ("0", "0"),
    updates: [
      ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1]", "and r2, r2, 1", "st [r1], r2", "$:"],
      ["ld r1, [X]", "bne r1, 0, $", "alloc r2, 1", "beq r2, 0, $", "st [X], r2", "$:"],
      ["ld r1, [X]", "beq r1, 0, $", "free r1, 1", "mov r2, 0", "st [X], r2", "$:"],
    ],
    isPointer: true, canSwap: true)

  /// What the texts above refer to.
  static let definitions = [
    "function cap(n: int): int = n + 1", "predicate bounded(p, k) = exists v :: p |-> v ** v <= k",
  ]

  func text(x: String, y: String) -> String { Self.filled(text, x, y) }

  static func filled(_ text: String, _ x: String, _ y: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "X": result += x
      case "Y": result += y
      default: result.append(character)
      }
    }
    return result
  }
}

/// A form of memory at its place.
struct PlacedMemory {
  var form: SharedMemory
  var x: String
  var y: String

  var text: String { form.text(x: x, y: y) }
  /// A sum is no operand of `mov`.
  var updates: [[String]] {
    let pieces = x.contains("+") ? form.updates.filter { !$0.contains("mov r1, X") } : form.updates
    return pieces.map { $0.map { SharedMemory.filled($0, x, y) } }
  }
  /// Those that call nothing: for functions, and where the memory is an instance's, which no callee can be lent.
  var plainUpdates: [[String]] { updates.filter { !$0.contains { $0.hasPrefix("call ") } } }
}
