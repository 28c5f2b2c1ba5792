// Files of SL-COMP's divisions (and random ones), with the answers that their `:status` pins.

import Foundation
import SLCOMP
import SepLogic
import Testing

@Suite struct FixtureTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

  static let files: [String] = {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".smt2") }.sorted()
  }()

  /// Where the answer is unknown: see docs/entailment.md.
  static let undecided = ["qf_bsl_sat/rev-iter-2-0.cvc4.smt2"]

  @Test func areThere() { #expect(Self.files.count >= 50) }

  @Test(arguments: files) func hasItsStatus(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(file)))
    let script = try Script.read(bytes)
    var options = SolvingOptions()
    options.timeout = .seconds(60)
    let solution = script.solve(options)
    if Self.undecided.contains(file) {
      #expect(solution.answer == .unknown)
      // The model is told, and is one.
      let (model, context) = try (#require(solution.model), #require(solution.context))
      var checker = FormulaChecker(context, script.formula, model)
      #expect(script.assertions.allSatisfy { checker.holds($0) == true })
    } else {
      #expect(solution.answer.rawValue == script.status, "\(solution.reason ?? "")")
    }
  }

  /// Entailments are the same when names and the order of assertions change: nothing depends on them.
  @Test(arguments: files.filter { $0.contains("qf_shl") }) func doesNotDependOnNames(_ file: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
    let renamed = text.replacing("ls", with: "zz").replacing("x", with: "qq").replacing("dll", with: "w")
    guard !text.contains("exists") || renamed.contains("eqqists") else { return }
    let script = try Script.read(Array(renamed.replacing("eqqists", with: "exists").utf8))
    #expect(script.solve(SolvingOptions()).answer.rawValue == script.status)
  }

  @Test(arguments: files.filter { $0.hasPrefix("qf_shls") || $0.hasPrefix("qf_shlid") })
  func proofsAreTrees(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(file)))
    var options = SolvingOptions()
    options.isExplained = true
    let solution = try Script.read(bytes).solve(options)
    guard solution.answer == .unsat else {
      #expect(solution.proofs.isEmpty && solution.model != nil)
      #expect(solution.explanation.first == "stack")
      return
    }
    #expect(!solution.proofs.isEmpty)
    for proof in solution.proofs {
      #expect(proof.isChecked)
      var hasChild = Array(repeating: false, count: proof.nodes.count)
      for (index, node) in proof.nodes.enumerated() {
        #expect(node.parent < index)
        if node.parent >= 0 { hasChild[Int(node.parent)] = true }
      }
      // What is not used up is closed, and nothing is below what closes.
      for (index, node) in proof.nodes.enumerated() {
        #expect(hasChild[index] == (node.rule != .close && node.rule != .contradiction), "\(index) \(node)")
      }
    }
  }
}
