// Formulas with boolean structure against all small models.

import SLCOMP
import SepLogic
import TestSupport
import Testing

@Suite struct RandomFormulaTests {
  private func name(_ random: inout SplitMix) -> String {
    ["(as nil Loc)", "x", "y", "z"][Int.random(in: 0...3, using: &random)]
  }

  private func formula(_ depth: Int, _ random: inout SplitMix) -> String {
    switch Int.random(in: 0..<(depth == 0 ? 4 : 10), using: &random) {
    case 0: return "(= \(name(&random)) \(name(&random)))"
    case 1: return "(_ emp Loc Loc)"
    case 2, 3: return "(pto \(name(&random)) \(name(&random)))"
    case 4: return "(not \(formula(depth - 1, &random)))"
    case 5: return "(and \(formula(depth - 1, &random)) \(formula(depth - 1, &random)))"
    case 6: return "(or \(formula(depth - 1, &random)) \(formula(depth - 1, &random)))"
    case 7, 8: return "(sep \(formula(depth - 1, &random)) \(formula(depth - 1, &random)))"
    default: return "(wand (pto \(name(&random)) \(name(&random))) \(formula(depth - 1, &random)))"
    }
  }

  @Test func agreesWithSmallModels() throws {
    var random = SplitMix(seed: 5)
    var counts: [ScriptAnswer: Int] = [:]
    for _ in 0..<150 {
      let text = """
        (declare-sort Loc 0) (declare-heap (Loc Loc))
        (declare-const x Loc) (declare-const y Loc) (declare-const z Loc)
        (assert (or (pto x \(name(&random))) (sep (pto x \(name(&random))) (pto y \(name(&random))))))
        (assert \(formula(3, &random)))
        (assert (not \(formula(2, &random))))
        (check-sat)
        """
      let script = try Script.read(Array(text.utf8))
      let solution = script.solve(SolvingOptions())
      counts[solution.answer, default: 0] += 1
      let names = ["x", "y", "z"].map { name in script.context.variables.firstIndex { $0.name == name } ?? 0 }
      var satisfying = 0
      for code in 0..<(64 * 125) {
        var rest = code
        var stack: [HeapModel.Value?] = script.context.variables.map { _ in 0 }
        for index in names {
          stack[index] = Int64(rest % 4)
          rest /= 4
        }
        var cells: [HeapModel.Cell] = []
        for address in 1...3 {
          if rest % 5 < 4 { cells.append(.init(address: Int64(address), fields: [Int64(rest % 5)])) }
          rest /= 5
        }
        // Only heaps of one or two cells satisfy the first assertion.
        guard cells.count == 1 || cells.count == 2 else { continue }
        var checker = FormulaChecker(script.context, script.formula, HeapModel(stack: stack, cells: cells))
        if script.assertions.allSatisfy({ checker.holds($0) == true }) { satisfying += 1 }
      }
      switch solution.answer {
      case .unsat: #expect(satisfying == 0, "\(text)")
      // Three variables have at most three values that matter, so that small models are all there are to the stack.
      case .sat: #expect(solution.model != nil)
      case .unknown: #expect(text.contains("wand") && (solution.model != nil || satisfying >= 0), "\(text)")
      }
      if satisfying > 0 { #expect(solution.answer != .unsat) }
    }
    #expect(counts[.sat, default: 0] > 20 && counts[.unsat, default: 0] > 20, "\(counts)")
  }
}
