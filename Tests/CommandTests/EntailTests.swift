import Foundation
import Testing

@Suite struct EntailTests {
  static let fixtures = "Tests/SymbolicHeapTests/Fixtures"
  static let invalid = fixtures + "/qf_shlid_entl/dll-vc04.smt2"
  static let valid = fixtures + "/qf_shlid_entl/nll-vc05.smt2"
  static let undecided = fixtures + "/qf_bsl_sat/rev-iter-2-0.cvc4.smt2"

  @Test func oneFileIsOneWord() throws {
    for (file, answer) in [(Self.invalid, "sat\n"), (Self.valid, "unsat\n")] {
      let ending = try Command.run(["entail", file])
      #expect(ending == Command.Ending(status: 0, output: answer, errors: ""))
    }
  }

  @Test func severalFilesAreLines() throws {
    let ending = try Command.run(["entail", Self.invalid, Self.valid])
    #expect(ending.output == "\(Self.invalid): sat\n\(Self.valid): unsat\n")
    #expect(ending.status == 0)
  }

  @Test func whyUnknownIsOnStandardError() throws {
    let ending = try Command.run(["entail", Self.undecided])
    #expect(ending.status == 0 && ending.output == "unknown\n")
    #expect(ending.errors.contains("unknown: there is a model"))
  }

