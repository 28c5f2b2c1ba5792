/// Memory in lists: what `SharedMemory` has in one or two cells hangs here in nodes of a value and a pointer to the next,
/// so that proofs need inductive predicates, sequences and functions of the logic. Pieces use r1, r2 and r9.
extension SharedMemory {
  /// Adds a node in front, as far as what is in the way of it leads to `$`.
  private static func push(_ value: Int, unless: [String], then: [String] = []) -> [String] {
    unless + ["alloc r2, 2", "beq r2, 0, $", "ld r9, [X]", "st [r2 + 1], r9", "mov r9, \(value)", "st [r2], r9"]
      + ["st [X], r2"] + then + ["$:"]
  }
  /// Takes the first node off.
  private static func pop(then: [String] = [], unfolds: Bool = false) -> [String] {
    ["ld r1, [X]", "beq r1, 0, $"] + (unfolds ? ["@unfold list(r1; _)"] : [])
      + ["ld r2, [r1 + 1]", "st [X], r2", "free r1, 2"] + then + ["$:"]
  }
  private static let toggle = ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1]", "xor r2, r2, 1", "st [r1], r2", "$:"]
  private static let toggleSecond = [
    "ld r1, [X]", "beq r1, 0, $", "ld r1, [r1 + 1]", "beq r1, 0, $", "ld r2, [r1]", "xor r2, r2, 1", "st [r1], r2",
    "$:",
  ]
  private static let exchange = [
    "ld r1, [X]", "beq r1, 0, $", "ld r2, [r1 + 1]", "beq r2, 0, $", "ld r9, [r2 + 1]", "st [r1 + 1], r9",
    "st [r2 + 1], r1", "st [X], r2", "$:",
  ]
  private static let countDown = ["ld r2, [Y]", "sub r2, r2, 1", "st [Y], r2"]
  private static let countUp = ["add r1, r1, 1", "st [Y], r1"]
  private static let lengthIsCount = ["ld r1, [X]", "call llen", "ld r2, [Y]", "assert r1 == r2"]

  /// At most two nodes, and how many.
  private static let counted = SharedMemory(
    text: "exists a, xs: seq :: X |-> a ** list(a; xs) ** Y |-> |xs| ** |xs| <= 2", initial: ("@node", "1"),
    updates: [
      push(1, unless: ["ld r1, [Y]", "bgeu r1, 2, $"], then: countUp), pop(then: countDown),
      pop(then: countDown, unfolds: true), toggle, toggleSecond, exchange, lengthIsCount,
      [
        "ld r1, [X]", "mov r9, r1", "$l:",
        "invariant exists us: seq, zs: seq :: X |-> r9 ** lseg(r9, r1; us) ** list(r1; zs) ** Y |-> |us| + |zs| "
          + "** |us| + |zs| <= 2", "beq r1, 0, $e", "mov r2, 0", "st [r1], r2", "ld r1, [r1 + 1]", "j $l", "$e:",
      ],
      ["ld r1, [X]", "call lset"],
      ["ld r1, [X]", "call lrev", "st [X], r1"],
      ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1]", "ld r2, [Y]", "assert r2 != 0", "$:"],
    ], isList: true)

  /// Values of one bit, by a function that goes through them.
  private static let bits = SharedMemory(
    text: "exists a, xs: seq :: X |-> a ** list(a; xs) ** small(xs) ** Y |-> |xs| ** |xs| <= 2",
    initial: ("@node", "1"),
    updates: [
      push(1, unless: ["ld r1, [Y]", "bgeu r1, 2, $"], then: countUp), pop(then: countDown), toggle, toggleSecond,
      exchange, ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1]", "assert r2 <= 1", "$:"],
      ["ld r1, [X]", "beq r1, 0, $", "ld r1, [r1 + 1]", "beq r1, 0, $", "ld r2, [r1]", "assert r2 <= 1", "$:"],
    ], isList: true)

  /// Without values: only that the nodes are there.
  private static let chain = SharedMemory(
    text: "exists a :: X |-> a ** chain(a)", initial: ("@node", "0"),
    updates: [
      push(1, unless: ["ld r1, [X]", "bne r1, 0, $"]), pop(), toggle, toggleSecond, exchange,
      [
        "ld r1, [X]", "beq r1, 0, $", "ld r2, [r1 + 1]", "@fold chain(r2)", "mov r9, 0", "st [r1], r9", "$:",
      ],
    ], isList: true)

  /// In ascending order.
  private static let ascending = SharedMemory(
    text: "exists a, xs: seq :: X |-> a ** list(a; xs) ** sorted(xs)", initial: ("@node", "0"),
    updates: [
      push(1, unless: ["ld r1, [X]", "bne r1, 0, $"]), pop(),
      push(0, unless: ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1]", "beq r2, 0, $"]),
      [
        "ld r1, [X]", "beq r1, 0, $", "ld r2, [r1 + 1]", "beq r2, 0, $", "ld r1, [r1]", "ld r2, [r2]",
        "assert r1 <= r2", "$:",
      ],
      ["ld r1, [X]", "beq r1, 0, $", "mov r2, 0", "st [r1], r2", "$:"],
    ], isList: true)

  /// A queue that knows its last node; at most two nodes.
  private static let queue = SharedMemory(
    text: "exists h, t :: X |-> h ** Y |-> t ** (h == 0 ? emp : exists xs: seq :: lseg(h, t; xs) ** t |-> _, 0)",
    initial: ("0", "0"),
    updates: [
      ["ld r1, [X]", "bne r1, 0, $", "alloc r2, 2", "beq r2, 0, $", "mov r1, 0", "st [r2 + 1], r1", "st [X], r2"]
        + ["st [Y], r2", "$:"],
      ["ld r1, [X]", "beq r1, 0, $", "ld r2, [Y]", "bne r1, r2, $", "alloc r9, 2", "beq r9, 0, $", "st [r2 + 1], r9"]
        + ["st [Y], r9", "mov r2, 0", "st [r9 + 1], r2", "$:"],
      ["ld r1, [X]", "beq r1, 0, $", "ld r2, [r1 + 1]", "st [X], r2", "free r1, 2", "$:"],
      toggle, ["ld r1, [X]", "beq r1, 0, $", "ld r1, [Y]", "ld r2, [r1 + 1]", "assert r2 == 0", "$:"],
    ], isList: true)

  /// What can be shared.
  static let lists = [counted, counted, bits, chain, ascending, queue]

  /// A thread's own list of at most three nodes, worked on by functions with contracts.
  static let ownList = SharedMemory(
    text: "exists a, xs: seq :: X |-> a ** list(a; xs) ** |xs| <= 3", initial: ("@node", "0"),
    updates: [
      toggle, toggleSecond, exchange, pop(), pop(unfolds: true),
      ["ld r1, [X]", "call llen", "bgeu r1, 3, $", "mov r1, X", "mov r2, 1", "call lpush", "$:"],
      [
        "ld r1, [X]", "bne r1, 0, $", "mov r1, X", "mov r2, 1", "call lpush", "beq r1, 0, $", "mov r1, X", "call lpop",
        "assert r1 == 1", "$:",
      ],
      [
        "ld r1, [X]", "call llen", "bgeu r1, 3, $", "mov r5, r1", "mov r1, X", "mov r2, 2", "call lpush",
        "beq r1, 0, $",
        "ld r1, [X]", "call llen", "sub r1, r1, 1", "assert r1 == r5", "$:",
      ],
      ["ld r1, [X]", "call lrev", "st [X], r1"],
      ["ld r1, [X]", "mov r2, 1", "call lhas", "beq r1, 0, $", "ld r1, [X]", "ld r2, [r1]", "$:"],
      ["ld r1, [X]", "call lset", "ld r1, [X]", "mov r2, 1", "call lhas", "assert r1 == 0"],
      ["ld r1, [X]", "call lset", "ld r1, [X]", "beq r1, 0, $", "ld r1, [r1]", "assert r1 == 0", "$:"],
      [
        "ld r1, [X]", "call llen", "mov r5, r1", "ld r1, [X]", "call lset", "ld r1, [X]", "call llen",
        "assert r1 == r5",
      ],
    ], isList: true)

  /// The definitions and lemmas that lists need, each under a word that calls for it.
  static let listDefinitions: [(word: String, lines: [String])] = [
    (
      "list(",
      [
        "predicate list(a; xs: seq) = a == 0 ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** list(n; ys) "
          + "** xs == [v] ++ ys"
      ]
    ),
    (
      "lseg(",
      [
        "predicate lseg(a, b; xs: seq) = a == b ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** lseg(n, b; ys) "
          + "** xs == [v] ++ ys"
      ]
    ),
    ("chain(", ["predicate chain(a) = a == 0 ? emp : exists v, n :: a |-> v, n ** chain(n)"]),
    ("small(", ["function small(xs: seq): bool = xs == [] || xs[0] <= 1 && small(xs[1..])"]),
    ("sorted(", ["function sorted(xs: seq): bool = |xs| <= 1 || xs[0] <= xs[1] && sorted(xs[1..])"]),
    (
      "zeros(",
      [
        "function zeros(xs: seq): bool = xs == [] || xs[0] == 0 && zeros(xs[1..])",
        "lemma noone(xs: seq)", "requires zeros(xs)", "ensures !(1 in xs)", "{",
        "@apply noone(xs[1..]) if xs != []", "}",
      ]
    ),
  ]

  /// Those that the lines call for.
  static func definitions(for lines: [String]) -> [String] {
    listDefinitions.filter { entry in lines.contains { $0.contains(entry.word) } }.flatMap(\.lines)
  }

  /// The functions that the pieces call, each with its name.
  static let listFunctions: [(name: String, lines: [String])] = [
    (
      "lpush",
      [
        "func lpush(p, v) with (a, xs: seq)", "requires p |-> a ** list(a; xs)",
        "ensures result == 0 ? p |-> a ** list(a; xs) : result == 1 ** exists b :: p |-> b ** list(b; [v] ++ xs)",
        "preserves r4-r15", "{", "alloc r3, 2", "beq r3, 0, full", "st [r3], r2", "ld r2, [r1]", "st [r3 + 1], r2",
        "st [r1], r3", "mov r1, 1", "ret", "full:", "mov r1, 0", "ret", "}",
      ]
    ),
    (
      "lpop",
      [
        "func lpop(p) with (a, xs: seq)", "requires p |-> a ** list(a; xs)", "requires xs != []",
        "ensures exists b :: p |-> b ** list(b; xs[1..])", "ensures result == xs[0]", "preserves r4-r15", "{",
        "ld r2, [r1]", "ld r3, [r2 + 1]", "st [r1], r3", "ld r1, [r2]", "free r2, 2", "ret", "}",
      ]
    ),
    (
      "llen",
      [
        "func llen(a) with (xs: seq)", "requires list(a; xs)", "requires |xs| <= 250", "ensures list(a; xs)",
        "ensures result == |xs|", "preserves r4-r15", "{", "mov r2, 0", "next:",
        "invariant exists us: seq, zs: seq :: lseg(a, r1; us) ** list(r1; zs) ** xs == us ++ zs ** r2 == |us|",
        "beq r1, 0, done", "add r2, r2, 1", "ld r1, [r1 + 1]", "j next", "done:", "mov r1, r2", "ret", "}",
      ]
    ),
    (
      "lrev",
      [
        "func lrev(a) with (xs: seq)", "requires list(a; xs)",
        "ensures exists ys: seq :: list(result; ys) ** |ys| == |xs|", "preserves r4-r15", "{", "mov r2, 0", "next:",
        "invariant exists us: seq, zs: seq :: list(r2; us) ** list(r1; zs) ** |us| + |zs| == |xs|",
        "beq r1, 0, done", "ld r3, [r1 + 1]", "st [r1 + 1], r2", "mov r2, r1", "mov r1, r3", "j next", "done:",
        "mov r1, r2", "ret", "}",
      ]
    ),
    (
      "lhas",
      [
        "func lhas(a, v) with (xs: seq)", "requires list(a; xs)", "ensures list(a; xs)",
        "ensures result == (v in xs ? 1 : 0)", "preserves r4-r15", "{", "next:",
        "invariant exists us: seq, zs: seq :: lseg(a, r1; us) ** list(r1; zs) ** xs == us ++ zs ** !(v in us)",
        "beq r1, 0, none", "ld r3, [r1]", "beq r3, r2, found", "ld r1, [r1 + 1]", "j next", "found:", "mov r1, 1",
        "ret", "none:", "mov r1, 0", "ret", "}",
      ]
    ),
    (
      "lset",
      [
        "func lset(a) with (xs: seq)", "requires list(a; xs)",
        "ensures exists ys: seq :: list(a; ys) ** |ys| == |xs| ** zeros(ys) ** !(1 in ys)", "preserves r4-r15", "{",
        "beq r1, 0, none", "mov r2, 0", "st [r1], r2", "ld r1, [r1 + 1]", "call lset", "none:", "ret", "}",
      ]
    ),
  ]
}
