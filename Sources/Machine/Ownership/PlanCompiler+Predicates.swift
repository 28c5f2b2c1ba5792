import AIMLang

/// Recursive predicates: each body is compiled once, with the inputs known and the outputs to be determined, and run with
/// slots of its own for each instance.
extension PlanCompiler {
  mutating func compilePredicates() {
    code.predicates = program.predicates.indices.map { index in
      let predicate = program.predicates[index]
      guard program.isRecursive(PredicateID(index)), predicate.body != nil else { return nil }
      return PredicateCode(inputCount: predicate.inputCount, parameterCount: predicate.parameters.count)
    }
    for (index, predicate) in program.predicates.enumerated() where code.predicates[index] != nil {
      guard let meaning = predicate.body else { continue }
      var scope: Scope = [:]
      for (slot, parameter) in predicate.parameters.enumerated() { scope[parameter.id] = .environment(Int32(slot)) }
      let outputs = Set((predicate.inputCount..<predicate.parameters.count).map(Int32.init))
      body = Body(slotCount: predicate.parameters.count, outputs: outputs)
      startOfPlan = code.operations.count
      emitted = 0
      code.predicates[index]?.start = Int32(startOfPlan)
      let item = Item(content: .assertion(meaning), scope: scope, span: meaning.span)
      _ = schedule([item], unknown: outputs, depth: 0)
      code.predicates[index]?.slotCount = body?.slotCount ?? 0
      body = nil
    }
  }

  /// An instance whose inputs are known.
  func isReadyInstance(_ item: Item, _ unknown: Set<Int32>) -> Bool {
    guard case .assertion(let assertion) = item.content, case .predicate(let id, let arguments) = assertion.kind,
      let predicate = code.predicates[id.index]
    else { return false }
    return arguments.prefix(predicate.inputCount).allSatisfy { isKnown($0, item.scope, unknown) }
  }

  /// The outputs of an instance are values of variables, or go to slots of which equations say what they are.
  mutating func emitInstance(_ item: Item, _ unknown: inout Set<Int32>, _ items: inout [Item]) {
    guard case .assertion(let assertion) = item.content, case .predicate(let id, let arguments) = assertion.kind,
      let predicate = code.predicates[id.index]
    else { return }
    isFixed = false
    var list: [Int32] = []
    for argument in arguments.prefix(predicate.inputCount) { list.append(compile(argument, item.scope)) }
    for argument in arguments.dropFirst(predicate.inputCount) {
      if case .variable(let id) = argument.kind, case .environment(let slot)? = item.scope[id], unknown.contains(slot) {
        list.append(slot)
        unknown.remove(slot)
      } else {
        let slot = newVariable("", isSequence: argument.sort == .seq)
        list.append(slot)
        items.append(Item(content: .equation(slot, argument), scope: item.scope, span: argument.span))
      }
    }
    emit(PlanOperation(kind: .instance, a: Int32(id.index), b: addList(list), origin: origin(item.span)))
  }
}
