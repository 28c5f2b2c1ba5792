import Foundation
import Testing

@Suite struct ExitStatusTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    init(_ status: Int32, _ arguments: String...) {
      self.status = status
      self.arguments = arguments
    }
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let results = [
    Case(0, Corpus.teeter),
    Case(0, "check", Corpus.teeter),
    Case(0, "explore", Corpus.teeter),
    Case(0, "explore", Corpus.teeter, "--replay", ""),
    Case(0, "explore", Corpus.teeter, "--replay", "1.0.0"),
    Case(1, Corpus.withoutCli),
    Case(1, "--no-explore", Corpus.withoutCli),
    Case(1, "--no-prove", Corpus.withoutCli),
    Case(1, "explore", Corpus.withoutCli),
    Case(1, "explore", Corpus.withoutCli, "--replay", "0"),
    Case(2, "--no-explore", Corpus.teeter),
    Case(2, "--no-prove", Corpus.teeter),
    Case(2, "--max-states", "10", Corpus.teeter),
    Case(2, "explore", "--max-states", "10", Corpus.teeter),
    Case(2, "--only", "main", Corpus.teeter),
    Case(0, Corpus.withoutBoot),
    Case(0, "--no-explore", Corpus.withoutBoot),
    Case(2, "--no-prove", Corpus.withoutBoot),
    Case(2, "explore", Corpus.withoutBoot),
    Case(3, Corpus.unparsed),
    Case(3, Corpus.unsupported),
    Case(3, "explore", Corpus.unsupported),
    Case(0, "stats", "Proofs/accepts/modules"),
    Case(1, "stats", Corpus.withoutCli),
    Case(3, "stats", Corpus.unparsed, Corpus.teeter),
    Case(1, "Proofs/rejects/sti/invariant.unproved"),
    Case(1, "explore", Corpus.withoutCli, "Proofs/accepts/modules"),
    Case(3, "Proofs/no such file.aim"),
    Case(3, ""),
    Case(2, Corpus.teeter, "--no-explore", Corpus.teeter),
    Case(1, "--no-explore", Corpus.teeter, Corpus.withoutCli),
    Case(3, "--no-explore", Corpus.withoutCli, "Proofs/no such file.aim"),
  ]

  @Test(arguments: results) func result(_ example: Case) throws {
    let ending = try Command.run(example.arguments)
    #expect(ending.status == example.status, "\(ending.output)\(ending.errors)")
    #expect(ending.errors.isEmpty)
    #expect(!ending.output.isEmpty)
  }

  static let usage = [
    Case(64),
    Case(64, "--no-such-option", Corpus.teeter),
    Case(64, "--format", "xml", Corpus.teeter),
    Case(64, "--color", "sometimes", Corpus.teeter),
    Case(64, "--max-states", "0", Corpus.teeter),
    Case(64, "--max-states", "many", Corpus.teeter),
    Case(64, "--max-states", "99999999999999999999999", Corpus.teeter),
    Case(64, "--budget", "0", Corpus.teeter),
    Case(64, "--budget", "-1", Corpus.teeter),
    Case(64, "--timeout", "0", Corpus.teeter),
    Case(64, "--timeout", "nan", Corpus.teeter),
    Case(64, "--timeout", "inf", Corpus.teeter),
    Case(64, "--no-prove", "--no-explore", Corpus.teeter),
    Case(64, "--no-prove", "--only", "main", Corpus.teeter),
    Case(64, "--only", "", Corpus.teeter),
    Case(64, "--testing-solver", "nobody", Corpus.teeter),
    Case(64, "--no-prove", "--cross-check", "z3", Corpus.teeter),
    Case(64, "--no-prove", "--proofs", "/tmp", Corpus.teeter),
    Case(64, "--cross-check-timeout", "1", Corpus.teeter),
    Case(64, "--cross-check", "z3", "--cross-check-timeout", "0", Corpus.teeter),
    Case(64, "stability", "--seeds", "0", Corpus.teeter),
    Case(64, "stability", "--max-cv", "-1", Corpus.teeter),
    Case(64, "stability"),
    Case(64, "explain", "no:such.code"),
    Case(64, "explore"),
    Case(64, "explore", Corpus.teeter, Corpus.ring, "--replay", "0"),
    Case(64, "docs"),
    Case(64, "explore", "docs"),
    Case(64, "stats", "docs"),
    Case(64, "stats"),
    Case(64, "--exclude", "accepts", "--exclude", "", Corpus.teeter),
    Case(64, "--exclude", "saturate.aim", "--exclude", "permit.aim", "Proofs/accepts/modules"),
  ]

  @Test(arguments: usage) func wrongUsage(_ example: Case) throws {
    let ending = try Command.run(example.arguments)
    #expect(ending.status == example.status)
    #expect(ending.output.isEmpty)
    #expect(!ending.errors.isEmpty)
  }

  static let misfits = [
    Case(64, "--only", "nobody", Corpus.teeter),
    Case(64, "explore", Corpus.teeter, "--replay", "0..1"),
    Case(64, "explore", Corpus.teeter, "--replay", "x"),
    Case(64, "explore", Corpus.teeter, "--replay", "7"),
    Case(64, "explore", Corpus.teeter, "--replay", "99999999999999999999999999"),
    Case(64, "explore", Corpus.withoutCli, "--replay", "0.0"),
  ]

  @Test(arguments: misfits) func optionsThatDoNotFitTheFile(_ example: Case) throws {
    let ending = try Command.run(example.arguments)
    #expect(ending.status == example.status)
    #expect(ending.output.contains(": not run: "))
  }

  @Test func helpAndVersion() throws {
    let help = try Command.run(["--help"])
    #expect(help.status == 0)
    #expect(help.output.contains("Exit status:"))
    #expect(!help.output.contains("testing-solver"))
    let version = try Command.run(["--version"])
    #expect(version.status == 0)
    #expect(version.output.wholeMatch(of: /aimcheck [0-9.]+ \(cvc5 [0-9.]+\)\n/) != nil)
  }

  @Test func explainEveryCode() throws {
    let list = try Command.run(["explain"])
    #expect(list.status == 0)
    let codes = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }.map(String.init)
    #expect(codes.contains("load:footprint.missing"))
    #expect(codes.count == Set(codes).count)
    let one = try Command.run(["explain", "load:footprint.missing"])
    #expect(one.status == 0)
    #expect(one.output.hasPrefix("load:footprint.missing: "))
    let nearly = try Command.run(["explain", "load:footprint.mising"])
    #expect(nearly.errors.contains("did you mean `load:footprint.missing`?"))
  }
}
