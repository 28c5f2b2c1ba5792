/// Writes a syntax tree as text that parses back to the same tree. Comments other than documentation are lost,
/// since the tree does not have them.
package struct Printer {
  private var lines: [String] = []

  /// The text of a whole file.
  package static func print(_ module: ModuleSyntax) -> String {
    var printer = Printer()
    for (index, declaration) in module.declarations.enumerated() {
      if index > 0, printer.needsBlank(module.declarations[index - 1], declaration) { printer.lines.append("") }
      printer.declaration(declaration)
    }
    return printer.lines.map { $0 + "\n" }.joined()
  }

  /// Globals, constants and the like may stand in blocks.
  private func needsBlank(_ a: DeclarationSyntax, _ b: DeclarationSyntax) -> Bool {
    if b.documentation != nil { return true }
    switch (a.kind, b.kind) {
    case (.global, .global), (.constant, .constant), (.import, .import), (.structure, .structure), (.word, .controller),
      (.controller, .word), (.queue, .queue):
      return false
    default: return true
    }
  }

  private mutating func declaration(_ declaration: DeclarationSyntax) {
    if let documentation = declaration.documentation {
      for line in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
        lines.append(line.isEmpty ? "///" : "/// \(line)")
      }
    }
    switch declaration.kind {
    case .word(let width): lines.append("word \(Self.arithmetic(width))")
    case .controller(let name): lines.append("pic \(name.text)")
    case .import(let item): lines.append(Self.text(item))
    case .constant(let name, let value): lines.append("const \(name.text) = \(Self.arithmetic(value))")
    case .structure(let name, let fields):
      let inside = fields.map(\.text).joined(separator: ", ")
      lines.append(inside.isEmpty ? "struct \(name.text) {}" : "struct \(name.text) { \(inside) }")
    case .global(let global): lines.append(Self.text(global))
    case .predicate(let name, let inputs, let outputs, let body):
      let head = outputs.isEmpty ? Self.text(inputs) : "\(Self.text(inputs)); \(Self.text(outputs))"
      if let body {
        lines.append("predicate \(name.text)(\(head)) =")
        lines.append("  \(Self.text(body))")
      } else {
        lines.append("abstract predicate \(name.text)(\(head))")
      }
    case .function(let name, let parameters, let sort, let body):
      lines.append("function \(name.text)(\(Self.text(parameters))): \(sort.text) =")
      lines.append("  \(Self.text(body))")
    case .abstractFunction(let name, let parameters, let sort):
      lines.append("abstract function \(name.text)(\(Self.text(parameters))): \(sort.text)")
    case .lemma(let lemma):
      lines.append("lemma \(lemma.name.text)(\(Self.text(lemma.parameters)))")
      clauses(lemma.clauses)
      lines.append("{")
      for ghost in lemma.proof { lines.append("  \(Self.text(ghost))") }
      lines.append("}")
    case .invariant(let invariant):
      var head = "invariant "
      if let name = invariant.name {
        head += name.text
        if !invariant.parameters.isEmpty { head += "(\(Self.text(invariant.parameters)))" }
        head += " "
      }
      lines.append("\(head)for \(Self.text(invariant.level, thread: "threads")):")
      lines.append("  \(Self.text(invariant.body))")
    case .queue(let name, let parameters, let hands):
      lines.append("queue \(name.text)(\(Self.text(parameters))) hands \(Self.text(hands))")
    case .routine(let routine): self.routine(routine)
    case .boot(let items):
      let inside = items.map { item in
        let arguments = item.arguments.isEmpty ? "" : "(\(Self.list(item.arguments)))"
        return "\(item.kind == .thread ? "thread" : "share") \(item.name.text)\(arguments)"
      }
      lines.append(inside.isEmpty ? "boot {}" : "boot { \(inside.joined(separator: "  ")) }")
    }
  }

  private static func text(_ item: ImportSyntax) -> String {
    let head = "import \(Literal.quoted(item.path))"
    if item.instantiations.isEmpty { return head }
    let parts = item.instantiations.map { part in
      let parameters = part.parameters.isEmpty ? "" : "(\(text(part.parameters)))"
      let condition = part.guardedBy.map { guarded in
        " if \(guarded.family.text)@(\(guarded.arguments.map(\.text).joined(separator: ", ")))"
      }
      return "\(part.name.text)\(parameters)\(condition ?? "") = \(text(part.body))"
    }
    return "\(head) where \(parts.joined(separator: ", "))"
  }

  private static func text(_ global: GlobalSyntax) -> String {
    var line = "global \(global.name.text)"
    if let count = global.count { line += "[\(arithmetic(count))]" }
    if let structure = global.structure { line += ": \(structure.text)" }
    if !global.initial.isEmpty { line += " = " + global.initial.map(arithmetic).joined(separator: ", ") }
    return line
  }

  // MARK: Routines

  private mutating func routine(_ routine: RoutineSyntax) {
    let parameters = routine.parameters.map(\.text).joined(separator: ", ")
    switch routine.kind {
    case .function: lines.append("func \(routine.name.text)(\(parameters))")
    case .externFunction: lines.append("extern func \(routine.name.text)(\(parameters))")
    case .handler(let level): lines.append("handler \(routine.name.text) on \(Self.text(level, thread: "thread"))")
    }
    clauses(routine.clauses)
    if routine.kind == .externFunction { return }
    lines.append("{")
    for item in routine.body { bodyItem(item) }
    lines.append("}")
  }

  private mutating func clauses(_ clauses: [ClauseSyntax]) {
    for clause in clauses {
      switch clause.kind {
      case .requires(let body): lines.append("  requires \(Self.text(body))")
      case .ensures(let body): lines.append("  ensures \(Self.text(body))")
      case .with(let binders): lines.append("  with (\(Self.text(binders)))")
      case .preserves(let ranges):
        let registers = ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
        lines.append("  preserves \(registers.joined(separator: ", "))")
      }
    }
  }

  private mutating func bodyItem(_ item: BodyItemSyntax) {
    switch item {
    case .label(let label):
      lines.append("\(label.name.text):")
      for invariant in label.invariants { lines.append("  invariant \(Self.text(invariant))") }
    case .ghost(let ghost): lines.append("      \(Self.text(ghost))")
    case .instruction(let instruction): lines.append("      \(Self.text(instruction))")
    }
  }

  private static func text(_ instruction: InstructionSyntax) -> String {
    let operands = instruction.operands.map { operand -> String in
      switch operand {
      case .register(let register, _): register.description
      case .value(let value): instruction.mnemonic == .assert ? text(value) : arithmetic(value)
      case .address(let address): "[\(arithmetic(address))]"
      case .target(let name): name.text
      case .text(let text, _): Literal.quoted(text)
      case .queue(let name, let arguments): arguments.isEmpty ? name.text : "\(name.text)(\(list(arguments)))"
      }
    }
    if operands.isEmpty { return instruction.mnemonic.rawValue }
    let name = instruction.mnemonic.rawValue
    return name + String(repeating: " ", count: max(1, 5 - name.count)) + operands.joined(separator: ", ")
  }

  private static func text(_ ghost: GhostSyntax) -> String {
    switch ghost.kind {
    case .assert(let body): "@assert \(text(body))"
    case .assume(let body): "@assume \(text(body))"
    case .leak(let body): "@leak \(text(body))"
    case .case(let body): "@case \(text(body))"
    case .use(let use):
      "@\(use.verb.rawValue) \(use.name.text)(\(ExpressionPrinter.text(use.arguments)))"
        + (use.condition.map { " if \(text($0))" } ?? "")
    }
  }

  // MARK: Parts

  static func text(_ level: LevelSyntax, thread: String) -> String {
    switch level {
    case .thread: thread
    case .irq(let number): "irq \(ExpressionPrinter.text(number, at: .sum))"
    }
  }

  static func text(_ binders: [BinderSyntax]) -> String {
    binders.map { binder in
      binder.sort.map { "\(binder.name.text): \($0.text)" } ?? binder.name.text
    }.joined(separator: ", ")
  }

  /// A whole expression or assertion.
  package static func text(_ expression: ExpressionSyntax) -> String { ExpressionPrinter.text(expression, at: nil) }

  private static func arithmetic(_ expression: ExpressionSyntax) -> String {
    ExpressionPrinter.text(expression, at: .bitOr, isArgument: true)
  }

  private static func list(_ arguments: [ExpressionSyntax]) -> String {
    arguments.map { ExpressionPrinter.text($0, at: nil, isArgument: true) }.joined(separator: ", ")
  }
}
