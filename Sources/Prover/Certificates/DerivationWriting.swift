// From the record of a task to its part of the certificate: the nodes that lead somewhere, and the terms that they speak of.

import AIMLang
import CertificateFormat
import SepLogic

extension Execution {
  /// How the task was proved; nil where nothing was recorded.
  func derivation(role: TaskDerivation.Role) -> TaskDerivation? {
    guard let record else { return nil }
    var writer = DerivationWriter(arena: arena, nodes: record.recorder.nodes, steps: record.steps)
    let registers = entryRegisters.map { writer.number($0) }
    let nodes = writer.nodes(leadingTo: record.ends)
    return TaskDerivation(
      role: role, routine: task.routine.index, name: role == .boot ? "boot" : routine.name,
      flags: CertificateFlags(task.flags), symbols: writer.symbols, terms: writer.terms, registers: registers,
      nodes: nodes, joins: heap.definitions.rules.joinRules.map(TaskDerivation.Join.init))
  }
}

extension TaskDerivation.Join {
  init(_ known: (segment: AtomSymbol, target: AtomSymbol, rule: JoinRule)) {
    let rule = known.rule
    self.init(
      segment: Int(known.segment.rawValue) / 2, target: Int(known.target.rawValue) / 2,
      moved: rule.moved.map { Move(target: $0.target, start: $0.start, end: $0.end) },
      shared: rule.shared.map { [$0.target, $0.segment] },
      combined: rule.combined.map {
        let combination: Combination =
          switch $0.combination {
          case .concatenation: .concatenation
          case .sum: .sum
          case .second: .second
          }
        return Output(target: $0.target, segment: $0.segment, combination: combination)
      },
      end: rule.end, allowsZero: rule.allowsZero, allowsCell: rule.allowsCell)
  }
}

extension CertificateFlags {
  init(_ flags: Flags) {
    self.init(interruptEnable: flags.interruptEnable, level: flags.level, inService: flags.inService)
  }
}

private struct DerivationWriter {
  let arena: TermArena
  let recorded: [DerivationNode]
  let steps: [TaskRecord.Step]
  private(set) var symbols: [TaskDerivation.Symbol] = []
  private(set) var terms: [String] = []
  private var numbers: [TermID: Int] = [:]

  init(arena: TermArena, nodes: [DerivationNode], steps: [TaskRecord.Step]) {
    self.arena = arena
    recorded = nodes
    self.steps = steps
  }

  // MARK: Nodes

  mutating func nodes(leadingTo ends: [Int]) -> [TaskDerivation.Node] {
    var isKept = [Bool](repeating: false, count: recorded.count)
    if !recorded.isEmpty { isKept[0] = true }
    for end in ends {
      var node = end
      while node >= 0, !isKept[node] {
        isKept[node] = true
        node = recorded[node].parent
      }
    }
    var newNumbers = [Int](repeating: -1, count: recorded.count)
    var result: [TaskDerivation.Node] = []
    for index in recorded.indices where isKept[index] {
      newNumbers[index] = result.count
      result.append(node(recorded[index], newNumbers))
    }
    return result
  }

  private mutating func node(_ old: DerivationNode, _ newNumbers: [Int]) -> TaskDerivation.Node {
    let known = old.parent >= 0 ? recorded[old.parent].facts : []
    var result = TaskDerivation.Node(
      parent: old.parent >= 0 ? newNumbers[old.parent] : -1, operation: old.operation, step: .root,
      start: newFacts(old.start, beside: known), facts: newFacts(old.facts, beside: old.start),
      cells: old.chunks.flatMap { [$0.address, $0.value] }.map { number($0) }, atoms: old.atoms.map { atom($0) },
      bindings: old.bindings.map { $0.map { number($0) } ?? -1 })
    switch old.step {
    case .produced: result.step = .produced
    case .unfolded(let instance):
      result.step = .unfolded
      result.atom = atom(instance)
    case .absent(let instance):
      result.step = .absent
      result.atom = atom(instance)
    case .derived(let name):
      result.step = .derived
      result.remark = name
    case .consumed(let isClosing): result.step = old.parent < 0 ? .root : isClosing ? .closed : .consumed
    case .checked: result.step = .checked
    case .external(let index): add(steps[index], to: &result)
    }
    return result
  }

