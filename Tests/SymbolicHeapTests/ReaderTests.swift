import SLCOMP
import SepLogic
import TestSupport
import Testing

@Suite struct ReaderTests {
  static let head = """
    (set-logic QF_SHLS)
    (set-info :status unsat)
    (declare-sort Loc 0)
    (declare-datatypes ((Cell 0)) (((c (next Loc)))))
    (declare-heap (Loc Cell))
    (declare-const x Loc)

    """

  private func problem(_ text: String) -> InputError? {
    do throws(InputError) {
      _ = try Script.read(Array(text.utf8))
      return nil
    } catch { return error }
  }

  struct Bad: Sendable {
    var text: String
    var kind: InputError.Kind
    var line: Int
    var column: Int
    init(_ text: String, _ kind: InputError.Kind, _ line: Int, _ column: Int) {
      (self.text, self.kind, self.line, self.column) = (text, kind, line, column)
    }
  }

  static let bad = [
    Bad("", .malformed, 1, 1),
    Bad("(check-sat", .malformed, 1, 1),
    Bad("(check-sat))", .malformed, 1, 12),
    Bad("\n  \"never closed", .malformed, 2, 3),
    Bad("(set-info :source |never closed)", .malformed, 1, 19),
    Bad("(frobnicate)", .malformed, 1, 2),
    Bad("check-sat", .malformed, 1, 1),
    Bad("(assert (= x x))(check-sat)", .malformed, 1, 12),
    Bad(head + "(declare-const x Loc)(check-sat)", .malformed, 7, 16),
    Bad(head + "(declare-const y Lock)(check-sat)", .malformed, 7, 18),
    Bad(head + "(assert (pto x (c x x)))(check-sat)", .malformed, 7, 16),
    Bad(head + "(assert (pto x 5))(check-sat)", .malformed, 7, 16),
    Bad(head + "(assert (< x x))(check-sat)", .malformed, 7, 9),
    Bad(head + "(assert (= x 1))(check-sat)", .malformed, 7, 9),
    Bad(head + "(assert)(check-sat)", .malformed, 7, 1),
    Bad(head + "(assert (and x))(check-sat)", .malformed, 7, 14),
    Bad(head + "(assert ())(check-sat)", .malformed, 7, 9),
    Bad(head + "(assert (forall ((y Loc)) (= x y)))(check-sat)", .unsupported, 7, 9),
    Bad(head + "(declare-const b Bool)(check-sat)", .unsupported, 7, 18),
    Bad(head + "(declare-const n Int)(assert (= n (* n n)))(check-sat)", .unsupported, 7, 35),
    Bad(head + "(push 1)(check-sat)", .unsupported, 7, 1),
    Bad(head + "(declare-const n Int)(assert (= n 99999999999999999999))(check-sat)", .tooLarge, 7, 35),
    Bad("(a \u{1} b)", .malformed, 1, 4),
    Bad(head + "(define-fun-rec p ((y Loc)) Bool (and (p y) (p y)))(check-sat)", .unsupported, 7, 34),
  ]

  @Test(arguments: bad.indices) func tellsWhere(_ index: Int) throws {
    let example = Self.bad[index]
    let error = try #require(problem(example.text), "\(example.text)")
    #expect(error.kind == example.kind, "\(error)")
    #expect(error.line == example.line && error.column == example.column, "\(error)")
    #expect(!error.message.isEmpty && !error.help.isEmpty)
  }

  @Test func depthIsBounded() throws {
    let deep = Self.head + "(assert " + String(repeating: "(not ", count: 100_000)
    #expect(problem(deep)?.kind == .tooLarge)
    // As deep as is allowed is no danger.
    let allowed =
      Self.head + "(assert " + String(repeating: "(not ", count: 380) + "(= x x)"
      + String(repeating: ")", count: 381) + "(check-sat)"
    #expect(problem(allowed) == nil)
  }

  @Test func expansionIsBounded() throws {
    var text = Self.head + "(define-fun f0 ((y Loc)) Bool (= y y))\n"
    for index in 1...40 {
      text += "(define-fun f\(index) ((y Loc)) Bool (and (f\(index - 1) y) (f\(index - 1) y)))\n"
    }
    #expect(problem(text + "(check-sat)")?.kind == .tooLarge)
  }

  @Test func lastQuestionCounts() throws {
    let text = Self.head + "(assert (pto x (c x)))(check-sat)(assert (= x (as nil Loc)))(check-sat)(assert (= 1 1))"
    let script = try Script.read(Array(text.utf8))
    #expect(script.assertions.count == 2)
    #expect(script.solve(SolvingOptions()).answer == .unsat)
  }

  /// Whatever is done to a file, there is an answer or an error.
  @Test func mutationsAreNoDanger() throws {
    var random = SplitMix(seed: 7)
    let text = Array((Self.head + RandomEntailment(kind: .nested, using: &random).description).utf8)
    let pieces = ["(", ")", "|", "\"", " 1 ", " x ", "(as nil Loc)", "(not ", ";", "\n", "\u{0}", "ü"].map {
      Array($0.utf8)
    }
    for _ in 0..<2_000 {
      var mutant = text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<mutant.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: mutant.remove(at: place)
        case 1: mutant.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: place)
        default: mutant.removeSubrange(place..<min(mutant.count, place + 20))
        }
      }
      do throws(InputError) {
        var options = SolvingOptions()
        options.timeout = .milliseconds(200)
        _ = try Script.read(mutant).solve(options)
      } catch {
        #expect(error.line >= 1 && !error.message.isEmpty)
      }
    }
  }
}
