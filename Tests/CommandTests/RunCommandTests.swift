import Foundation
import Testing

/// `aimcheck run`: what it prints, how it ends.
@Suite struct RunCommandTests {
  static let client = "Proofs/kernel/locks/clients/lock-h-counter.aim"

  @Test func aRunTellsWhatHappens() throws {
    let ending = try Command.run(["run", Corpus.teeter, "--seed", "7"])
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "start  ie = 1, level = thread, r1 = 0, r2 = 0, left = 50, right = 50")
    #expect(lines[1] == "     1  main   cli                       line 27    left, right: public → main")
    #expect(lines.contains("    70  timer  irq 0 arrives             line 9     left, right: public → timer"))
    #expect(lines.contains("    78  timer  iret                      line 17    left, right: timer → public"))
    #expect(lines.contains { $0.hasSuffix("prints “left wins!”") })
    #expect(
      lines.suffix(4) == [
        "\(Corpus.teeter): ran: the program ended after 1009 steps",
        "  run          1009 steps, 27 interrupts; seed 7, interrupt rate 1/8", "  faults       none",
        "  threads      main: ended",
      ])
    // The stack is not told without `--trace`.
    #expect(!ending.output.contains("r1: "))
  }

  @Test func traceTellsEveryStep() throws {
    let ending = try Command.run(["run", Corpus.teeter, "--trace", "--max-steps", "3", "--seed", "7"])
    #expect(ending.status == 0)
    #expect(
      ending.output == """
        start  ie = 1, level = thread, r1 = 0, r2 = 0, left = 50, right = 50
             1  main   cli                       line 27    choice 0 of 2  ie: 1 → 0; left, right: public → main
             2  main   ld r1, [right]            line 28    r1: 0 → 50
             3  main   beq r1, 0, won            line 29
        \(Corpus.teeter): ran: the limit of 3 steps is reached
          run          3 steps, 0 interrupts; seed 7, interrupt rate 1/8
          faults       none
          threads      main: running at \(Corpus.teeter):30:7

        """)
  }

  @Test func threadsAreTold() throws {
    let ending = try Command.run(["run", Self.client, "--seed", "1"])
    #expect(ending.status == 0, "\(ending.output)")
    for event in [
      "    15  preempt            switch                    line 6     worker (thread 1) goes on",
      "    29  worker (thread 2)  block mutex(r1)           line 24    worker (thread 2) waits in mutex(m); "
        + "worker (thread 1) goes on; m: worker (thread 2) → public",
      "    36  worker (thread 1)  unblock r3, mutex(r1)     line 36    worker (thread 2) leaves mutex(m); "
        + "counter: worker (thread 1) → worker (thread 2)",
      "    53  worker (thread 2)  halt                      line 17    the thread ends; the machine idles",
      "  threads      worker (thread 1): ended", "               worker (thread 2): ended",
    ] {
      #expect(ending.output.contains(event + "\n"), "\(event)")
    }
  }

  static let results: [ExitStatusTests.Case] = [
    .init(0, "run", Corpus.teeter), .init(0, "run", Corpus.teeter, "--interrupt-rate", "0"),
    .init(0, "run", Corpus.teeter, "--interrupt-rate", "1", "--max-steps", "50"),
    .init(0, "run", Corpus.teeter, "--seed", "18446744073709551615", "--max-steps", "50"),
    .init(1, "run", Corpus.withoutCli), .init(1, "run", Corpus.withoutCli, "--on-fault", "all=report"),
    .init(0, "run", Corpus.withoutCli, "--on-fault", "all=ignore"),
    .init(0, "run", Corpus.broken, "--on-fault", "invariant=ignore"),
    .init(1, "run", Corpus.broken, "--on-fault", "ownership=ignore"),
    .init(1, "run", Corpus.broken, "--on-fault", "all=ignore", "--on-fault", "invariant=stop"),
    .init(3, "run", Corpus.unparsed), .init(3, "run", Corpus.unsupported), .init(3, "run", "Proofs/no such file.aim"),
    .init(64, "run", Corpus.withoutBoot),
  ]

  @Test(arguments: results, ["text", "json"]) func result(_ example: ExitStatusTests.Case, _ format: String) throws {
    let ending = try Command.run(example.arguments + ["--format", format])
    #expect(ending.status == example.status, "\(ending.output)\(ending.errors)")
    #expect(ending.errors.isEmpty)
    #expect(!ending.output.isEmpty)
    // Equal runs are equal bytes.
    #expect(try Command.run(example.arguments + ["--format", format]) == ending)
    if format == "json" { try Self.validate(ending) }
  }

  @discardableResult
  static func validate(_ ending: Command.Ending) throws -> JSON {
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/run.schema.json"), encoding: .utf8)
    let document = try JSON.parse(ending.output)
    #expect(SchemaValidator(try JSON.parse(schema)).problems(document) == [])
    #expect(document["exitStatus"]?.int == ending.status.map(Int.init))
    return document
  }

  static let usage: [ExitStatusTests.Case] = [
    .init(64, "run"), .init(64, "run", Corpus.teeter, Corpus.ring), .init(64, "run", Corpus.teeter, "--seed", "-1"),
    .init(64, "run", Corpus.teeter, "--seed", "18446744073709551616"),
    .init(64, "run", Corpus.teeter, "--max-steps", "0"), .init(64, "run", Corpus.teeter, "--max-steps", "1e9"),
    .init(64, "run", Corpus.teeter, "--interrupt-rate", "2"),
    .init(64, "run", Corpus.teeter, "--interrupt-rate", "1/0"),
    .init(64, "run", Corpus.teeter, "--on-fault", "ownership"),
    .init(64, "run", Corpus.teeter, "--on-fault", "ownership=pass"),
    .init(64, "run", Corpus.teeter, "--on-fault", "weather=stop"),
    .init(64, "run", Corpus.teeter, "--on-fault", "memory=ignore"),
    .init(64, "run", Corpus.teeter, "--on-fault", "all=stop=ignore"),
    .init(64, "run", Corpus.teeter, "--trace", "--format", "json"),
    .init(64, "run", Corpus.teeter, "--replay", "x", "--seed", "1"),
    .init(64, "run", Corpus.teeter, "--replay", "x", "--on-fault", "all=stop"),
  ]

  @Test(arguments: usage) func wrongUsage(_ example: ExitStatusTests.Case) throws {
    let ending = try Command.run(example.arguments)
    #expect(ending.status == example.status)
    #expect(ending.output.isEmpty)
    #expect(!ending.errors.isEmpty)
  }

  @Test func aKindThatCannotGoOnIsToldAndEnds() throws {
    let ending = try Command.run(["run", Corpus.teeter, "--on-fault", "stuck=report", "--max-steps", "1"])
    #expect(ending.status == 0)
    #expect(ending.errors.contains("a run cannot go on after a fault of the kind `stuck`"))
    let refused = try Command.run(["run", Corpus.teeter, "--on-fault", "deadlock=ignore"])
    #expect(refused.errors.contains("so that it cannot be ignored"))
  }

  @Test func faultsAreToldOnceInFull() throws {
    let ending = try Command.run(
      ["run", Corpus.withoutCli, "--on-fault", "ownership=report", "--interrupt-rate", "0", "--max-steps", "30"])
    #expect(ending.status == 1)
    // Three reads, three writes of each cell, and a diagnostic for each place.
    #expect(ending.output.ranges(of: "✗ load:footprint.missing").count == 7)
    #expect(ending.output.ranges(of: "error[load:footprint.missing]").count == 2)
    #expect(ending.output.ranges(of: "the run goes on").count == 4)
    #expect(ending.output.contains("ran over faults: the limit of 30 steps is reached"))
    #expect(ending.output.contains("  faults       ownership: 13 told\n"))
    let stopped = try Command.run(["run", Corpus.withoutCli])
    #expect(stopped.output.contains("= help   disable interrupts with `cli` before this instruction"))
    #expect(stopped.output.contains("fault: `load:footprint.missing` (ownership) in step 1\n"))
  }

  @Test func ignoredFaultsAreCounted() throws {
    let arguments = [
      "run", Corpus.withoutCli, "--on-fault", "all=ignore", "--interrupt-rate", "0", "--max-steps", "30",
    ]
    let ending = try Command.run(arguments)
    #expect(ending.status == 0)
    #expect(!ending.output.contains("✗") && !ending.output.contains("error["))
    #expect(ending.output.contains("  faults       ownership: 13 ignored\n"))
    let document = try Self.validate(Command.run(arguments + ["--format", "json"]))
    #expect(document["faultCounts"]?[0]?["ignored"]?.int == 13)
    #expect(document["faults"]?.elements.isEmpty == true)
  }

  @Test func theDocumentHasOutputsFaultsAndTheEnd() throws {
    let document = try Self.validate(Command.run(["run", Corpus.teeter, "--seed", "7", "--format", "json"]))
    #expect(document["end"]?["kind"]?.text == "ended")
    #expect(document["settings"]?["seed"]?.text == "7")
    #expect(document["outputs"]?.elements.map { $0["text"]?.text } == ["left wins!"])
    #expect(document["interrupts"]?.int == 27)
    #expect(document["threads"]?[0]?["status"]?.text == "ended")
    #expect(document["final"]?.elements.contains { $0["name"]?.text == "left" } == true)
    let broken = try Self.validate(Command.run(["run", Corpus.broken, "--format", "json"]))
    #expect(broken["end"]?["kind"]?.text == "fault")
    #expect(broken["faults"]?[0]?["kind"]?.text == "invariant")
    #expect(broken["faults"]?[0]?["diagnostic"]?["code"]?.text == "sti:invariant.unproved")
  }

  @Test func aBrokenPipeEndsARun() throws {
    let ending = try Command.run(["run", Corpus.teeter, "--max-steps", "1000000000"], output: .broken)
    #expect(ending.status == 74)
    #expect(ending.errors == "aimcheck: cannot write to standard output: broken pipe\n")
  }
}
