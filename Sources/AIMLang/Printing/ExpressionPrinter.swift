/// Writes expressions with the parentheses that the parser needs to read them back, and few others.
///
/// `at` is the loosest operator that the place can hold without parentheses; nil holds everything.
enum ExpressionPrinter {
  typealias Precedence = Parser.Precedence

  static func text(_ expression: ExpressionSyntax, at place: Precedence?, isArgument: Bool = false) -> String {
    Writer(isArgument: isArgument, insideBars: false).text(expression, place)
  }

  static func text(_ arguments: ArgumentsSyntax) -> String {
    Writer(isArgument: true, insideBars: false).text(arguments)
  }

  private struct Writer {
    /// A comma ends the expression here, so that several values of `|->` need parentheses.
    var isArgument: Bool
    /// A bar ends the expression here.
    var insideBars: Bool

    func text(_ expression: ExpressionSyntax, _ place: Precedence?) -> String {
      let own = precedence(expression)
      let fits = place == nil || own.map { $0 >= place ?? .implication } ?? false
      if fits, !needsParentheses(expression) { return plain(expression) }
      return "(\(Writer(isArgument: false, insideBars: false).plain(expression)))"
    }

    /// nil for what fits only where everything does.
    private func precedence(_ expression: ExpressionSyntax) -> Precedence? {
      switch expression.kind {
      case .conditional, .quantified: nil
      case .binary(let operation, _, _): Self.precedence(operation)
      case .chain(let operation, _): Self.precedence(operation)
      case .not: .negation
      case .pointsTo: .pointsTo
      case .levelIs, .contains: .comparison
      case .negate: .unary
      case .missing, .integer, .boolean, .name, .register, .member, .wildcard, .emp, .result, .interruptEnable, .old,
        .signed, .sizeof, .call, .instance, .sequence, .length, .element, .slice:
        .primary
      }
    }

    static func precedence(_ operation: BinaryOperator) -> Precedence {
      switch operation {
      case .implies: .implication
      case .or: .disjunction
      case .and: .conjunction
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
      case .bitOr: .bitOr
      case .bitXor: .bitXor
      case .bitAnd: .bitAnd
      case .shiftLeft, .shiftRight: .shift
      case .add, .subtract, .concatenate: .sum
      case .multiply, .divide, .remainder: .product
      }
    }

    private static func precedence(_ operation: ChainOperator) -> Precedence {
      switch operation {
      case .or: .disjunction
      case .and: .conjunction
      case .separating: .separation
      }
    }

    private func needsParentheses(_ expression: ExpressionSyntax) -> Bool {
      switch expression.kind {
      case .pointsTo(_, let values): isArgument && values.count > 1
      case .length, .binary(.bitOr, _, _): insideBars
      default: false
      }
    }

    private func argument(_ expression: ExpressionSyntax) -> String {
      Writer(isArgument: true, insideBars: false).text(expression, nil)
    }

    private func list(_ arguments: [ExpressionSyntax]) -> String {
      arguments.map(argument).joined(separator: ", ")
    }

    func text(_ arguments: ArgumentsSyntax) -> String {
      guard let count = arguments.inputCount else { return list(arguments.values) }
      return "\(list(Array(arguments.values.prefix(count)))); \(list(Array(arguments.values.dropFirst(count))))"
    }

    private func plain(_ expression: ExpressionSyntax) -> String {
      switch expression.kind {
      case .missing: return "?"
      case .integer(_, let spelling): return spelling
      case .boolean(let value): return value ? "true" : "false"
      case .name(let name): return name
      case .register(let register): return register.description
      case .member(let base, let field): return "\(base.text).\(field.text)"
      case .wildcard: return "_"
      case .emp: return "emp"
      case .result: return "result"
      case .interruptEnable: return "ie"
      case .levelIs(let level, let negated):
        return "level \(negated ? "!=" : "==") \(Printer.text(level, thread: "thread"))"
      case .old(let operand): return "old(\(argument(operand)))"
      case .signed(let operand): return "signed(\(argument(operand)))"
      case .sizeof(let name): return "sizeof(\(name.text))"
      case .call(let name, let arguments): return "\(name.text)(\(text(arguments)))"
      case .instance(let name, let arguments): return "\(name.text)@(\(list(arguments)))"
      case .negate(let operand): return "-\(text(operand, .unary))"
      case .not(let operand): return "!\(text(operand, .negation))"
      case .binary(let operation, let left, let right): return binary(operation, left, right)
      case .chain(let operation, let operands):
        let place = Self.precedence(operation).tighter
        return operands.map { text($0, place) }.joined(separator: " \(operation.rawValue) ")
      case .pointsTo(let address, let values):
        let list = values.map { text($0, .comparison) }.joined(separator: ", ")
        return "\(text(address, .comparison)) |-> \(list)"
      case .conditional(let condition, let then, let otherwise):
        return "\(text(condition, .implication)) ? \(text(then, nil)) : \(text(otherwise, nil))"
      case .quantified(let quantifier, let binders, let body):
        return "\(quantifier == .exists ? "exists" : "forall") \(Printer.text(binders)) :: \(text(body, nil))"
      case .sequence(let elements): return "[\(list(elements))]"
      case .length(let operand): return "|\(Writer(isArgument: true, insideBars: true).text(operand, .bitOr))|"
      case .element(let base, let index): return "\(text(base, .primary))[\(argument(index))]"
      case .slice(let base, let lower, let upper): return slice(base, lower, upper)
      case .contains(let value, let sequence): return membership(value, sequence)
      }
    }

    private func slice(
      _ base: ExpressionSyntax, _ lower: ExpressionSyntax?, _ upper: ExpressionSyntax?
    ) -> String {
      "\(text(base, .primary))[\(lower.map(argument) ?? "")..\(upper.map(argument) ?? "")]"
    }

    private func membership(_ value: ExpressionSyntax, _ sequence: ExpressionSyntax) -> String {
      let place = Precedence.comparison.tighter
      return "\(text(value, place)) in \(text(sequence, place))"
    }

    private func binary(
      _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax
    ) -> String {
      let own = Self.precedence(operation)
      let sides: (Precedence, Precedence)
      switch operation {
      case .implies: sides = (own.tighter, own)
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: sides = (own.tighter, own.tighter)
      default: sides = (own, own.tighter)
      }
      return "\(text(left, sides.0)) \(operation.rawValue) \(text(right, sides.1))"
    }
  }
}
