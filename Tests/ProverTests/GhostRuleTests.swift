import TestSupport
import Testing

@testable import Prover

/// Ghost lines.
@Suite struct GhostRuleTests {
  @Test(arguments: GhostCases.lines) func lines(_ test: Case) throws { try expect(test) }

  @Test func assumptionsAreListed() throws {
    let program = try programFromText(
      """
      extern func read()
      func f(a)
      {
        @assume a == 0
        ret
      }
      """)
    let report = prove(program)
    #expect(report.assumptions.map(\.code.description) == ["contract:extern.assumed", "ghost:assume.assumed"])
    #expect(report.allProved)
  }
}

private enum GhostCases {
  static let lines: [Case] = [
    Case(
      "@assert of memory leaves it", [],
      """
      global x
      func f()
        requires x |-> 3
        ensures  x |-> 3
      {
        @assert exists v :: x |-> v ** v > 2
        ret
      }
      """),
    Case(
      "@assert of what does not hold", ["refuted ghost:fact.unproved @3"],
      """
      func f(a)
      {
        @assert a == 0
        ret
      }
      """),
    Case(
      "@leak gives memory up", [],
      """
      global x
      func f()
        requires x |-> 3
      {
        @leak x |-> _
        ret
      }
      """),
    Case(
      "@leak of what is not owned", ["refuted ghost:footprint.missing @4"],
      """
      global x
      func f()
      {
        @leak x |-> _
        ret
      }
      """),
    Case(
      "@leak of one cell or another", ["refuted ghost:imprecise @5"],
      """
      global x
      global y
      func f() requires y |-> _ ** x |-> _ ensures x |-> _
      {
        @leak exists a :: a |-> _
        ret
      }
      """),
    Case(
      "@leak of what a cell that is leaked names", [],
      """
      global x
      func f() requires exists a :: x |-> a ** (a == 0 ? emp : a |-> _)
      {
        @leak exists a :: x |-> a ** (a == 0 ? emp : a |-> _)
        ret
      }
      """),
    Case(
      "@case follows both", [],
      """
      func f(a)
      {
        @case a == 0
        assert r1 == 0 || r1 >= 1
        ret
      }
      """),
    Case(
      "@assume is believed", [],
      """
      func f(a)
      {
        @assume a == 0
        assert r1 == 0
        ret
      }
      """),
  ]
}
