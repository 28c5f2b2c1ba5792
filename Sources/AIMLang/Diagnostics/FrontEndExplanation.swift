/// What a code of the front end means, for readers: the catalogue behind `aimcheck explain`.
///
/// A test loads each example and expects its code, and each mended one and expects silence, so the catalogue
/// cannot go stale.
package struct FrontEndExplanation: Sendable {
  /// One sentence without a full stop.
  package var meaning: String
  /// A program that has the mistake; nil where it would be too long to show.
  package var example: String?
  /// The same without it.
  package var mended: String?
  /// Other files that both import, by path.
  package var files: [String: String]

  init(_ meaning: String, _ example: String?, _ mended: String?, files: [String: String] = [:]) {
    self.meaning = meaning
    self.example = example
    self.mended = mended
    self.files = files
  }

  /// An example that needs nothing but the body of a function.
  fileprivate static func body(_ meaning: String, _ wrong: String, _ right: String) -> Self {
    Self(meaning, inFunction(wrong), inFunction(right))
  }

  private static func inFunction(_ lines: String) -> String {
    let indented = lines.split(separator: "\n").map { "  \($0)\n" }.joined()
    return "func main() {\n\(indented)  halt\n}\n"
  }

  /// An example that is the assertion of an invariant, over two globals.
  fileprivate static func invariant(_ meaning: String, _ wrong: String, _ right: String) -> Self {
    let head = "global x\nglobal y\ninvariant for irq 0: "
    return Self(meaning, head + wrong + "\n", head + right + "\n")
  }
}

extension FrontEndCode {
  /// Meaning, example and mended example.
  package var explanation: FrontEndExplanation {
    rawValue.hasPrefix("parse") ? parseExplanation : resolveExplanation
  }

