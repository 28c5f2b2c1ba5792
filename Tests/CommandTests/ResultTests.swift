import Foundation
import Testing

@Suite struct ResultTests {
  @Test func teeterIsVerified() throws {
    let ending = try Command.run(["--no-timing", Corpus.teeter])
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.hasPrefix("\(Corpus.teeter): verified: ") == true)
    #expect(
      lines.contains(
        "  exploration  303 states of a reduced search, 3821 steps, depth 152; complete; every instruction executed"))
    #expect(lines.contains("  assumptions  none"))
    #expect(ending.output.hasSuffix("\n\n1 file: 1 verified\n"))
  }

  @Test func teeterWithoutCliSaysWhoOwnsTheCell() throws {
    let output = try Command.run([Corpus.withoutCli]).output
    #expect(output.hasPrefix("error[load:footprint.missing]: "))
    for part in [
      "with interrupts on, `right` belongs to the public part by the invariant at line 7", " 7 | invariant for irq 0:",
      "28 |       ld   r1, [right]", "= help       insert `cli`", "= confirmed  from boot in 1 step, schedule 0",
      "= replay     aimcheck explore \(Corpus.withoutCli) --replay 0",
    ] {
      #expect(output.contains(part))
    }
  }

  /// What a finding tells the reader to type shows the finding.
  @Test(arguments: [Corpus.withoutCli, Corpus.broken]) func replayCommands(_ path: String) throws {
    let finding = try Command.run([path]).output
    let command = try #require(finding.firstMatch(of: /= replay +aimcheck (.*)\n/)).1
    let code = try #require(finding.firstMatch(of: /^error\[(.*?)\]/)).1
    let replay = try Command.shell("\"$AIMCHECK\" \(command)")
    #expect(replay.status == 1)
    #expect(replay.output.contains("error[\(code)]"))
  }

  @Test func pathsAreQuotedForTheShell() throws {
    try TemporaryFolder.with { folder in
      let text = try String(contentsOf: Command.root.appendingPathComponent(Corpus.withoutCli), encoding: .utf8)
      let path = try folder.write("it's $HOME; a `b`.aim", text)
      let command = try #require(Command.run([path]).output.firstMatch(of: /= replay +aimcheck (.*)\n/)).1
      #expect(try Command.shell("\"$AIMCHECK\" \(command)").status == 1)
    }
  }

  @Test(arguments: [[], ["--format", "json"]])
  func twoRunsGiveEqualBytes(_ options: [String]) throws {
    let arguments = ["--no-timing"] + options + [Corpus.withoutCli, Corpus.broken, Corpus.ring, Corpus.unparsed]
    let first = try Command.run(arguments)
    #expect(first.status == 3)
    #expect(try Command.run(arguments) == first)
  }

  @Test func timesAreOnTheSummaryLineOnly() throws {
    let ending = try Command.run(["--no-explore", Corpus.teeter])
    let timed = ending.output.split(separator: "\n").filter { $0.contains(/\([0-9.]+ m?s\)/) }
    #expect(timed.count == 1)
    #expect(timed.first == ending.output.split(separator: "\n").last)
  }

  @Test func severalFilesEndInOneSummary() throws {
    let ending = try Command.run(["--no-timing", "--no-explore", Corpus.withoutCli, Corpus.ring, Corpus.unparsed])
    let verdicts = ending.output.split(separator: "\n").filter { $0.hasPrefix("Proofs/") }
    #expect(verdicts.count == 3)
    #expect(ending.output.hasSuffix("\n\n3 files: 1 proved, not explored, 1 refuted, 1 invalid\n"))
  }

  static let documents: [[String]] =
    [
      [Corpus.teeter], [Corpus.withoutCli, Corpus.broken], [Corpus.unparsed, Corpus.unsupported, "nowhere.aim"],
      ["--no-timing", Corpus.ring], ["--max-states", "10", Corpus.teeter], ["--only", "main", Corpus.teeter],
      [Corpus.withoutBoot], ["--no-prove", Corpus.teeter],
    ]

  @Test(arguments: documents) func documentsFollowTheSchema(_ arguments: [String]) throws {
    try validate(Command.run(["--format", "json"] + arguments))
  }

  @Test(.enabled(if: CrossCheckTests.hasZ3)) func documentsOfTwoSolversFollowTheSchema() throws {
    try TemporaryFolder.with { folder in
      let options = ["--format", "json", "--cross-check", "z3", "--proofs", folder.file("proofs").path]
      try validate(Command.run(options + [Corpus.teeter]))
    }
  }

  @Test func replayedDocumentFollowsTheSchema() throws {
    let document = try validate(Command.run(["explore", "--format", "json", Corpus.teeter, "--replay", "0.0.0"]))
    #expect(document["files"]?[0]?["replay"]?["steps"]?.elements.count == 3)
  }

  @Test func documentHasEveryObligation() throws {
    let document = try validate(Command.run(["--format", "json", "--no-timing", Corpus.teeter]))
    let file = try #require(document["files"]?[0])
    #expect(file["verdict"]?["kind"]?.text == "verified")
    let obligations = file["obligations"]?.elements ?? []
    #expect(obligations.count == file["proof"]?["proved"]?.int)
    #expect(obligations.allSatisfy { $0["outcome"]?.text == "proved" })
    #expect(Set(obligations.compactMap { $0["id"]?.text }).count == obligations.count)
    #expect(document["timing"] == nil)
  }

  @discardableResult
  private func validate(_ ending: Command.Ending) throws -> JSON {
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/report.schema.json"), encoding: .utf8)
    let document = try JSON.parse(ending.output)
    let problems = SchemaValidator(try JSON.parse(schema)).problems(document)
    #expect(problems == [])
    #expect(document["summary"]?["exitStatus"]?.int == ending.status.map(Int.init))
    return document
  }

  @Test func theValidatorFindsWhatIsWrong() throws {
    let schema = try JSON.parse(
      """
      {
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "integer", "minimum": 1}}
      }
      """)
    let validator = SchemaValidator(schema)
    #expect(validator.problems(try JSON.parse(#"{"a": 1}"#)) == [])
    #expect(validator.problems(try JSON.parse(#"{"a": 0}"#)) == ["$.a: is too small"])
    #expect(validator.problems(try JSON.parse(#"{"a": "1"}"#)).count == 2)
    #expect(validator.problems(try JSON.parse(#"{"b": 1}"#)) == ["$: b is not known", "$: no a"])
    #expect(validator.problems(.null).contains("$: is no object"))
  }

  @Test func coloursFollowOptionAndEnvironment() throws {
    let escape = "\u{1B}["
    #expect(try !Command.run([Corpus.withoutCli]).output.contains(escape))
    #expect(try Command.run(["--color", "always", Corpus.withoutCli]).output.contains(escape))
    #expect(
      try Command.run(["--color", "always", Corpus.withoutCli], environment: ["NO_COLOR": "1"]).output.contains(escape))
  }

  @Test func hostileFilesCannotSpeakToTheTerminal() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("evil\u{1B}[2J.aim", "global \u{1B}]0;owned\u{7} = 1 // \u{1B}[31m\u{9B}\n\u{202E}\n")
      for arguments in [[path], ["--format", "json", path], ["explore", path], ["explain", path]] {
        let ending = try Command.run(arguments)
        let bytes = Array((ending.output + ending.errors).utf8)
        #expect(bytes.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
        #expect(ending.status == (arguments.first == "explain" ? 64 : 3))
      }
    }
  }
}
