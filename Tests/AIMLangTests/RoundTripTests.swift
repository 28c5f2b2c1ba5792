import Testing
import TestSupport

@testable import AIMLang

@Suite("What is printed parses back to the same tree")
struct RoundTripTests {
  static let inputs = SamplePrograms.all.merging([
    "sink.aim": SamplePrograms.kitchenSink, "abstractions.aim": SamplePrograms.abstractions,
    "partial.aim": "import \"lock.aim\" where Res(l) if box@(l) = l |-> _, Q(a, b) if two@(b, a) = emp\n",
  ]) { a, _ in a }

  @Test("samples", arguments: inputs.keys.sorted())
  func samples(name: String) throws {
    try check(#require(Self.inputs[name]))
  }

  @Test("every construct at once loads")
  func kitchenSink() {
    let result = loadText(SamplePrograms.kitchenSink, files: ["lock.aim": SamplePrograms.lock])
    #expect(describe(result) == "")
    #expect(describe(loadText(SamplePrograms.abstractions, files: [:])) == "")
  }

  @Test("random expressions", arguments: 0..<40)
  func expressions(seed: UInt64) {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<50 {
      let tree = generator.expression(depth: 5)
      let text = Printer.text(tree)
      var parser = Parser(file: FileID(0), text: text)
      let back = parser.parseExpression()
      #expect(parser.diagnostics.isEmpty, "\(text)")
      #expect(parser.at(.end), "\(text)")
      #expect(back == tree, "\(text)\n\(Printer.text(back))")
    }
  }

  private func check(_ text: String) {
    let (tree, problems) = Parser.parse(text, file: FileID(0))
    #expect(problems.isEmpty)
    let printed = Printer.print(tree)
    let (again, newProblems) = Parser.parse(printed, file: FileID(0))
    #expect(newProblems.isEmpty, "\(printed)")
    #expect(again == tree, "\(printed)")
    #expect(Printer.print(again) == printed)
  }
}

/// Trees of any shape that the parser can produce, sensible or not.
struct ExpressionGenerator {
  private var random: SplitMix
  private let nowhere = SourceSpan(file: FileID(0), start: 0, end: 0)

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  mutating func expression(depth: Int) -> ExpressionSyntax {
    let choice = Int.random(in: 0..<(depth <= 0 ? 9 : 34), using: &random)
    switch choice {
    case 0: return leaf(.emp)
    case 1: return leaf(.result)
    case 2: return leaf(.interruptEnable)
    case 3: return leaf(.register(Register(Int.random(in: 0..<16, using: &random))))
    case 4: return leaf(.boolean(Bool.random(using: &random)))
    case 5, 6: return leaf(.name(name().text))
    case 7: return leaf(.integer(17, spelling: "0x11"))
    case 8: return leaf(.member(name(), name()))
    case 9: return make([expression(depth: depth - 1)]) { .not($0[0]) }
    case 10: return make([expression(depth: depth - 1)]) { .negate($0[0]) }
    case 11: return make([expression(depth: depth - 1)]) { .old($0[0]) }
    case 12: return make([expression(depth: depth - 1)]) { .length($0[0]) }
    case 13: return make([expression(depth: depth - 1)]) { .levelIs(.irq($0[0]), negated: true) }
    case 14, 15:
      let values = several(depth - 1, 1...3)
      return make([expression(depth: depth - 1)] + values) { .pointsTo($0[0], Array($0.dropFirst())) }
    case 16, 17: return make(several(depth - 1, 3...3)) { .conditional($0[0], $0[1], $0[2]) }
    case 18, 19:
      let quantifier: Quantifier = Bool.random(using: &random) ? .exists : .forall
      let binders = [BinderSyntax(name: name(), sort: nil), BinderSyntax(name: name(), sort: name())]
      return make([expression(depth: depth - 1)]) { .quantified(quantifier, binders, $0[0]) }
    case 20: return make(several(depth - 1, 0...3)) { .sequence($0) }
    case 21: return make(several(depth - 1, 2...2)) { .element($0[0], $0[1]) }
    case 30: return make(several(depth - 1, 2...2)) { .contains(value: $0[0], sequence: $0[1]) }
    case 31: return make(several(depth - 1, 2...2)) { .slice($0[0], $0[1], nil) }
    case 32: return make(several(depth - 1, 2...2)) { .slice($0[0], nil, $0[1]) }
    case 33: return make(several(depth - 1, 3...3)) { .slice($0[0], $0[1], $0[2]) }
    case 22:
      let name = name()
      let inputs = Bool.random(using: &random) ? Int.random(in: 0...3, using: &random) : nil
      return make(several(depth - 1, 0...3)) { values in
        .call(name, ArgumentsSyntax(values, inputCount: inputs.map { min($0, values.count) }))
      }
    case 23:
      let name = name()
      return make(several(depth - 1, 0...2)) { .instance(name, $0) }
    case 24, 25:
      let operation: ChainOperator = [.separating, .and, .or].randomElement(using: &random) ?? .or
      return make(several(depth - 1, 2...4)) { .chain(operation, $0) }
    default:
      let operations = BinaryOperator.allCases.filter { $0 != .and && $0 != .or }
      let operation = operations.randomElement(using: &random) ?? .add
      return make(several(depth - 1, 2...2)) { .binary(operation, $0[0], $0[1]) }
    }
  }

  private mutating func several(_ depth: Int, _ count: ClosedRange<Int>) -> [ExpressionSyntax] {
    let number = Int.random(in: count, using: &random)
    var result: [ExpressionSyntax] = []
    for _ in 0..<number { result.append(expression(depth: depth)) }
    return result
  }

  private mutating func name() -> Name {
    Name(["x", "y", "buf", "Node", "thread", "irq"].randomElement(using: &random) ?? "x", at: nowhere)
  }

  private func leaf(_ kind: ExpressionSyntax.Kind) -> ExpressionSyntax { ExpressionSyntax(kind, at: nowhere) }

  private func make(
    _ children: [ExpressionSyntax], _ kind: ([ExpressionSyntax]) -> ExpressionSyntax.Kind
  ) -> ExpressionSyntax { ExpressionSyntax(kind(children), at: nowhere, over: children) }
}