  private var parseExplanation: FrontEndExplanation {
    switch self {
    case .characterUnknown:
      .init("a character that the language does not use", "global x = $50\n", "global x = 0x50\n")
    case .characterInvalid:
      .init("a character literal that is not one character", "const A = 'ab'\n", "const A = 'a'\n")
    case .commentUnterminated:
      .init("a block comment without its end", "/* counts ticks\nglobal ticks\n", "/* counts ticks */\nglobal ticks\n")
    case .escapeUnknown:
      .body(
        "an escape in a string that is not one of \\n \\t \\r \\0 \\\\ \\\" \\' \\xHH", #"print "100\%""#,
        #"print "100%""#)
    case .stringUnterminated: .body("a string that does not end on its line", "print \"done", "print \"done\"")
    case .integerInvalid: .init("a number with digits that it cannot have", "const A = 0b102\n", "const A = 0b101\n")
    case .integerLarge:
      .init(
        "a number that does not fit into 127 bits", "const A = 0x1_0000_0000_0000_0000_0000_0000_0000_0000\n",
        "const A = 0x1_0000_0000\n")
    case .tokenExpected:
      .body("something that the grammar wants here is missing", "mov r1 2", "mov r1, 2")
    case .nameExpected: .init("a name is missing", "global = 50\n", "global left = 50\n")
    case .nameReserved:
      .init("a word of the language or a register cannot name anything", "global old\n", "global before\n")
    case .expressionExpected: .body("an operand or expression is missing", "mov r1,", "mov r1, 2")
    case .declarationExpected:
      .init("what stands between declarations is none", "gloabl x\n", "global x\n")
    case .clauseExpected:
      .init(
        "between a function's head and its body stand only clauses", "func f() halts { halt }\n",
        "func f() requires ie == 1 { halt }\n")
    case .instructionExpected: .body("a line of a body begins with something else than an instruction", "= 2", "nop:")
    case .mnemonicUnknown: .body("there is no such instruction", "move r1, 2", "mov r1, 2")
    case .operandExtra: .body("more stands behind an instruction than it takes", "mov r1, 2, 3", "mov r1, 2")
    case .registerExpected: .body("this operand can only be a register", "mov 1, r2", "mov r1, r2")
    case .ghostUnknown: .body("there is no such ghost command", "@check emp", "@assert emp")
    case .levelExpected:
      .init("a level is `thread` or `irq` with a number", "invariant for timer: emp\n", "invariant for irq 0: emp\n")
    case .invariantPlace:
      .init(
        "a loop invariant without a label before it", "func f() {\n  cli\n  invariant ie == 0\n  j f\n}\n",
        "func f() {\n  cli\nloop:\n  invariant ie == 0\n  j loop\n}\n")
    case .comparisonChained:
      .invariant("comparisons cannot be chained", "0 <= x < 10", "0 <= x && x < 10")
    case .negationParenthesised:
      .invariant(
        "`!` binds looser than comparisons, so as an operand it needs parentheses", "true == !(x == 0)",
        "true == (!(x == 0))")
    case .wildcardPlace:
      .invariant("`_` stands only for a value behind `|->`", "x |-> _ ** _ == 3", "exists v :: x |-> v ** v == 3")
    case .nestingDeep:
      .init(
        "an expression is nested deeper than \(FrontEndLimits.nesting) operators or parentheses",
        "const A = \(String(repeating: "(", count: 70))1\(String(repeating: ")", count: 70))\n", "const A = (1)\n")
    case .fileUnreadable:
      .init(
        "a file cannot be read; the path of an import is relative to the importing file", "import \"lsit.aim\"\n",
        "import \"list.aim\"\n", files: ["list.aim": "struct Node { value, next }\n"])
    case .fileLarge: .init("a file has more than \(FrontEndLimits.fileBytes) bytes", nil, nil)
    case .filesMany:
      .init(
        "a program imports more than \(FrontEndLimits.files) files, or more than \(FrontEndLimits.importDepth) deep",
        nil, nil)
    case .errorsMany: .init("only the first \(FrontEndLimits.errors) errors are shown", nil, nil)
    default: .init("", nil, nil)
    }
  }

  private var resolveExplanation: FrontEndExplanation {
    switch self {
    case .importCycle:
      .init(
        "files import each other in a circle", "import \"b.aim\"\n", "import \"c.aim\"\n",
        files: ["b.aim": "import \"example.aim\"\n", "c.aim": ""])
    case .importInstantiation:
      .init(
        "what `where` instantiates is not an abstract predicate of the imported file, or is already instantiated",
        "import \"lock.aim\" where Held(l) = l |-> 1\n", "import \"lock.aim\" where Res(l) = l |-> 1\n",
        files: ["lock.aim": "abstract predicate Res(l)\npredicate Held(l) = l |-> 1\n"])
    case .nameDuplicate: .init("a name is declared twice", "global x\nconst x = 1\n", "global x\nconst y = 1\n")
    case .nameUnknown:
      .body("nothing has this name, or its file is not imported", "ld r1, [cuonter]", "ld r1, [0x1000]")
    case .nameShadowed:
      .invariant(
        "a variable, parameter or label hides something else of the same name (a warning)",
        "exists y :: x |-> y", "exists v :: x |-> v")
    case .nameKind:
      .init(
        "a name stands for something of the wrong kind", "struct T { a }\nglobal x = T\n",
        "struct T { a }\nglobal x = T.a\n")
    case .settingDuplicate: .init("`word` or `pic` is given twice", "word 16\nword 16\n", "word 16\n")
    case .settingPlace:
      .init(
        "a setting or clause where it has no place: an imported file with another `word` or `pic`, `preserves` on a handler, `with` on a lemma",
        "handler h on irq 0 preserves r1 { iret }\n", "handler h on irq 0 { iret }\n")
    case .widthUnknown: .init("a word has 8, 16, 32 or 64 bits", "word 24\n", "word 32\n")
    case .controllerUnknown: .init("there is no such interrupt controller", "pic 8259\n", "pic 8259a\n")
    case .constantCycle:
      .init(
        "a constant depends on itself, or the size of a global on an address", "const A = B\nconst B = A + 1\n",
        "const A = 0\nconst B = A + 1\n")
    case .constantDeep:
      .init(
        "a constant refers to a later one, that to a later one, and so on, more than \(FrontEndLimits.constantDepth) deep",
        (0..<70).map { "const A\($0) = A\($0 + 1)\n" }.joined() + "const A70 = 1\n", "const A1 = 1\nconst A0 = A1\n")
    case .constantNeeded:
      .init("only a constant can stand here", "const A = r1 + 1\n", "const A = 1 + 1\n")
    case .constantRange:
      .init(
        "a constant does not fit into a word of the program", "word 8\nglobal x = 256\n", "word 8\nglobal x = 255\n")
    case .constantOverflow:
      .init("the value of a constant does not fit into 127 bits", "const A = 1 << 200\n", "const A = 1 << 20\n")
    case .divisionZero: .init("a constant is divided by zero", "const A = 1 / 0\n", "const A = 1 / 2\n")
    case .fieldUnknown:
      .init(
        "a struct has no such field, or a global is of no struct", "struct T { a, b }\nconst A = T.c\n",
        "struct T { a, b }\nconst A = T.b\n")
    case .globalCount: .init("a global has at least one cell", "global buf[0]\n", "global buf[1]\n")
    case .globalInitial:
      .init(
        "a global has one initial value for all its cells, or one for each", "global buf[3] = 1, 2\n",
        "global buf[3] = 1, 2, 3\n")
    case .globalsLarge:
      .init("the globals do not fit into memory", "word 8\nglobal buf[250]\n", "word 8\nglobal buf[200]\n")
    case .levelRange:
      .init("interrupt levels are 0 to 7", "handler h on irq 8 { iret }\n", "handler h on irq 7 { iret }\n")
    case .handlerDuplicate:
      .init(
        "an interrupt has two handlers", "handler a on irq 0 { iret }\nhandler b on irq 0 { iret }\n",
        "handler a on irq 0 { iret }\nhandler b on irq 1 { iret }\n")
    case .parametersMany:
      .init(
        "a function has at most 15 parameters",
        "func f(\((0..<16).map { "a\($0)" }.joined(separator: ", "))) { ret }\n",
        "func f(a0, a1) { ret }\n")
    case .registersOrder:
      .init("a range of registers is empty", "func f() preserves r9-r5 { ret }\n", "func f() preserves r5-r9 { ret }\n")
    case .routineEmpty: .init("a routine has no instructions", "func f() {}\n", "func f() { ret }\n")
    case .routineEnd:
      .init("control falls off the end of a routine", "func f() { mov r1, 2 }\n", "func f() { mov r1, 2  ret }\n")
    case .labelEnd: .init("no instruction follows a label", "func f() { ret end: }\n", "func f() { end: ret }\n")
    case .ghostPlace:
      .init(
        "a ghost line belongs to the instruction behind it, with no label between",
        "func f() {\n  @assert emp\nl:\n  ret\n}\n", "func f() {\nl:\n  @assert emp\n  ret\n}\n")
    case .labelUnknown: .body("the routine has no such label", "l: j loop", "l: j l")
    case .addressInvalid:
      .body(
        "an address is a constant, or one register plus a constant", "ld r1, [r2 + r3]", "add r2, r2, r3\nld r1, [r2]")
    case .operandInvalid: .body("an operand is a register or a constant", "mov r1, r2 + 1", "add r1, r2, 1")
    case .sizeInvalid:
      .body("`alloc` and `free` take 1 to \(FrontEndLimits.allocation) cells", "alloc r1, 0", "alloc r1, 1")
    case .arityMismatch:
      .init(
        "a wrong number of arguments", "func f(a) { halt }\nboot { thread f }\n",
        "func f(a) { halt }\nboot { thread f(1) }\n")
    case .sortMismatch:
      .invariant("a number, a truth value or a sequence where another is needed", "x + 1", "x + 1 > 0")
    case .sortUnknown:
      .invariant("sorts are int, bool and seq", "exists v: word :: x |-> v", "exists v: int :: x |-> v")
    case .comparisonNegative:
      .body(
        "a register is compared with a negative number, though it counts as unsigned (a warning)", "assert r1 == -1",
        "assert signed(r1) == -1")
    case .memoryPure:
      .invariant(
        "memory is spoken of where a value or condition is needed", "!(x |-> 1)", "exists v :: x |-> v ** v != 1")
    case .conjunctionSpatial:
      .invariant("more than one side of `&&` speaks of memory", "x |-> 1 && y |-> 2", "x |-> 1 ** y |-> 2")
    case .resultPlace:
      .init(
        "`result` has a meaning only in the `ensures` of a function", "func f() requires result == 1 { ret }\n",
        "func f() requires r1 == 1 { ret }\n")
    case .oldPlace:
      .init(
        "`old` has no meaning here, where there is no earlier state", "func f() requires old(r1) == 1 { ret }\n",
        "func f() ensures old(r1) == 1 { ret }\n")
    case .statePlace:
      .invariant(
        "an invariant or a definition of the logic cannot mention registers, `ie` or `level`", "x |-> r1", "x |-> _")
    case .bootDuplicate:
      .init(
        "the program is booted twice", "func f() { halt }\nboot { thread f }\nboot { thread f }\n",
        "func f() { halt }\nboot { thread f }\n")
    case .bootImported:
      .init(
        "an imported file cannot boot the program", "import \"b.aim\"\n", "import \"c.aim\"\n",
        files: ["b.aim": "func f() { halt }\nboot { thread f }\n", "c.aim": "func f() { halt }\n"])
    case .bootEntry:
      .init(
        "a boot entry that is none: no thread at all, an extern function, an invariant that is no family",
        "boot {}\n", "func f() { halt }\nboot { thread f }\n")
    default: .init("", nil, nil)
    }
  }
}
