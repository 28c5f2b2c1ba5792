/// Recursive functions of the logic, run by a machine with a stack of its own.
///
/// The right side of `&&`, `||` and `==>` is computed only where the left one leaves it open, and one alternative of `? :`:
/// a function ends where the prover has shown that it does. What takes too long has no value, and neither has anything
/// with a part that has none.
extension Evaluator {
  /// Operations of the functions of an assertion.
  private static let fuelLimit = 1 << 21
  /// Values on the stack.
  private static let stackLimit = 1 << 22

  /// The value of a function whose arguments are on the stack, from which they are taken.
  func call(_ function: FunctionCode) -> Int128 {
    let bottom = calls.count
    let start = values.count - function.parameterCount
    var base = start
    var position = Int(function.start)
    while true {
      let operation = functionOperations[position]
      position += 1
      run.pointee.fuel += 1
      if run.pointee.fuel > Self.fuelLimit || values.count > Self.stackLimit { unknown = true }
      switch operation.code {
      case .constant: values.append(operation.value)
      case .argument: values.append(values[base + Int(operation.a)])
      case .unary: values.append(unary(operation.node, values.removeLast()))
      case .binary:
        let right = values.removeLast()
        values.append(binary(operation.node, values.removeLast(), right))
      case .sequence:
        let first = values.count - Int(operation.a)
        let sequence = sequences.make(values[first...])
        values.removeSubrange(first...)
        values.append(sequence ?? noValue())
      case .slice:
        let high = operation.a & 2 == 0 ? nil : values.removeLast()
        let low = operation.a & 1 == 0 ? nil : values.removeLast()
        values.append(sequences.slice(values.removeLast(), from: low, to: high) ?? noValue())
      case .jump: position = Int(operation.a)
      case .jumpIfFalse: if values.removeLast() == 0 { position = Int(operation.a) }
      case .call:
        guard let callee = functions[Int(operation.a)] else {
          unknown = true
          break
        }
        calls.append((position, base))
        base = values.count - callee.parameterCount
        position = Int(callee.start)
      case .return:
        let result = values.removeLast()
        values.removeSubrange(base...)
        if calls.count == bottom { return result }
        values.append(result)
        (position, base) = calls.removeLast()
      case .giveUp: unknown = true
      }
      if unknown {
        values.removeSubrange(start...)
        calls.removeSubrange(bottom...)
        return 0
      }
    }
  }
}
