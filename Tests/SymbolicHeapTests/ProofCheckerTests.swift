// The checker of proofs: it accepts what the prover finds, and nothing that was tampered with.

import Foundation
import SLCOMP
import SepLogic
import TestSupport
import Testing

@Suite struct ProofCheckerTests {
  private static func proofs(of text: [UInt8]) throws -> [QuestionProof] {
    let solution = try Script.read(text).solve(SolvingOptions())
    #expect(!solution.isFault, "\(solution.reason ?? "")")
    return solution.proofs
  }

  private static func problem(_ proof: QuestionProof, _ nodes: [ProofNode]) -> String? {
    ListProofChecker.problem(of: nodes, for: proof.question)
  }

  static let proved = FixtureTests.files.filter { !$0.hasPrefix("qf_bsl") && !$0.hasPrefix("qf_shidlia") }

  /// All rules are met, and all proofs accepted.
  @Test func allRulesAreAccepted() throws {
    var rules: Set<ProofNode.Rule> = []
    for file in Self.proved {
      let bytes = [UInt8](try Data(contentsOf: FixtureTests.folder.appendingPathComponent(file)))
      let proofs = try Self.proofs(of: bytes)
      let unchecked = proofs.filter { !$0.isChecked }
      #expect(unchecked.isEmpty, "\(file)")
      for proof in proofs { rules.formUnion(proof.nodes.map(\.rule)) }
    }
    var random = SplitMix(seed: 43)
    for kind in ListKind.allCases {
      for _ in 0..<150 {
        let problem = RandomEntailment(kind: kind, using: &random)
        for proof in try Self.proofs(of: Array(problem.description.utf8)) {
          rules.formUnion(proof.nodes.map(\.rule))
        }
      }
    }
    rules.formUnion(
      try Self.proofs(of: Self.text(.doublyGuarded, "(and (distinct x1 x3) (d x1 x1 x3 x4))", "(pto x1 (c x4 x3))"))
        .flatMap { $0.nodes.map(\.rule) })
    // Of `unfoldTail` see `lastCell`.
    let unused = ProofNode.Rule.allCases.filter { !rules.contains($0) && $0 != .induction && $0 != .lemma }
    #expect(unused == [.unfoldTail], "\(unused)")
  }

