import AIMLang

/// Characters, literals and files: what goes wrong before there is a tree.
extension Explanation {
  static let lexing: [Explanation] = [
    Explanation(
      .characterUnknown, "a character that has no meaning here",
      """
      Outside of comments and strings a program consists of names, numbers and the operators of the language, for which
      some mathematical signs are accepted too. Immediate operands have no prefix.
      """,
      example: ExampleSource.main("      mov  r1, #10\n      halt"),
      mended: ExampleSource.main("      mov  r1, 10\n      halt")),
    Explanation(
      .characterInvalid, "a character literal that is not one character",
      """
      Between single quotes stands exactly one character or one escape, on one line: 'a', '\\n', '\\x1b'. Its value is the
      number of the character.
      """,
      example: ExampleSource.main("      mov  r1, 'ok'\n      halt"),
      mended: ExampleSource.main("      mov  r1, 'o'\n      halt")),
    Explanation(
      .commentUnterminated, "a comment does not end",
      """
      `/*` begins a comment that ends with its `*/`. Such comments nest, so that a `/*` inside of one needs a `*/` of its
      own. `//` begins a comment that ends with the line.
      """,
      example: ExampleSource.main("      halt") + "\n/* the end",
      mended: ExampleSource.main("      halt") + "\n/* the end */"),
    Explanation(
      .escapeUnknown, "a string has an escape that is not known",
      """
      A backslash in a string begins one of the escapes \\n \\t \\r \\0 \\\\ \\" \\' and \\xHH with two hexadecimal digits. A
      backslash itself is written \\\\.
      """,
      example: ExampleSource.main("      print \"C:\\data\"\n      halt"),
      mended: ExampleSource.main("      print \"C:\\\\data\"\n      halt")),
    Explanation(
      .stringUnterminated, "a string does not end on its line",
      "A string begins and ends with a double quote on the same line; a new line inside of it is written \\n.",
      example: ExampleSource.main("      print \"ready\n      halt"),
      mended: ExampleSource.main("      print \"ready\"\n      halt")),
    Explanation(
      .integerInvalid, "a number is not written as numbers are",
      """
      Numbers are written 10, 0x1F, 0b101 or 1_000: decimal, or with a prefix and digits that belong to it. A name
      cannot begin with a digit.
      """,
      example: ExampleSource.main("      mov  r1, 1Fh\n      halt"),
      mended: ExampleSource.main("      mov  r1, 0x1F\n      halt")),
    Explanation(
      .integerLarge, "a number is too large to compute with",
      """
      Constants are computed exactly with numbers of up to 127 bits, and must fit into a word of the program only where
      they are used as one. This one is larger even than that.
      """,
      example: "const HUGE = 0xFFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF_FFFF\n\n" + ExampleSource.main("      halt"),
      mended: "const HUGE = 0xFFFF_FFFF_FFFF_FFFF\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .nestingDeep, "an expression is nested too deep",
      """
      Parentheses and operators may be nested \(FrontEndLimits.nesting) deep, so that no input can exhaust the stack of the checker. Lists
      joined by `**`, `&&` or `||` count as one level, however long they are.
      """,
      example: ExampleSource.main(
        "      mov  r1, " + String(repeating: "(", count: FrontEndLimits.nesting + 2) + "1"
          + String(repeating: ")", count: FrontEndLimits.nesting + 2)
          + "\n      halt"),
      mended: ExampleSource.main("      mov  r1, 1\n      halt")),
    Explanation(
      .fileUnreadable, "a file cannot be read",
      """
      The file does not exist, or may not be read, or is not text in UTF-8. The path of an `import` is relative to the
      folder of the file in which the import stands.
      """,
      example: "import \"missing.aim\"\n\n" + ExampleSource.main("      halt"),
      mended: ExampleSource.main("      halt")),
    Explanation(
      .fileLarge, "a file is too large",
      "A source file has at most \(FrontEndLimits.fileBytes >> 20) MiB. Split a larger one, and let one part `import` the others."
    ),
    Explanation(
      .filesMany, "a program consists of too many files",
      """
      A program has at most \(FrontEndLimits.files) files, and imports may lead at most \(FrontEndLimits.importDepth) files
      deep.
      """),
    Explanation(
      .errorsMany, "not all errors are shown",
      """
      A run shows the first \(FrontEndLimits.errors) errors of the text. Later ones are often consequences of earlier ones; mend those and
      run again.
      """,
      example: ExampleSource.main(
        String(repeating: "      mov  r16, 0\n", count: FrontEndLimits.errors + 1) + "      halt"),
      mended: ExampleSource.main("      halt")),
    Explanation(
      .importCycle, "files import each other in a circle",
      """
      An import may not lead back to a file that is being imported, because constants and addresses could then depend
      on each other without end. Move what both files need into a third that both import.
      """,
      example: "import \"pins.aim\"\n\n" + ExampleSource.main("      halt"),
      mended: ExampleSource.main("      halt"),
      modules: ["pins.aim": "import \"ports.aim\"\n", "ports.aim": "import \"pins.aim\"\n"]),
    Explanation(
      .importInstantiation, "an `import … where` that fits no abstract predicate",
      """
      `where P(x) = A` gives an abstract predicate of the imported file its meaning. P must be declared there with
      `abstract predicate`, must have no meaning of its own, and is instantiated once.
      """,
      example: "import \"cell.aim\" where Cell(a) = a |-> _\n\n" + ExampleSource.main("      halt"),
      mended: ExampleSource.main("      halt"),
      modules: ["cell.aim": "predicate Cell(a) = a |-> 0\n"]),
  ]
}
