import AIMLang

/// Calls, returns and the end of a thread.
extension Explanation {
  static let calls: [Explanation] = [
    Explanation(
      .call, .footprintMissing, "a function needs memory that its caller does not own",
      """
      A call hands the memory that the callee's `requires` names over to it, so the caller must own it at the call. Memory
      of an invariant is the caller's only between `cli` and `sti`. Ask for the cell in the caller's own `requires`, or
      call where it is owned.
      """,
      example: ExampleSource.function(ExampleSource.bump),
      mended: ExampleSource.function(ExampleSource.bump, requires: "exists n :: count |-> n")),
    Explanation(
      .call, .factUnproved, "what a function requires does not follow at a call",
      """
      The condition in the callee's `requires` must follow from what the caller knows here; the callee relies on it
      without looking again. Parameters are the registers r1, r2, … at the call.
      """,
      example: ExampleSource.function(
        "func f(n)\n  requires n <= 10\n{ ret }", main: "      mov  r1, 11\n      call f\n      halt"),
      mended: ExampleSource.function(
        "func f(n)\n  requires n <= 10\n{ ret }", main: "      mov  r1, 10\n      call f\n      halt")),
    Explanation(
      .call, .invariantUnproved, "an invariant that a function requires does not hold at a call",
      """
      The callee's `requires` contains a named invariant, as its meaning. The memory is there, but the condition in the
      invariant does not follow from what the caller knows here. Or an instance of a family of invariants is in use, which
      has to be right again before anything is called.
      """,
      example: ExampleSource.credited("      mov  r1, 11\n      st   [credit], r1\n      call f"),
      mended: ExampleSource.credited("      mov  r1, 9\n      st   [credit], r1\n      call f")),
    Explanation(
      .call, .disjunctionUnproved, "no alternative of what a function requires holds at a call",
      """
      The callee's `requires` is a disjunction about memory, and none of its alternatives follows here. If the
      alternative depends on a case, `@case c` before the call makes the proof look at c and at its opposite apart.
      """,
      example: ExampleSource.function(
        ExampleSource.needsState, main: "      mov  r1, 2\n      st   [state], r1\n      call f\n      halt",
        requires: "state |-> _"),
      mended: ExampleSource.function(
        ExampleSource.needsState, main: "      mov  r1, 1\n      st   [state], r1\n      call f\n      halt",
        requires: "state |-> _")),
    Explanation(
      .call, .flagMismatch, "a function is called with the wrong interrupt flag or level",
      """
      The callee's `requires` fixes `ie` or the level, and the flags at this call are others. Which memory a routine owns
      follows from the flags, so they are part of its contract.
      """,
      example: ExampleSource.function("func f()\n  requires ie == 0\n{ ret }"),
      mended: ExampleSource.function(
        "func f()\n  requires ie == 0\n{ ret }", main: "      cli\n      call f\n      sti\n      halt")),
    Explanation(
      .call, .targetUnknown, "a call through a register that need not hold a function",
      """
      `callr rs` calls the function whose code address is in rs. It must follow that rs holds the address of some function
      with code; the callee is then each one that is possible. The name of a function is its code address.
      """,
      example: ExampleSource.function("func f() { ret }", main: "      mov  r1, 0\n      callr r1\n      halt"),
      mended: ExampleSource.function("func f() { ret }", main: "      mov  r1, f\n      callr r1\n      halt")),
    Explanation(
      .return, .footprintMissing, "a function returns without memory that it ensures",
      """
      At `ret` the memory that `ensures` names goes to the caller, so the function must own it there. It was freed, given
      back to an invariant by `sti`, or handed to somebody else.
      """,
      example: ExampleSource.function(
        "global a\n\nfunc f()\n  requires a |-> _\n  ensures  a |-> _\n{\n      mov  r1, a\n      free r1, 1\n      ret\n}",
        requires: "a |-> _"),
      mended: ExampleSource.function(
        "global a\n\nfunc f()\n  requires a |-> _\n{\n      mov  r1, a\n      free r1, 1\n      ret\n}",
        requires: "a |-> _")),
    Explanation(
      .return, .footprintLeftover, "a function returns with memory that nobody takes",
      """
      Assertions are exact: at `ret` the function owns just what `ensures` names, and anything else is lost for good. Name
      it in `ensures`, so that the caller has it, free it, or give it up with `@leak`. Memory that a function got in
      `requires` is not returned by itself.
      """,
      example: ExampleSource.function("global a\n\nfunc f()\n  requires a |-> _\n{ ret }", requires: "a |-> _"),
      mended: ExampleSource.function(
        "global a\n\nfunc f()\n  requires a |-> _\n  ensures  a |-> _\n{ ret }", requires: "a |-> _")),
    Explanation(
      .return, .factUnproved, "what a function ensures does not follow at its `ret`",
      """
      The condition in `ensures` must follow at every `ret` from what is known there. Assertions count in the integers
      of mathematics, while the machine wraps around at the word width, so a sum may need a bound in `requires`. `old(e)`
      is e at entry, and a parameter always means its value at entry.
      """,
      example: ExampleSource.function("func f(n)\n  ensures result == n + 1\n{\n      add  r1, r1, 1\n      ret\n}"),
      mended: ExampleSource.function(
        "func f(n)\n  requires n < 100\n  ensures  result == n + 1\n{\n      add  r1, r1, 1\n      ret\n}",
        main: "      mov  r1, 5\n      call f\n      halt")),
    Explanation(
      .return, .invariantUnproved, "an invariant that a function ensures does not hold at its `ret`",
      """
      The `ensures` contains a named invariant, as its meaning. The memory is there, but the condition in the invariant
      does not follow at this `ret`. Or an instance of a family of invariants is in use, which has to be right again before
      the function returns.
      """,
      example: ExampleSource.credits("      mov  r1, 11\n      st   [credit], r1"),
      mended: ExampleSource.credits("      mov  r1, 9\n      st   [credit], r1")),
    Explanation(
      .return, .disjunctionUnproved, "no alternative of what a function ensures holds at its `ret`",
      """
      The `ensures` is a disjunction about memory, and none of its alternatives follows at this `ret`. If the
      alternative depends on a case, `@case c` before it makes the proof look at c and at its opposite apart.
      """,
      example: ExampleSource.setsState("      mov  r1, 2"),
      mended: ExampleSource.setsState("      mov  r1, 1")),
    Explanation(
      .return, .flagMismatch, "a function returns with another interrupt flag than it promises",
      """
      After a call the caller goes on with the flag that `ensures` fixes, and with the one that it had if `ensures` does
      not mention `ie`. A function that changes the flag for good says so: `ensures ie == 0`.
      """,
      example: ExampleSource.function(
        "func f()\n  requires ie == 1\n{\n      cli\n      ret\n}", main: "      call f\n      halt"),
      mended: ExampleSource.function(
        "func f()\n  requires ie == 1\n  ensures  ie == 0\n{\n      cli\n      ret\n}",
        main: "      call f\n      sti\n      halt")),
    Explanation(
      .return, .registerChanged, "a register that a function preserves may have changed",
      """
      `preserves` promises the caller that these registers hold at `ret` what they held at entry, so the caller may rely
      on them across the call. Save and restore the register, use another one, or take it out of the list.
      """,
      example: ExampleSource.function("func f()\n  preserves r2\n{\n      mov  r2, 1\n      ret\n}"),
      mended: ExampleSource.function("func f()\n  preserves r2\n{\n      mov  r3, 1\n      ret\n}")),
    Explanation(
      .return, .stackEmpty, "`ret` where there is no call to return from",
      """
      `ret` takes a call frame from the top of the stack. The function that a thread starts with was not called by
      anybody and ends with `halt`; a handler was entered by an interrupt and ends with `iret`.
      """,
      example: ExampleSource.main("      ret"),
      mended: ExampleSource.main("      halt")),
    Explanation(
      .halt, .flagMismatch, "a thread halts with interrupts off, or in a handler",
      """
      `halt` ends a thread, at thread level and with interrupts on. With interrupts off it would keep the memory of all
      invariants for ever, and no handler could run any more. A handler ends with `iret`.
      """,
      example: ExampleSource.main("      cli\n      halt"),
      mended: ExampleSource.main("      cli\n      sti\n      halt")),
  ]
}