  /// A proof with a premise less is refused, wherever it is missing.
  @Test(arguments: proved) func droppedPremise(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: FixtureTests.folder.appendingPathComponent(file)))
    for proof in try Self.proofs(of: bytes) {
      #expect(Self.problem(proof, []) != nil)
      for dropped in proof.nodes.indices.prefix(80) {
        #expect(Self.problem(proof, Self.without(dropped, proof.nodes)) != nil, "\(file) without \(dropped)")
      }
    }
  }

  /// A proof of one entailment is none of another; whatever is changed in it, what does not hold is not proved.
  @Test(arguments: ListKind.allCases) func invalidIsNeverProved(_ kind: ListKind) throws {
    var random = SplitMix(seed: 41)
    var tried = 0
    for _ in 0..<300 {
      let valid = RandomEntailment(kind: kind, using: &random)
      guard let proof = try Self.proofs(of: Array(valid.description.utf8)).first else { continue }
      for _ in 0..<6 {
        let changed = valid.changed(using: &random)
        let script = try Script.read(Array(changed.description.utf8))
        let solution = script.solve(SolvingOptions())
        guard solution.answer == .sat,
          let question = EntailmentProblem.questions(
            script.context, script.formula, script.assertions)?.first
        else { continue }
        tried += 1
        #expect(ListProofChecker.problem(of: proof.nodes, for: question) != nil, "\(changed)")
        for _ in 0..<20 {
          let nodes = Self.tampered(proof.nodes, question.context.variables.count, using: &random)
          #expect(ListProofChecker.problem(of: nodes, for: question) != nil, "\(changed)")
        }
      }
    }
    #expect(tried > 40)
  }

  /// What is changed in a proof of what holds may leave a proof; mostly it does not.
  @Test(arguments: ListKind.allCases) func changedStepsAreRefused(_ kind: ListKind) throws {
    var random = SplitMix(seed: 42)
    var (tried, accepted) = (0, 0)
    for _ in 0..<500 {
      let valid = RandomEntailment(kind: kind, using: &random)
      guard valid.right != nil, let proof = try Self.proofs(of: Array(valid.description.utf8)).first,
        proof.nodes.count > 2
      else { continue }
      for _ in 0..<20 {
        let nodes = Self.tampered(proof.nodes, proof.question.context.variables.count, using: &random)
        tried += 1
        if Self.problem(proof, nodes) == nil { accepted += 1 }
      }
    }
    #expect(tried >= 200 && accepted * 4 < tried, "\(accepted) of \(tried)")
  }

  /// A proof that the prover once found, of what does not hold: it forgot that the end may be the first cell.
  @Test func forgottenCase() throws {
    let text = """
      \(ListKind.doublyGuarded.declarations)
      (declare-const x1 Loc) (declare-const x3 Loc) (declare-const x4 Loc) (declare-const x5 Loc)
      (declare-const x6 Loc)
      (assert (and (distinct x1 x3) (distinct x6 x3) (sep (d x1 x1 x3 x4) (d x4 x6 x1 x5))))
      (assert (not (d x1 x6 x3 x5)))
      (check-sat)
      """
    let script = try Script.read(Array(text.utf8))
    let question = try #require(
      EntailmentProblem.questions(script.context, script.formula, script.assertions)?.first)
    guard case .instance(let list, let first) = question.left.spatial[0],
      case .instance(_, let second) = question.left.spatial[1],
      case .instance(_, let whole) = question.right[0].spatial[0]
    else { return }
    let (x1, x3, x4, x5) = (first[0], first[2], first[3], whole[3])
    let new = Int32(question.context.variables.count)
    let cell: (Int32) -> SpatialAtom = { .cell(x3, [x5, $0]) }
    let behind: (Int32) -> SpatialAtom = { .instance(list, [x5, x1, $0, x4]) }
    let parts: [[SpatialAtom]] = [
      [.instance(list, [x1, new, x3, x5]), behind(new)], [cell(x3), behind(x3)],
      [.instance(list, [x1, new, x3, x3]), cell(new), behind(x3)],
    ]
    func proof(_ beginning: [(ListRule, Int32)]) -> [ProofNode] {
      var steps = beginning
      let below = Int32(steps.count - 1)
      steps += [
        (.compose(.instance(list, whole), with: .instance(list, first)), below),
        (.match(.instance(list, [x4, whole[1], x1, x5]), with: .instance(list, second)), below + 1),
        (.close, below + 2), (.contradiction, below), (.contradiction, below), (.contradiction, below),
      ]
      return steps.map { ProofNode(rule: .split, step: $0.0, parent: $0.1) }
    }
    let divide = ListRule.divide(.instance(list, first), at: x5, parts)
    let refusal = ListProofChecker.problem(of: proof([(divide, -1)]), for: question)
    #expect(refusal == "node 0: the left has no such atom")
    // With the case, the rest is a proof; the case itself is none.
    let whole2 = proof([(.split(.distinct(x1, x5)), -1), (.contradiction, 0), (divide, 0)])
    #expect(ListProofChecker.problem(of: whole2, for: question) == "node 1: the left does not contradict itself")
    var given = question
    given.left.pure.append(.distinct(x1, x5))
    #expect(ListProofChecker.problem(of: whole2, for: given) == nil)
    #expect(ListProofChecker.problem(of: proof([(divide, -1)]), for: given) == nil)
  }

  /// A list is itself, proved by way of its last cell: what is before it is a list, or it is not because of the guard at
  /// the tail, and then what is before the list is its last cell but one.
  @Test(arguments: [ListKind.doublyAtRoot, .doublyGuarded]) func lastCell(_ kind: ListKind) throws {
    let list = "(d x1 x2 x3 x4)"
    let script = try Script.read(Self.text(kind, "(and (distinct x1 x2) (distinct x2 x3) \(list))", list))
    let question = try #require(
      EntailmentProblem.questions(script.context, script.formula, script.assertions)?.first)
    guard case .instance(let list, let arguments) = question.left.spatial[0] else { return }
    let (x1, x2, x3, x4) = (arguments[0], arguments[1], arguments[2], arguments[3])
    let new = Int32(question.context.variables.count)
    func d(_ root: Int32, _ tail: Int32, _ previous: Int32, _ out: Int32) -> SpatialAtom {
      .instance(list, [root, tail, previous, out])
    }
    var parts: [[SpatialAtom]] = [[d(x1, new, x3, x2), .cell(x2, [x4, new])]]
    if kind.isGuardedAtTail {
      parts.append([.cell(x3, [x2, x3]), .cell(x2, [x4, x3])])
      parts.append([d(x1, new, x3, x3), .cell(x3, [x2, new]), .cell(x2, [x4, x3])])
    }
    var nodes = [ProofNode(rule: .unfoldTail, step: .unfoldTail(d(x1, x2, x3, x4), parts), parent: -1)]
    func prove(_ steps: [ListRule]) {
      for (index, step) in steps.enumerated() {
        nodes.append(ProofNode(rule: .split, step: step, parent: index == 0 ? 0 : Int32(nodes.count - 1)))
      }
    }
    let end: [ListRule] = [.emptyRight(d(x4, x2, x2, x4)), .close]
    prove(
      [
        .compose(d(x1, x2, x3, x4), with: d(x1, new, x3, x2)),
        .unfoldRight(d(x2, x2, new, x4), at: .cell(x2, [x4, new])),
      ] + end)
    if kind.isGuardedAtTail {
      let last: [ListRule] = [.unfoldRight(d(x2, x2, x3, x4), at: .cell(x2, [x4, x3]))] + end
      prove([.unfoldRight(d(x1, x2, x3, x4), at: .cell(x3, [x2, x3]))] + last)
      prove(
        [
          .compose(d(x1, x2, x3, x4), with: d(x1, new, x3, x3)),
          .unfoldRight(d(x3, x2, new, x4), at: .cell(x3, [x2, new])),
        ] + last)
    }
    #expect(ListProofChecker.problem(of: nodes, for: question) == nil)
    // Only a list with two cells has a last one that is not the first.
    var single = question
    single.left.pure = [.distinct(x2, x3)]
    #expect(ListProofChecker.problem(of: nodes, for: single) == "node 0: the left has no such atom")
    // No case may be forgotten, or have a part less.
    for index in parts.indices {
      var fewer = parts
      fewer[index].removeLast()
      nodes[0].step = .unfoldTail(d(x1, x2, x3, x4), fewer)
      #expect(ListProofChecker.problem(of: nodes, for: question) != nil)
      fewer = parts
      fewer.remove(at: index)
      nodes[0].step = .unfoldTail(d(x1, x2, x3, x4), fewer)
      #expect(ListProofChecker.problem(of: Self.without(1, nodes), for: question) != nil)
    }
  }

  private static func text(_ kind: ListKind, _ left: String, _ right: String) -> [UInt8] {
    let variables = (1...6).map { "(declare-const x\($0) Loc)" }.joined(separator: " ")
    return Array(
      "\(kind.declarations)\n\(variables)\n(assert \(left))\n(assert (not \(right)))\n(check-sat)".utf8)
  }

  /// A variable that stands for something already is not new.
  @Test func newVariablesAreNew() throws {
    let text = """
      \(ListKind.guarded.declarations)
      (declare-const x1 Loc) (declare-const x2 Loc) (declare-const x3 Loc)
      (assert (and (distinct x1 x2) (p x1 x2)))
      (assert (not (sep (pto x1 (c x3)) (p x3 x2))))
      (check-sat)
      """
    let script = try Script.read(Array(text.utf8))
    let question = try #require(
      EntailmentProblem.questions(script.context, script.formula, script.assertions)?.first)
    guard case .instance(let list, let arguments) = question.left.spatial[0],
      case .cell(let x1, let fields) = question.right[0].spatial[0]
    else { return }
    for next in [fields[0], Int32(question.context.variables.count)] {
      let cell = SpatialAtom.cell(x1, [next])
      let rest = SpatialAtom.instance(list, [next, arguments[1]])
      let steps: [ListRule] = [
        .unfoldLeft(.instance(list, arguments), [cell, rest]), .match(question.right[0].spatial[0], with: cell),
        .match(question.right[0].spatial[1], with: rest), .close,
      ]
      let nodes = steps.enumerated().map {
        ProofNode(rule: .split, step: $1, parent: Int32($0 - 1))
      }
      #expect(ListProofChecker.problem(of: nodes, for: question) != nil)
    }
    // Nor may anything be said of it before.
    let early = Int32(question.context.variables.count)
    let nodes = [ProofNode(rule: .split, step: .split(.equal(early, fields[0])), parent: -1)]
    #expect(ListProofChecker.problem(of: nodes, for: question) == "node 0: a variable does not occur before")
  }

  // MARK: - Tampering

  /// A proof without a node and all below it.
  private static func without(_ dropped: Int, _ nodes: [ProofNode]) -> [ProofNode] {
    var number: [Int32?] = []
    var result: [ProofNode] = []
    for (index, node) in nodes.enumerated() {
      let parent = node.parent < 0 ? -1 : number[Int(node.parent)]
      guard index != dropped, let parent else {
        number.append(nil)
        continue
      }
      number.append(Int32(result.count))
      var copy = node
      copy.parent = parent
      result.append(copy)
    }
    return result
  }

  /// Changes one node: a variable, the rule, the order of what it says, or the node it stands below.
  private static func tampered(_ nodes: [ProofNode], _ count: Int, using random: inout SplitMix) -> [ProofNode] {
    var result = nodes
    let index = Int.random(in: 0..<nodes.count, using: &random)
    guard let step = nodes[index].step else { return [] }
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      // A variable that occurs is another one.
      var variables: [HeapVariableID] = []
      _ = step.renamed {
        variables.append($0)
        return $0
      }
      guard let old = variables.randomElement(using: &random) else { return without(index, nodes) }
      let new = HeapVariableID(Int.random(in: 0..<count + 3, using: &random))
      if new == old { return without(index, nodes) }
      result[index].step = step.renamed { $0 == old ? new : $0 }
    case 1:
      guard let other = nodes.filter({ $0.step != step }).randomElement(using: &random) else { return [] }
      result[index].step = other.step
    case 2: result[index].step = step.turned
    default:
      guard index > 1 else { return without(index, nodes) }
      let parent = Int32.random(in: 0..<Int32(index), using: &random)
      if parent == nodes[index].parent { return without(index, nodes) }
      result[index].parent = parent
    }
    return result
  }
}

