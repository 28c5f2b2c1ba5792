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

  /// The handler of `flagHandler` with clauses of its own.
  static func uart(clauses: String) -> String {
    flagHandler.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("handler") ? "handler uart on irq 0\n  \(clauses)\n{" : String($0) }
      .joined(separator: "\n")
  }

  /// A handler with this body, whose invariant has two alternatives.
  static func states(_ body: String, requires: String? = nil) -> String {
    let head = requires.map { "handler uart on irq 0\n  requires \($0)\n{" } ?? "handler uart on irq 0 {"
    return main("      halt", after: "\(stateInvariant)\n\n\(head)\n\(body)\n}")
  }

  static let alternatives = "state |-> 0 || state |-> 1"

  static let stateInvariant = """
    global state = 0

    invariant for irq 0: \(alternatives)
    """

  /// A function between a global that it uses and a thread that calls it.
  static func function(_ text: String, main body: String = "      call f\n      halt", requires: String? = nil)
    -> String
  {
    main(requires: requires, body, after: text)
  }
}

// Functions of examples about calls.
extension ExampleSource {
  /// Needs a cell and returns it.
  static let bump = """
    global count

    func f()
      requires exists n :: count |-> n
      ensures  exists n :: count |-> n
    {
          mov  r1, 1
          st   [count], r1
          ret
    }
    """

  /// Requires a cell in one of two states.
  static let needsState = """
    global state

    func f()
      requires state |-> 0 || state |-> 1
      ensures  state |-> _
    { ret }
    """

  /// Is to leave a cell in one of two states; `body` computes r1.
  static func setsState(_ body: String) -> String {
    function(
      """
      global state

      func f()
        requires state |-> _
        ensures  state |-> 0 || state |-> 1
      {
      \(body)
            st   [state], r1
            ret
      }
      """,
      requires: "state |-> _")
  }

  static let namedInvariant = """
    global credit = 3

    invariant bound for irq 0: exists n :: credit |-> n ** n <= 10
    """

  /// A thread that works on the named invariant with interrupts off and leaves it right.
  static func namedCredit(_ body: String) -> String {
    main("      cli\n\(body)\n      st   [credit], r1\n      sti\n      halt", after: namedInvariant)
  }

  /// A thread that calls, with interrupts off, a function that requires the named invariant.
  static func credited(_ body: String) -> String {
    main(
      "      cli\n\(body)\n      sti\n      halt",
      after: "\(namedInvariant)\n\nfunc f()\n  requires ie == 0 ** bound()\n  ensures  bound()\n{ ret }")
  }

  /// A function with this body that ensures the named invariant.
  static func credits(_ body: String) -> String {
    main(
      "      cli\n      call f\n      sti\n      halt",
      after:
        "\(namedInvariant)\n\nfunc f()\n  requires ie == 0 ** credit |-> _\n  ensures  bound()\n{\n\(body)\n      ret\n}"
    )
  }

  /// A thread that comes to a loop over the named invariant with interrupts off.
  static func creditLoop(_ body: String) -> String {
    main(
      "      cli\n\(body)\nnext: invariant ie == 0 ** bound()\n      choose r2, 0, 1\n      beq  r2, 0, next\n"
        + "      sti\n      halt",
      after: namedInvariant)
  }
}
