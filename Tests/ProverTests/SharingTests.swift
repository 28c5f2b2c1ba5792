// Proofs that are shared: two tasks with one footprint have the same proof, so a footprint has to tell apart whatever
// makes a difference, and nothing is shared but what is proved.
import AIMLang
import TestSupport
import Testing

@testable import Prover

@Suite struct SharingTests {
  private static let list = """
    predicate list(a; xs: seq) =
      a == 0 ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** list(n, ys) ** xs == [v] ++ ys
    """

  /// A routine `f` that uses one of everything a footprint knows.
  private static let base = """
    \(list)
    function size(xs: seq): int = xs == [] ? 0 : 1 + size(xs[1..])
    lemma nothing(n) requires 0 <= n ensures n >= 0 { }
    func g(a, b) with (xs: seq)
      requires list(a, xs)
      ensures  list(a, xs) && result == 7
      preserves r3-r15
    {
      mov r1, 7
      ret
    }
    global cell = 5
    func f(a) with (v, xs: seq)
      requires cell |-> v ** list(a, xs)
      ensures  cell |-> _ ** list(old(r1), xs) ** result >= 0
      preserves r4-r15
    {
      mov  r2, 3
    loop:
      invariant cell |-> _ ** list(a, xs) ** size(xs) == size(xs) && r1 == a
      sub  r2, r2, 1
      st   [cell], r2
      bne  r2, 0, loop
      mov  r2, 4
      @apply nothing(4)
      call g
      ret
    }
    """

  private func footprint(
    _ text: String, _ routine: String = "f", ie: Bool = true, _ modules: [String: String] = [:]
  ) throws -> [Int]? {
    let loaded = loadProgram(path: "main.aim") { $0 == "main.aim" ? text : modules[$0] }
    let program = try #require(loaded.program, "\(loaded.diagnostics)").withLemmaRoutines()
    let index = try #require(program.routines.firstIndex { $0.name == routine })
    let key = TaskKey(
      routine: RoutineID(index), role: .function,
      flags: .thread(interruptEnable: ie, levelCount: program.levelCount))
    return TaskFootprint(key, in: ProgramViews(program).program(seenFrom: program.routines[index].module))?.key
  }

  @Test func theSampleIsProved() throws {
    let program = try programFromText(Self.base)
    #expect(failures(program) == [])
    #expect(try footprint(Self.base) != nil)
  }

  /// Each is a change of something that the proof of `f` may depend on.
  @Test(arguments: [
    ("mov  r2, 3", "mov  r2, 2"),
    ("mov  r2, 3", "mov  r3, 3"),
    ("sub  r2, r2, 1", "add  r2, r2, 1"),
    ("sub  r2, r2, 1", "sub  r2, r2, r3"),
    ("st   [cell], r2", "ld   r2, [cell]"),
    ("bne  r2, 0, loop", "beq  r2, 0, loop"),
    ("bne  r2, 0, loop\n  mov  r2, 4", "bne  r2, 0, next\nnext:\n  mov  r2, 4"),
    ("@apply nothing(4)", "@apply nothing(3)"),
    ("@apply nothing(4)", "@assert cell |-> _"),
    ("@apply nothing(4)", ""),
    ("invariant cell |-> _ ** list(a, xs)", "invariant cell |-> v ** list(a, xs)"),
    ("&& r1 == a\n", "&& r1 <= a\n"),
    ("requires cell |-> v ** list(a, xs)", "requires cell |-> v ** list(a, []) ** xs == []"),
    ("ensures  cell |-> _ ** list(old(r1), xs) ** result >= 0", "ensures  cell |-> _ ** list(old(r1), xs)"),
    ("preserves r4-r15", "preserves r5-r15"),
    ("func f(a) with (v, xs: seq)", "func f(a, b) with (v, xs: seq)"),
    ("func f(a) with (v, xs: seq)", "func f(a) with (v, w, xs: seq)"),
    ("&& result == 7", "&& result == 8"),
    ("preserves r3-r15", "preserves r2-r15"),
    ("func g(a, b) with (xs: seq)\n  requires list(a, xs)", "func g(a, b) with (xs: seq)\n  requires list(b, xs)"),
    ("a |-> v, n **", "a |-> n, v **"),
    ("a == 0 ? xs == []", "a <= 0 ? xs == []"),
    ("1 + size(xs[1..])", "2 + size(xs[1..])"),
    ("lemma nothing(n) requires 0 <= n", "lemma nothing(n) requires 1 <= n"),
    ("ensures n >= 0", "ensures n >= 1"),
    ("global cell = 5", "global other[9]\nglobal cell = 5"),
    ("predicate list", "word 16\npredicate list"),
  ])
  func whatMayMakeADifferenceIsWritten(_ old: String, _ new: String) throws {
    let text = Self.base.replacing(old, with: new)
    #expect(text != Self.base)
    let changed = try footprint(text)
    #expect(changed != nil)
    #expect(try changed != footprint(Self.base))
  }

  /// Each is a change that the proof of `f` does not see.
  @Test(arguments: [
    ("predicate list", "// A comment.\npredicate list"),
    ("predicate list", "predicate two(a) = exists v :: a |-> v ** (v == 0 ? emp : two(v))\npredicate list"),
    ("predicate list", "function twice(x): int = x + x\npredicate list"),
    ("func g(a, b)", "func h() { ret }\nfunc g(a, b)"),
    ("  mov r1, 7\n", "  mov r1, 6\n  add r1, r1, 1\n"),
    ("global cell = 5", "global cell = 6"),
    ("loop", "again"),
    ("ys", "rest"),
  ])
  func whatMakesNoneIsNot(_ old: String, _ new: String) throws {
    let text = Self.base.replacing(old, with: new)
    #expect(text != Self.base)
    #expect(try footprint(text) == footprint(Self.base))
  }