extension ListRule {
  fileprivate func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> ListRule {
    switch self {
    case .contradiction, .close: self
    case .split(let literal): .split(literal.renamed(name))
    case .splitEmpty(let atom): .splitEmpty(atom.renamed(name))
    case .divide(let atom, let end, let parts):
      .divide(atom.renamed(name), at: name(end), parts.map { $0.map { $0.renamed(name) } })
    case .match(let a, let b): .match(a.renamed(name), with: b.renamed(name))
    case .emptyRight(let atom): .emptyRight(atom.renamed(name))
    case .demandCell(let atom): .demandCell(atom.renamed(name))
    case .unfoldRight(let a, let b): .unfoldRight(a.renamed(name), at: b.renamed(name))
    case .unfoldLeft(let atom, let parts): .unfoldLeft(atom.renamed(name), parts.map { $0.renamed(name) })
    case .unfoldTail(let atom, let parts): .unfoldTail(atom.renamed(name), parts.map { $0.map { $0.renamed(name) } })
    case .compose(let a, let b): .compose(a.renamed(name), with: b.renamed(name))
    }
  }

  /// Another rule, or the same with what it says in another order.
  fileprivate var turned: ListRule {
    switch self {
    case .contradiction: .close
    case .close: .contradiction
    case .split(let literal): literal.negated.map(ListRule.split) ?? .close
    case .splitEmpty(let atom): .unfoldLeft(atom, [])
    case .divide(let atom, let end, let parts): .divide(atom, at: end, parts.reversed().map { $0.reversed() })
    case .match(let a, let b): .compose(a, with: b)
    case .emptyRight(let atom): .demandCell(atom)
    case .demandCell(let atom): .emptyRight(atom)
    case .unfoldRight(let a, let b): .match(a, with: b)
    case .unfoldLeft(let atom, let parts): .unfoldTail(atom, [parts])
    case .unfoldTail(let atom, let parts): .unfoldTail(atom, Array(parts.dropLast()))
    case .compose(let a, let b): .match(a, with: b)
    }
  }
}
