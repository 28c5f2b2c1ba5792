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

  @Test func explanations() throws {
    let model = try Command.run(["entail", "--explain", Self.invalid]).output
    #expect(model.hasPrefix("sat\n  stack\n") && model.contains("  heap\n") && model.contains("↦"))
    let proof = try Command.run(["entail", "--explain", Self.valid]).output
    #expect(proof.hasPrefix("unsat\n") && proof.contains("⊢") && proof.contains("close"))
  }

  @Test func documentIsTheSameTwice() throws {
    let arguments = ["entail", "--json", "--no-timing", "--explain", Self.fixtures + "/qf_shls_entl"]
    let (first, second) = (try Command.run(arguments), try Command.run(arguments))
    #expect(first == second && first.status == 0)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
    #expect(document["schemaVersion"] as? Int == 1)
    #expect((document["files"] as? [Any])?.count == 8)
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
