import AIMLang
import TestSupport
import Testing

@testable import Machine

/// Programs whose invariants and contracts speak of lists: exact counts, and what breaks.
@Suite("Lists in invariants and contracts")
struct InductiveTests {
  private static let list = """
    predicate list(p; xs: seq) =
      p == 0 ? xs == [] : exists v, n, ys: seq :: p |-> v, n ** list(n, ys) ** xs == [v] ++ ys
    function sum(xs: seq): int = xs == [] ? 0 : xs[0] + sum(xs[1..])

    """

  /// The handler moves weight between the first two nodes while `main` works on the head.
  private func program(push: String = "st [r2], r4", timer: String = "st [r2], r4") -> String {
    Self.list + """
      global nodes[6] = 1, 0x1002, 2, 0x1004, 3, 0
      global head = 0x1000

      invariant chain for irq 0: exists p, xs: seq :: head |-> p ** list(p, xs) ** sum(xs) == 6 && |xs| >= 1

      handler timer on irq 0 {
           ld  r1, [head]
           ld  r2, [r1 + 1]
           beq r2, 0, out
           ld  r3, [r2]
           ld  r4, [r1]
           st  [r1], r3
           \(timer)
      out: iret
      }

      func push(p)
        with (v, n, ys: seq)
        requires ie == 0 ** list(p, [v, n] ++ ys)
        ensures  ie == 0 ** list(p, [0, n + v] ++ ys) && v in [v, n] && ys[0..] == ys
      {
           ld  r2, [r1 + 1]
           ld  r3, [r1]
           ld  r4, [r2]
           add r4, r4, r3
           mov r3, 0
           st  [r1], r3
           \(push)
           ret
      }

      func main() requires ie == 1 {
           cli
           ld   r1, [head]
           call push
           sti
           halt
      }
      boot { thread main }

      """
  }

  @Test func unbroken() throws {
    let result = explore(try load(program()))
    #expect(result.summary == "complete" && result.unevaluated == 0)
    #expect(result.counts == [75, 79, 30])
  }

  private func violation(_ text: String) throws -> Diagnostic {
    let program = try load(text)
    let result = explore(program)
    guard case .violation(let violation) = result.outcome else {
      Issue.record("\(result.summary)")
      throw LoadFailure(loadText(text))
    }
    #expect(try replay(program, violation.schedule) == violation.trace)
    return violation.diagnostic
  }

  @Test("a contract that does not hold tells the content that there is")
  func content() throws {
    let found = try violation(program(push: "st [r2], r3"))
    #expect(found.code.description == "return:fact.unproved")
    #expect(found.facts.contains { $0.kind == .note && $0.text == "[0, 0, 3] is not [0, 3, 3]" })
  }

  @Test("a list that is torn tells how it was unfolded")
  func chain() throws {
    let found = try violation(program(timer: "st [r1 + 1], r4"))
    #expect(found.code.description == "iret:footprint.missing")
    #expect(found.message.contains("`0x1` is not owned here"))
    #expect(found.facts.contains { $0.kind == .note && $0.text == "unfolding `list(nodes[0])` → `list(1)`" })
  }

  @Test("a circle in memory comes to an end")
  func circle() throws {
    let found = try violation(program(timer: "st [r1 + 1], r1"))
    #expect(found.code.description == "iret:footprint.missing")
    #expect(found.message.contains("`nodes[0]` is not owned here"))
  }

  @Test("variables of `with` are part of the state by their content")
  func logicals() throws {
    // Two ways to the same call with different lists, and two with equal ones: the ghost values tell them apart.
    let text =
      Self.list + """
        global nodes[2] = 5, 0
        func keep(p) with (xs: seq)
          requires list(p, xs)
          ensures list(p, xs)
        { ret }
        func main() requires nodes |-> _, _ {
             choose r2, 0, 3
             and  r2, r2, 1
             st   [nodes], r2
             mov  r2, 0
             mov  r1, nodes
             call keep
             halt
        }
        boot { thread main }

        """
    let result = explore(try load(text))
    #expect(result.summary == "complete" && result.unevaluated == 0)
    #expect(result.counts == [19, 20, 8])
  }

  @Test("a list of 100,000 cells, with a fact about all of them")
  func long() throws {
    let count = 50_000
    let text = """
      word 32
      predicate list(p; xs: seq) =
        p == 0 ? xs == [] : exists v, n, ys: seq :: p |-> v, n ** list(n, ys) ** xs == [v] ++ ys
      predicate lists(p; xs: seq) =
        p == 0 ** xs == [] || exists v, n, ys: seq :: p |-> v, n ** lists(n, ys) ** xs == [v] ++ ys
      function sum(xs: seq): int = xs == [] ? 0 : xs[0] + sum(xs[1..])
      global nodes[\(2 * count)] = \((1...count).map { "\($0), \($0 == count ? 0 : 0x1000 + 2 * $0)" }.joined(separator: ", "))
      func main() with (xs: seq)
        requires PREDICATE(nodes, xs) ** sum(xs) == \(count * (count + 1) / 2)
      {
           @assert PREDICATE(nodes, xs[..\(count / 2)] ++ xs[\(count / 2)..])
           mov r1, 7
           st  [nodes + 10], r1
           @assert PREDICATE(nodes, xs)
           halt
      }
      boot { thread main }

      """
    let whole = explore(try load(text.replacing("PREDICATE", with: "list").replacing("mov r1, 7", with: "mov r1, 6")))
    #expect(whole.summary == "complete" && whole.unevaluated == 0)
    let broken = explore(try load(text.replacing("PREDICATE", with: "lists")))
    guard case .violation(let found) = broken.outcome else {
      Issue.record("\(broken.summary)")
      return
    }
    #expect(found.diagnostic.code.description == "ghost:fact.unproved" && found.diagnostic.facts.count < 100)
  }

  @Test("a predicate that takes no cell before it goes on is given up in the end")
  func endless() throws {
    // The cell that makes it productive is known only once the inner instance is.
    let result = explore(
      try load(
        """
        predicate far(n; p) = n == 0 ? p == 1 : exists q :: far(n - 1, q) ** q |-> p
        func main() requires ie == 1 {
             mov r1, 0
             @assert (exists p :: far(r1 - 1, p)) || emp
             halt
        }
        boot { thread main }

        """))
    #expect(result.summary == "complete" && result.unevaluated > 0)
  }
}
