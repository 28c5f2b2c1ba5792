/// Constants, structs, globals and the program's settings.
extension Resolver {
  // MARK: Settings

  /// `word` and `pic`: those of the file asked for hold; an imported file may only repeat them.
  mutating func resolveSettings() {
    for (index, item) in modules.enumerated() {
      module = index
      var seenWidth: SourceSpan?
      var seenController: SourceSpan?
      for declaration in item.syntax.declarations {
        switch declaration.kind {
        case .word(let expression):
          reportSecond("word", declaration.span, first: seenWidth)
          seenWidth = declaration.span
          setWidth(expression, at: declaration.span, isRoot: index == 0)
        case .controller(let name):
          reportSecond("pic", declaration.span, first: seenController)
          seenController = declaration.span
          setController(name, isRoot: index == 0)
        default: break
        }
      }
    }
  }

  private mutating func reportSecond(_ what: String, _ span: SourceSpan, first: SourceSpan?) {
    guard let first else { return }
    report(
      .settingDuplicate, "`\(what)` is given twice", at: span, related: [RelatedPlace(first, "the first time")])
  }

  private mutating func setWidth(_ expression: ExpressionSyntax, at span: SourceSpan, isRoot: Bool) {
    guard case .integer(let value, _) = expression.kind, let bits = Int(exactly: value),
      let width = WordWidth(rawValue: bits)
    else {
      report(.widthUnknown, "a word has 8, 16, 32 or 64 bits", at: expression.span)
      return
    }
    if isRoot {
      program.width = width
    } else if width != program.width {
      report(
        .settingPlace, "this file is for words of \(width.bits) bits, the program has \(program.width.bits)",
        at: span, suggestion: "give the same `word` in the file that is checked")
    }
  }

  private mutating func setController(_ name: Name, isRoot: Bool) {
    guard let controller = InterruptController(rawValue: name.text) else {
      report(
        .controllerUnknown, "`\(Literal.shorten(name.text))` is not an interrupt controller", at: name.span,
        suggestion: "write `pic auto` or `pic 8259a`")
      return
    }
    if isRoot {
      program.interruptController = controller
      program.interruptControllerSpan = name.span
    } else if controller != program.interruptController {
      report(
        .settingPlace,
        "this file is for `pic \(controller.rawValue)`, the program has `pic \(program.interruptController.rawValue)`",
        at: name.span, suggestion: "give the same `pic` in the file that is checked")
    }
  }

  // MARK: Structs

  mutating func resolveStructures() {
    for item in structures {
      module = item.module
      let (name, fields) = item.syntax
      var seen: [String: SourceSpan] = [:]
      var offsets: [String: Int] = [:]
      for (offset, field) in fields.enumerated() {
        if let first = seen[field.text] {
          report(
            .nameDuplicate, "`\(name.text)` has two fields `\(field.text)`", at: field.span,
            related: [RelatedPlace(first, "the first one")])
        } else {
          seen[field.text] = field.span
          offsets[field.text] = offset
        }
      }
      fieldOffsets.append(offsets)
      program.structs.append(StructType(name: name.text, fields: fields.map(\.text), span: item.declaration))
    }
  }

  /// The offset of a field.
  mutating func offset(of field: Name, in structure: Int) -> Int? {
    let type = program.structs[structure]
    if let offset = fieldOffsets[structure][field.text] { return offset }
    let near = near(to: field.text, among: type.fields)
    report(
      .fieldUnknown, "`\(type.name)` has no field `\(Literal.shorten(field.text))`", at: field.span,
      related: [RelatedPlace(type.span, "the struct")], suggestion: near.map { "did you mean `\($0)`?" })
    return nil
  }

  // MARK: Constants

  mutating func resolveConstants() {
    for (index, item) in constants.enumerated() {
      let value = kept(constantValue(index, at: item.syntax.0.span))
      program.constants.append(Constant(name: item.syntax.0.text, value: value ?? 0, span: item.declaration))
    }
  }

  /// Computes a constant when it is first asked for. Silent about one that has failed before.
  mutating func constantValue(_ index: Int, at use: SourceSpan) -> Int128? {
    switch constantValues[index] {
    case .done(let value): return value
    case .failed: return nil
    case .running:
      let name = constants[index].syntax.0
      report(
        .constantCycle, "the value of `\(name.text)` depends on itself", at: use,
        related: [RelatedPlace(name.span, "declared here")])
      return nil
    case .untouched: break
    }
    constantValues[index] = .running
    let item = constants[index]
    let value = inContext(of: item.module) { $0.constant(item.syntax.1) }
    constantValues[index] = value.map { .done($0) } ?? .failed
    return value
  }

  /// Runs with the names of a module alone: no routine, no variables.
  mutating func inContext<T>(of other: Int, _ body: (inout Resolver) -> T) -> T {
    let saved = (module, routine, frames, context)
    (module, routine, frames, context) = (other, nil, [], .constant)
    defer { (module, routine, frames, context) = saved }
    return body(&self)
  }
}
