import AIMLang
import Testing
import TestSupport

@Suite("What programs resolve to")
struct ResolutionTests {
  /// The first error of a program that is one function with this body.
  private func firstCode(inBody body: String, head: String = "") -> String? {
    loadText("\(head)\nfunc f(a, b) with (v) {\n\(body)\nhalt\n}\n").diagnostics.first?.code.description
  }

  private func operation(_ line: String, head: String = "") throws -> Instruction.Operation {
    let program = try programFromText("\(head)\nfunc f(a, b) {\n\(line)\nhalt\n}\n")
    return try #require(program.code.first).operation
  }

  @Test("operands are registers or constants")
  func operands() throws {
    let head = "const N = 8\nstruct Node { value, next }\nglobal buf[4]\nglobal n: Node"
    #expect(try operation("mov r1, N * 2 - 1", head: head) == .move(Register(1), .constant(15)))
    #expect(try operation("mov r1, -1", head: head) == .move(Register(1), .constant(0xFFFF_FFFF)))
    #expect(try operation("mov r1, 'A' + '\\n'", head: head) == .move(Register(1), .constant(75)))
    #expect(try operation("mov r1, f", head: head) == .move(Register(1), .constant(1)))
    #expect(try operation("mov r1, sizeof(Node)", head: head) == .move(Register(1), .constant(2)))
    #expect(try operation("ld r1, [buf + 3]", head: head) == .load(Register(1), .absolute(0x1003)))
    #expect(try operation("ld r1, [n.next]", head: head) == .load(Register(1), .absolute(0x1006)))
    #expect(
      try operation("st [r2 + Node.next], r3", head: head)
        == .store(.register(Register(2), offset: 1), Register(3)))
    #expect(
      try operation("ld r1, [1 + r2 - 3]", head: head)
        == .load(Register(1), .register(Register(2), offset: 0xFFFF_FFFE)))
    #expect(
      try operation("print \"a\\tb\", r1, N", head: head) == .print("a\tb", [.register(Register(1)), .constant(8)]))
    #expect(try operation("choose r1, 0, N", head: head) == .choose(Register(1), .constant(0), .constant(8)))
    #expect(try operation("alloc r1, N", head: head) == .alloc(Register(1), 8))
  }

  @Test(
    "wrong operands",
    arguments: [
      ("ld r1, [r2 + r3]", "resolve:address.invalid"), ("ld r1, [4 - r2]", "resolve:address.invalid"),
      ("ld r1, [r2 * 2]", "resolve:address.invalid"), ("mov r1, -r2", "resolve:operand.invalid"),
      ("mov r1, a", "resolve:constant.needed"), ("mov r1, v", "resolve:constant.needed"),
      ("mov r1, 0x1_0000_0000", "resolve:constant.range"), ("mov r1, -0x8000_0001", "resolve:constant.range"),
      ("mov r1, ie", "resolve:constant.needed"), ("mov r1, 1 / (2 - 2)", "resolve:division.zero"),
      ("mov r1, main", "resolve:name.unknown"), ("j f", "resolve:label.unknown"), ("call g", "resolve:name.unknown"),
      ("mask 8", "resolve:level.range"), ("free r1, -1", "resolve:size.invalid"), ("block q", "resolve:name.unknown"),
      ("assert r1", "resolve:sort.mismatch"), ("assert emp", "resolve:memory.pure"),
      ("assert result == 1", "resolve:result.place"), ("@case r1 |-> 2", "resolve:memory.pure"),
      ("@fold f(1)", "resolve:name.kind"), ("@assert [1] == 1", "resolve:sort.mismatch"),
      ("@assert |r1| == 1", "resolve:sort.mismatch"), ("@assert (r1 == 1) + 1 == 2", "resolve:sort.mismatch"),
      ("@assert f() ** emp", "resolve:name.kind"), ("@assert r1 |-> (r2 |-> 3)", "resolve:memory.pure"),
      ("@assert exists x, x :: x == 1", "resolve:name.duplicate"),
      ("@assert x == 1 ** (exists x :: x == 1)", "resolve:name.unknown"),
      ("@assert (exists x :: x == 1) ** x == 1", "resolve:name.unknown"),
    ])
  func wrongOperands(line: String, code: String) {
    #expect(firstCode(inBody: line) == code)
  }

  @Test(
    "words of every width",
    arguments: [
      (8, "255", "-128", "256", "-129"), (16, "0xFFFF", "-32768", "0x1_0000", "-32769"),
      (32, "0xFFFF_FFFF", "-0x8000_0000", "1 << 32", "-0x8000_0001"),
      (64, "(1 << 64) - 1", "-(1 << 63)", "1 << 64", "-(1 << 63) - 1"),
    ])
  func widths(bits: Int, largest: String, smallest: String, above: String, below: String) {
    for good in [largest, smallest] { #expect(places("word \(bits)\nglobal x = \(good)\n") == []) }
    for bad in [above, below] {
      #expect(places("word \(bits)\nglobal x = \(bad)\n").map { $0.suffix(22) } == ["resolve:constant.range"])
    }
  }

  @Test("globals: addresses, gaps, initial values, names of cells")
  func globals() throws {
    let program = try programFromText(
      """
      word 8
      struct P { x, y }
      global a = 7
      global b[3] = 1, 2, -1
      global p: P
      global t[2]: P = 9
      """)
    #expect(program.globals.map(\.address) == [16, 18, 22, 25])
    #expect(program.globals.map(\.initial) == [[7], [1, 2, 255], [0, 0], [9, 9, 9, 9]])
    #expect(
      (15...30).map { program.cellName($0) ?? "-" } == [
        "-", "a", "-", "b[0]", "b[1]", "b[2]", "-", "p.x", "p.y", "-", "t[0].x", "t[0].y", "t[1].x", "t[1].y", "-", "-",
      ])
    #expect(places("word 8\nglobal a[239]\n") == [])
    #expect(places("word 8\nglobal a[240]\n") == ["2:8 resolve:globals.large"])
  }

  @Test("constants refer to anything, in any order")
  func constants() throws {
    let program = try programFromText(
      """
      const A = B + 1
      const B = sizeof(S) + S.b
      const END = buf + SIZE
      const SIZE = 3
      const CODE = f
      struct S { a, b }
      global buf[SIZE]
      func g() { ret }
      func f() { ret }
      const DIV = -7 / 2
      const REM = -7 % 2
      """)
    #expect(program.constants.map(\.value) == [4, 3, 0x1003, 3, 2, -4, 1])
    #expect(places("global a[a]\n") == ["1:10 resolve:constant.cycle"])
    #expect(places("const A = A\n") == ["1:11 resolve:constant.cycle"])
  }

  @Test("assertions: conjunctions taken apart, other conditions kept whole")
  func assertions() throws {
    func shape(_ text: String) throws -> String {
      let program = try programFromText("global x\nglobal y\ninvariant for irq 0: \(text)\n")
      return outline(try #require(program.invariants.first).body)
    }
    #expect(try shape("x |-> 1 ** y |-> 2 ** x == y") == "sep(pt1 pt1 pure)")
    #expect(try shape("(x |-> 1 && x != y) ** (y |-> _, _ ** emp)") == "sep(pt1 pure pt2 emp)")
    #expect(try shape("x == 1 && (y == 2 || x == 3)") == "sep(pure pure)")
    #expect(try shape("x == 1 ==> y == 2") == "pure")
    #expect(try shape("x == 1 ==> y |-> 2") == "if(pt1 emp)")
    #expect(try shape("x == 1 ? x |-> 1 : y == 2 && x == 2") == "if(pt1 sep(pure pure))")
    #expect(try shape("x |-> 1 || emp || y |-> 1") == "or(pt1 or(emp pt1))")
    #expect(try shape("exists a, b :: x |-> a ** a == b") == "ex2(sep(pt1 pure))")
    #expect(try shape("x == 1 || (exists a :: a == 2)") == "or(pure ex1(pure))")
    #expect(try shape("!(exists a :: a == 2)") == "pure")
    #expect(try shape("x |-> 1 && emp") == "sep(pt1 emp)")
  }

  private func outline(_ assertion: Assertion) -> String {
    switch assertion.kind {
    case .emp: "emp"
    case .pure: "pure"
    case .pointsTo(_, let values): "pt\(values.count)"
    case .separating(let parts): "sep(\(parts.map(outline).joined(separator: " ")))"
    case .or(let a, let b): "or(\(outline(a)) \(outline(b)))"
    case .conditional(_, let a, let b): "if(\(outline(a)) \(outline(b)))"
    case .exists(let variables, let body): "ex\(variables.count)(\(outline(body)))"
    case .predicate: "pred"
    case .invariant: "inv"
    }
  }

  @Test("registers, parameters, old and result")
  func registers() throws {
    let program = try programFromText(
      "func f(a) with (v) requires a == v && r2 == 1 ensures result == old(r3) + a && r4 == old(ie) { ret }\n")
    let routine = try #require(program.routines.first)
    func kinds(_ clauses: [Assertion]) -> [String] {
      var found: [String] = []
      func walk(_ expression: Expression) {
        switch expression.kind {
        case .register(let r): found.append("\(r)")
        case .entryRegister(let r): found.append("entry \(r)")
        case .entryInterruptEnable: found.append("entry ie")
        case .variable(let id): found.append(program.variables[id.index].name)
        case .binary(_, let a, let b):
          walk(a)
          walk(b)
        default: break
        }
      }
      for clause in clauses {
        guard case .separating(let parts) = clause.kind else { continue }
        for case .pure(let condition) in parts.map(\.kind) { walk(condition) }
      }
      return found
    }
    #expect(kinds(routine.requires) == ["entry r1", "v", "r2"])
    #expect(kinds(routine.ensures) == ["r1", "entry r3", "entry r1", "r4", "entry ie"])
  }

  @Test("levels count as far as they are mentioned")
  func levels() throws {
    #expect(try programFromText("global x\n").levelCount == 1)
    #expect(try programFromText("handler h on irq 2 { iret }\n").levelCount == 3)
    #expect(try programFromText("func f() requires level == irq 4 { ret }\n").levelCount == 5)
    #expect(try programFromText("func f() { mask 6 ret }\n").levelCount == 7)
  }
}
