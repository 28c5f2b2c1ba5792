// Frames for examples, so that an entry shows only the lines that matter to it. The programs that users see are whole.

/// Pieces of `.aim` programs.
enum ExampleSource {
  /// A program whose only thread runs `main` with this body, after these declarations.
  static func main(requires: String? = nil, _ body: String, after declarations: String = "") -> String {
    let declarations = declarations.isEmpty ? "" : declarations + "\n\n"
    let head = requires.map { "func main()\n  requires \($0)\n{" } ?? "func main() {"
    return "\(declarations)\(head)\n\(body)\n}\n\nboot { thread main }"
  }

  /// A handler that sets a flag, and a thread that looks at it.
  static func flag(_ body: String) -> String { main(body, after: flagHandler) }

  static let flagHandler = """
    global ready = 0

    invariant for irq 0: ready |-> _

    handler uart on irq 0 {
          mov  r1, 1
          st   [ready], r1
          iret
    }
    """

  /// A counter that never exceeds ten, shared with a handler.
  static func credit(handler: String = creditHandler, _ body: String) -> String {
    main(body, after: "\(creditInvariant)\n\n\(handler)")
  }

  static let creditInvariant = """
    global credit = 3

    invariant for irq 0: exists n :: credit |-> n ** n <= 10
    """

  static let creditHandler = """
    handler grant on irq 0 {
          ld   r1, [credit]
          bgeu r1, 10, full
          add  r1, r1, 1
          st   [credit], r1
    full: iret
    }
    """
}