  @Test func tableCounts() throws {
    let ending = try Command.run(["entail", "--table", "--check", "--no-timing", Self.fixtures + "/qf_shlid_entl"])
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first?.split(separator: " ") == ["division", "files", "solved", "wrong", "unknown"])
    #expect(lines.last?.split(separator: " ") == ["qf_shlid_entl", "17", "17", "0", "0"])
  }

  @Test func checkFindsWrongAnswers() throws {
    try TemporaryFolder.with { folder in
      let text = try String(contentsOf: Command.root.appendingPathComponent(Self.valid), encoding: .utf8)
      let path = try folder.write("wrong.smt2", text.replacing(":status unsat", with: ":status sat"))
      let ending = try Command.run(["entail", "--check", path])
      #expect(ending.status == 1 && ending.output == "unsat (the file says sat)\n")
    }
  }

  /// Proofs as trees, counter-models, and what the right wants that the left does not have.
  @Test(arguments: ExplainedFile.all) func explanations(_ example: ExplainedFile) throws {
    let ending = try Command.run(["entail", "--explain", Self.fixtures + "/" + example.file])
    #expect(ending.status == 0)
    #expect(ending.output == example.text)
  }

  /// What is nearest to a missing atom, and how it differs.
  @Test func nearestAtom() throws {
    let declarations = """
      (declare-sort Loc 0)
      (declare-datatypes ((Cell 0)) (((c (next Loc)))))
      (declare-heap (Loc Cell))
      (define-fun-rec ls ((x Loc) (y Loc)) Bool (or (and (= x y) (_ emp Loc Cell))
        (exists ((u Loc)) (and (distinct x y) (sep (pto x (c u)) (ls u y))))))
      (define-fun-rec pairs ((x Loc) (y Loc)) Bool (or (and (= x y) (_ emp Loc Cell))
        (exists ((u Loc) (v Loc)) (sep (pto x (c u)) (pto u (c v)) (pairs v y)))))
      (declare-const x Loc) (declare-const y Loc) (declare-const z Loc)

      """
    let examples = [
      (
        "(and (distinct y z) (sep (ls x y) (pto y (c x))))", "(sep (ls x y) (pto z (c x)))",
        """
            at       y ↦ (x) ⊢ z ↦ (x)
            missing  z ↦ (x)
            nearest  y ↦ (x)
                     the address is y, and z is wanted: which differ
            path     match: ls(x, y) is on the left
        """
      ),
      (
        "(and (distinct x z) (distinct y z) (sep (pto x (c y)) (ls y z)))", "(ls z y)",
        """
            at       x ↦ (y) * ls(y, z) ⊢ ls(z, y)
            missing  ls(z, y)
            nearest  ls(y, z)
                     `x` is y, and z is wanted: which differ
                     `y` is z, and y is wanted: which differ
        """
      ),
      (
        "(pto x (c y))", "(sep (pto x (c y)) (pto x (c y)))",
        """
            at       emp ⊢ x ↦ (y)
            missing  x ↦ (y)
            nearest  x ↦ (y)
                     it is used for another atom of the right already
                     the same first cell
            path     match: x ↦ (y) is on the left
        """
      ),
      (
        "(sep (ls x y) (pto z (c x)))", "(sep (pairs x y) (pto z (c x)))",
        """
            at       ls(x, y) ⊢ x = y
            left     ls(x, y), for which the right has no place
            path     empty-right: case 1 of pairs(x, y)
        """
      ),
    ]
    try TemporaryFolder.with { folder in
      for (left, right, lines) in examples {
        let text = declarations + "(assert \(left))\n(assert (not \(right)))\n(check-sat)\n"
        let path = try folder.write("near.smt2", text)
        let ending = try Command.run(["entail", "--explain", path])
        #expect(ending.output.hasPrefix("sat\n"))
        #expect(ending.output.hasSuffix("  a proof fails\n\(lines)\n"), "\(ending.output)")
      }
    }
  }

  @Test func documentIsTheSameTwice() throws {
    let arguments = ["entail", "--json", "--no-timing", "--explain", Self.fixtures + "/qf_shls_entl"]
    let (first, second) = (try Command.run(arguments), try Command.run(arguments))
    #expect(first == second && first.status == 0)
    let document = try validate(first)
    #expect(document["files"]?.elements.count == 8)
    for file in document["files"]?.elements ?? [] {
      let isProved = file["answer"]?.text == "unsat"
      #expect((file["proof"]?["isChecked"] == .bool(true)) == isProved)
      #expect((file["model"] != nil) == !isProved && (file["failure"] != nil) == !isProved)
      #expect(file["time"] == nil)
    }
  }

  /// Every kind of answer follows the schema.
  @Test func documentsFollowTheirSchema() throws {
    let document = try validate(
      try Command.run(["entail", "--json", "--explain", Self.invalid, Self.valid, Self.undecided]))
    let answers = document["files"]?.elements.compactMap { $0["answer"]?.text }
    #expect(answers == ["sat", "unsat", "unknown"])
    #expect(document["files"]?[2]?["reason"] != nil && document["total"]?["unknown"] == .integer(1))
    let plain = try validate(try Command.run(["entail", "--json", "--check", Self.fixtures + "/qf_shidlia_entl"]))
    #expect(plain["files"]?.elements.allSatisfy { $0["explanation"] == nil && $0["model"] == nil } == true)
    try TemporaryFolder.with { folder in
      let text = try String(contentsOf: Command.root.appendingPathComponent(Self.valid), encoding: .utf8)
      let wrong = try folder.write("wrong.smt2", text.replacing(":status unsat", with: ":status sat"))
      let bad = try folder.write("bad.smt2", "(assert (= x x))\n(check-sat)\n")
      let new = try folder.write("new.smt2", "(push 1)(check-sat)\n")
      let document = try validate(try Command.run(["entail", "--json", "--check", wrong, new]))
      #expect(document["files"]?[0]?["isWrong"] == .bool(true))
      #expect(document["files"]?[1]?["problem"]?["kind"]?.text == "unsupported")
      let errors = try validate(
        try Command.run(["entail", "--json", "--explain", bad, folder.url.path + "/none.smt2"]))
      #expect(errors["files"]?[0]?["problem"]?["line"]?.int == 1)
      #expect(errors["files"]?[1]?["problem"]?["kind"]?.text == "unreadable")
      #expect(errors["exitStatus"]?.int == 3)
    }
  }

  private func validate(_ ending: Command.Ending) throws -> JSON {
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/entail.schema.json"), encoding: .utf8)
    let document = try JSON.parse(ending.output)
    #expect(SchemaValidator(try JSON.parse(schema)).problems(document) == [])
    #expect(document["exitStatus"]?.int == ending.status.map(Int.init))
    return document
  }

  @Test func unreadableFiles() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("bad.smt2", "(declare-sort Loc 0)\n(assert (= x x))\n(check-sat)\n")
      let ending = try Command.run(["entail", path])
      #expect(ending.status == 3 && ending.output == "unknown\n")
      #expect(ending.errors.contains("bad.smt2:2:12: error: `x` is not declared [smt:malformed]\n  help: "))
      #expect(try Command.run(["entail", path + ".none"]).status == 3)
      #expect(try Command.run(["entail", folder.url.path + "/"]).status == 3)
    }
    #expect(try Command.run(["entail", "docs"]).status == 64)
    #expect(try Command.run(["entail", "--timeout", "0", Self.valid]).status == 64)
    #expect(try Command.run(["entail"]).status == 64)
  }

  /// A solver that fails or lies by garbage changes no answer to a wrong one.
  @Test(arguments: ["unknown", "dies", "garbage"]) func faultySolver(_ solver: String) throws {
    let ending = try Command.run([
      "entail", "--check", "--timeout", "20", "--testing-solver", solver,
      Self.fixtures + "/qf_shidlia_entl/ls-entl-05.smt2",
    ])
    #expect(ending.status == 0 && ["unsat\n", "unknown\n"].contains(ending.output))
  }
}
