import AIMLang

/// Names, settings and constants.
extension Explanation {
  static let names: [Explanation] = [
    Explanation(
      .nameDuplicate, "a name is declared twice",
      """
      Declarations of all kinds share one space of names across all files of a program, so that a name means one thing
      wherever it is read. Labels are distinct within their routine, fields within their struct, and variables within
      their binder.
      """,
      example: "global count = 5\nconst count = 5\n\n" + ExampleSource.main("      halt"),
      mended: "global count = 5\nconst limit = 5\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .nameUnknown, "nothing has this name",
      """
      No declaration, parameter, label or variable that can be seen here has this name. Declarations of another file are
      seen after an `import` of it, directly or through other imports.
      """,
      example: "global count = 5\n\n" + ExampleSource.main("      mov  r1, cuont\n      halt"),
      mended: "global count = 5\n\n" + ExampleSource.main("      mov  r1, count\n      halt")),
    Explanation(
      .nameShadowed, "a name hides another one",
      """
      A parameter, variable or label has the name of something declared outside, which cannot be mentioned here any more.
      The program keeps its meaning; the warning is there because the other one may have been meant.
      """,
      example: "global count = 5\n\nfunc clear(count) {\n      mov  r1, 0\n      ret\n}\n\n"
        + ExampleSource.main("      call clear\n      halt"),
      mended: "global count = 5\n\nfunc clear(number) {\n      mov  r1, 0\n      ret\n}\n\n"
        + ExampleSource.main("      call clear\n      halt")),
    Explanation(
      .nameKind, "a name of the wrong kind",
      """
      The name is declared, but as something that cannot stand here: `call` needs a function, `thread` in `boot` too,
      `sizeof` a struct, and a constant or an operand needs something that has a value.
      """,
      example: "global count = 5\n\n" + ExampleSource.main("      call count\n      halt"),
      mended: "func count() {\n      mov  r1, 5\n      ret\n}\n\n" + ExampleSource.main("      call count\n      halt")),
    Explanation(
      .labelUnknown, "a jump to a label that does not exist",
      "A branch or jump names a label of the same routine. Another function is reached by `call`.",
      example: ExampleSource.main("      j    end\ndone: halt"),
      mended: ExampleSource.main("      j    done\ndone: halt")),
    Explanation(
      .settingDuplicate, "a setting is given twice",
      "`word` and `pic` are settings of the whole program and stand at most once in a file.",
      example: "word 16\nword 32\n\n" + ExampleSource.main("      halt"),
      mended: "word 32\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .settingPlace, "a setting or clause that does not belong here",
      """
      The word width and the interrupt controller are those of the file that is checked; an imported file may only repeat
      them. A handler has no `preserves`, because `iret` restores all registers; a lemma has only `requires` and `ensures`.
      """,
      example: "word 16\nimport \"pins.aim\"\n\n" + ExampleSource.main("      halt"),
      mended: "import \"pins.aim\"\n\n" + ExampleSource.main("      halt"),
      modules: ["pins.aim": "word 32\n"]),
    Explanation(
      .widthUnknown, "a word width that does not exist",
      "A word has 8, 16, 32 or 64 bits; 32 unless `word` says otherwise.",
      example: "word 24\n\n" + ExampleSource.main("      halt"),
      mended: "word 32\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .controllerUnknown, "an interrupt controller that does not exist",
      """
      `pic auto`, the default, clears the in-service bit of a level at `iret`; with `pic 8259a` the program does it by
      `eoi`.
      """,
      example: "pic apic\n\n" + ExampleSource.main("      halt"),
      mended: "pic auto\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .constantCycle, "a constant depends on itself",
      """
      The value of a constant, or the size of a global, is computed from other constants and addresses. Following them
      leads back here.
      """,
      example: "const A = B + 1\nconst B = A - 1\n\n" + ExampleSource.main("      halt"),
      mended: "const A = B + 1\nconst B = 4\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .constantDeep, "constants refer to later ones too deep",
      """
      A constant may be used before it is declared, but a chain of such uses is followed only \(FrontEndLimits.constantDepth) deep, so that no input
      can exhaust the stack of the checker. Declare constants before those that use them.
      """,
      example: (0..<80).map { "const c\($0) = c\($0 + 1)" }.joined(separator: "\n") + "\nconst c80 = 1\n\n"
        + ExampleSource.main("      halt"),
      mended: "const c80 = 1\n" + (0..<80).reversed().map { "const c\($0) = c\($0 + 1)" }.joined(separator: "\n")
        + "\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .constantNeeded, "something stands here whose value is not constant",
      """
      Sizes, initial values, offsets and the operands that are no registers are constants: numbers, names of constants,
      addresses of globals, labels and functions, `Struct.field`, `sizeof`, and arithmetic on them. A parameter is a value
      at run time; an instruction names its register.
      """,
      example: "func twice(n)\n  requires n < 100\n{\n      add  r1, r1, n\n      ret\n}\n\n"
        + ExampleSource.main("      mov  r1, 4\n      call twice\n      halt"),
      mended: "func twice(n)\n  requires n < 100\n{\n      add  r1, r1, r1\n      ret\n}\n\n"
        + ExampleSource.main("      mov  r1, 4\n      call twice\n      halt")),
    Explanation(
      .constantRange, "a number does not fit into a word",
      """
      A word of n bits holds 0 to 2^n - 1; negative constants down to -2^(n-1) stand for their two's complement.
      Anything else is an error and not cut off silently.
      """,
      example: "word 8\n\n" + ExampleSource.main("      mov  r1, 256\n      halt"),
      mended: "word 8\n\n" + ExampleSource.main("      mov  r1, 255\n      halt")),
    Explanation(
      .constantOverflow, "a constant is too large to compute",
      "Constants are computed exactly with up to 127 bits, and shifted by 0 to 126. This computation leaves that range.",
      example: "const HUGE = 1 << 127\n\n" + ExampleSource.main("      halt"),
      mended: "const LARGE = 1 << 31\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .divisionZero, "a constant is divided by zero",
      """
      `/` and `%` of constants and in assertions are those of mathematics, so that a constant divisor must not be 0. The
      instructions `divu` and `remu` do have a result for 0.
      """,
      example: "const RATE = 100 / 0\n\n" + ExampleSource.main("      halt"),
      mended: "const RATE = 100 / 5\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .fieldUnknown, "a field that does not exist",
      """
      `Node.next` is the offset of a field of a struct; for a global that is declared with a struct, `n.next` is the
      address of its field. There is no such field, or the global has no struct.
      """,
      example: "struct Node { value, next }\nglobal head: Node\n\n"
        + ExampleSource.main("      mov  r1, head.link\n      halt"),
      mended: "struct Node { value, next }\nglobal head: Node\n\n"
        + ExampleSource.main("      mov  r1, head.next\n      halt")),
    Explanation(
      .globalCount, "a global without cells, or with too many",
      "The number of elements is a constant from 1 to \(FrontEndLimits.cells), and a struct used as a global has at least one field.",
      example: "global buffer[0]\n\n" + ExampleSource.main("      halt"),
      mended: "global buffer[8]\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .globalInitial, "the initial values do not fit the cells of a global",
      "A global has no initial value (then its cells are 0), one for all of its cells, or one for each.",
      example: "global table[4] = 1, 2, 3\n\n" + ExampleSource.main("      halt"),
      mended: "global table[4] = 1, 2, 3, 4\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .globalsLarge, "the globals do not fit into memory",
      """
      Globals are laid out upwards from address 0x1000 (16 with words of 8 bits), with a word that does not exist between
      any two, so that running over the end of one is a fault. All must have addresses of the word width, and be at most
      2^20 cells together.
      """,
      example: "word 8\nglobal buffer[250]\n\n" + ExampleSource.main("      halt"),
      mended: "word 8\nglobal buffer[200]\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .levelRange, "an interrupt level that does not exist",
      "Interrupt levels are 0 to 7, of which 0 has the highest priority.",
      example: "handler uart on irq 8 { iret }\n\n" + ExampleSource.main("      halt"),
      mended: "handler uart on irq 0 { iret }\n\n" + ExampleSource.main("      halt")),
  ]
}