  private mutating func add(_ step: TaskRecord.Step, to node: inout TaskDerivation.Node) {
    switch step {
    case .arrived(let arrival):
      node.step = .arrived
      node.place = place(arrival)
    case .opened(let opened):
      node.step = .opened
      node.instance = instance(opened)
    case .marked(let mark, let arrival):
      node.step = .marked
      node.mark = mark
      node.place = place(arrival)
    }
  }

  private mutating func place(_ path: TaskRecord.Arrival) -> TaskDerivation.Place {
    let ghost = if case .ghost(let index) = path.phase { index } else { -1 }
    return TaskDerivation.Place(
      pc: path.pc, ghost: ghost, registers: path.registers.map { number($0) }, flags: CertificateFlags(path.flags),
      opened: path.opened.map { instance($0) }, logicals: path.logicals.map { number($0) })
  }

  private mutating func instance(_ open: OpenInstance) -> CertificateInstance {
    CertificateInstance(invariant: open.invariant.index, arguments: open.arguments.map { number($0) })
  }

  /// Facts are only ever appended, or the list is that of a case found elsewhere, whose other facts are known.
  private mutating func newFacts(_ facts: [TermID], beside known: [TermID]) -> [Int] {
    if facts.starts(with: known) { return facts.dropFirst(known.count).map { number($0) } }
    let old = Set(known)
    return facts.filter { !old.contains($0) }.map { number($0) }
  }

  private mutating func atom(_ atom: Atom) -> CertificateAtom {
    CertificateAtom(
      isFamily: atom.symbol.rawValue & 1 == 1, index: Int(atom.symbol.rawValue) / 2,
      arguments: atom.arguments.map { number($0) }, condition: atom.guardedBy.map { number($0) },
      isEmpty: atom.isEmpty && !atom.symbol.isFact)
  }

  // MARK: Terms

  /// The number of a term, which is written down with all that it consists of.
  mutating func number(_ term: TermID) -> Int {
    if let known = numbers[term] { return known }
    // Operands have lower ids, so this order has each behind what it consists of.
    for id in arena.reachable(from: CollectionOfOne(term)).sorted() where numbers[id] == nil {
      let text = text(of: id)
      numbers[id] = terms.count
      terms.append(text)
    }
    return numbers[term] ?? -1
  }

  private mutating func text(of id: TermID) -> String {
    func operands(_ name: String, _ ids: [TermID]) -> String {
      ([name] + ids.map { String(numbers[$0] ?? -1) }).joined(separator: " ")
    }
    switch arena[id] {
    case .integer(let value): return "int \(value)"
    case .boolean(let value): return value ? "true" : "false"
    case .symbol: return symbol(id)
    case .sum(let form):
      let parts = form.parts.map { "\($0.coefficient)*\(numbers[$0.atom] ?? -1)" }
      return (["sum", "\(form.constant)"] + parts).joined(separator: " ")
    case .addition(let a, let b): return operands("add", [a, b])
    case .product(let a, let b): return operands("mul", [a, b])
    case .quotient(let a, let b): return operands("div", [a, b])
    case .remainder(let a, let b): return operands("mod", [a, b])
    case .conditional(let c, let a, let b): return operands("ite", [c, a, b])
    case .bitAnd(let a, let b): return operands("bitand", [a, b])
    case .equal(let a, let b), .iff(let a, let b), .equalSequences(let a, let b): return operands("eq", [a, b])
    case .lessOrEqual(let a, let b): return operands("le", [a, b])
    case .not(let a): return operands("not", [a])
    case .and(let parts): return operands("and", parts)
    case .unit(let a): return operands("unit", [a])
    case .concatenation(let parts): return operands("cat", parts)
    case .length(let a): return operands("len", [a])
    case .element(let a, let b): return operands("at", [a, b])
    case .slice(let a, let from, let to): return operands("slice", [a, from, to])
    case .contains(let a, let b): return operands("has", [a, b])
    case .application(let index, let arguments):
      return operands("app \(arena.functions[index].name)", arguments)
    }
  }

  private mutating func symbol(_ id: TermID) -> String {
    guard let info = arena.symbolInfo(id) else { return "sym -1" }
    let sort =
      switch info.sort {
      case .int: "int"
      case .bool: "bool"
      case .seq: "seq"
      }
    symbols.append(
      TaskDerivation.Symbol(
        name: info.name, sort: sort, range: info.range.map { ["\($0.lowerBound)", "\($0.upperBound)"] } ?? []))
    return "sym \(symbols.count - 1)"
  }
}