  @Test func flagsAreNotPartOfIt() throws {
    #expect(try footprint(Self.base, ie: true) == footprint(Self.base, ie: false))
  }

  /// Programs in which the proof of `f` depends on the flags, or on all of the program.
  @Test(arguments: [
    "func f() requires ie == 1 { ret }",
    "func f() ensures ie == old(ie) { ret }",
    "func f() requires level == thread { ret }",
    "func f() { cli\n sti\n ret }",
    "func g() requires ie == 0 { ret }\nfunc f() { call g\n ret }",
    "func f() { mov r1, f\n jr r1 }",
    "func f() { @assume 1 == 2\n ret }",
    "global x\ninvariant i() for threads: x |-> _\nfunc f() requires i() ensures i() { ret }",
    "global x\ninvariant family(p) for threads: p |-> _\nfunc f() { ret }",
  ])
  func whatDependsOnMoreHasNone(_ text: String) throws { #expect(try footprint(text) == nil) }

  @Test func whereMemoryIsAllocatedDependsOnWhereGlobalsEnd() throws {
    let text = "func f() { alloc r1, 2\n ret }"
    let more = try footprint("global x\n" + text)
    #expect(try more != nil && more != footprint(text))
    let without = "func f() { ret }"
    #expect(try footprint("global x\n" + without) == footprint(without))
  }

  @Test func theOrderOfDefinitionsIsPartOfIt() throws {
    let one = "predicate p(a) = exists v :: a |-> v ** (v == 0 ? emp : p(v))\n"
    let other = "predicate q(a) = exists v, w :: a |-> v, w ** (v == 0 ? emp : q(v))\n"
    let user = "func f(a, b) requires p(a) ** q(b) ensures p(a) ** q(b) preserves r1, r2 { ret }"
    #expect(try footprint(one + other + user) != footprint(other + one + user))
  }

  private static let module = """
    abstract predicate Item(p)
    \(list)
    func keep(p)
      requires Item(p)
      ensures  Item(p)
    {
      ret
    }
    func first(a) with (v, xs: seq)
      requires list(a, [v] ++ xs)
      ensures  list(old(r1), [v] ++ xs) ** result == v
    {
      ld r1, [r1]
      ret
    }
    """

  /// A client that sees more of the module than the module itself.
  private static let client = """
    import "module.aim" where Item(p) = p |-> _
    global x
    invariant for irq 0: x |-> _
    func main()
    {
      cli
      mov  r1, x
      call keep
      sti
      halt
    }
    handler h on irq 0 { iret }
    boot { thread main() }
    """

  @Test func aModuleHasTheSameFootprintsInItsClient() throws {
    for routine in ["keep", "first"] {
      let modules = ["module.aim": Self.module]
      #expect(try footprint(Self.client, routine, modules) == footprint(Self.module, routine))
    }
  }

  private func program(_ text: String, _ modules: [String: String]) throws -> Program {
    let loaded = loadProgram(path: "main.aim") { $0 == "main.aim" ? text : modules[$0] }
    return try #require(loaded.program, "\(loaded.diagnostics)")
  }

  /// What a report says, but for times.
  private func summary(_ report: ProofReport) -> String {
    "\(report.obligations) \(report.warnings) \(report.unreached) "
      + "\(report.statistics.tasks) \(report.statistics.paths) \(report.statistics.steps) \(report.statistics.queries)"
  }

  @Test func reportsAreTheSameInAnyOrder() throws {
    let sources = [
      (Self.module, [:]), (Self.client, ["module.aim": Self.module]), (Self.base, [:]), (Self.list, [:]),
      // This one fails, and is told each time.
      (Self.module.replacing("result == v", with: "result == v + 1"), [:]),
    ]
    let programs = try sources.map { try program($0.0, $0.1) }
    let alone = programs.map { summary(prove($0)) }
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 4, 4, 2], [0, 0, 1, 1, 4]] {
      var options = ProverOptions()
      options.store = ProofStore()
      for index in order { #expect(summary(prove(programs[index], options: options)) == alone[index]) }
    }
  }

  @Test func whatIsKnownIsNotProvedAgain() throws {
    let program = try program(Self.module, [:])
    var options = ProverOptions()
    options.store = ProofStore()
    // The second time there are the declarations alone.
    let first = prove(program, options: options).statistics.coreTimes.total
    let second = prove(program, options: options).statistics.coreTimes.total
    #expect(second < first)
  }

  @Test func onlyWhatIsProvedIsKept() throws {
    let program = try program(
      Self.module.replacing("result == v", with: "result == v + 1"), [:]
    ).withLemmaRoutines()
    let options = ProverOptions()
    let store = ProofStore()
    var schedule = Schedule(
      program: program, views: ProgramViews(program), options: options, store: store,
      rules: DefinitionRules(options, store))
    _ = schedule.run()
    for (index, routine) in program.routines.enumerated() {
      let key = TaskKey(
        routine: RoutineID(index), role: .function, flags: .thread(interruptEnable: true, levelCount: 1))
      let footprint = try #require(TaskFootprint(key, in: ProgramViews(program).program(seenFrom: 0)))
      #expect((store.task(footprint) != nil) == (routine.name == "keep"), "\(routine.name)")
    }
  }
}
