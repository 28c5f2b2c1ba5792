import Foundation
import Testing

/// `aimcheck explore --step`: commands on a pipe, answers on standard output.
@Suite struct StepTests {
  /// What the session says: everything behind the summary of the exploration.
  private func session(_ arguments: String, _ commands: String...) throws -> (status: Int32?, answers: [String]) {
    let input = commands.joined(separator: "\n") + "\n"
    let ending = try TemporaryFolder.with { folder in
      try Command.shell("\"$AIMCHECK\" explore --no-timing --step \(arguments) < \(folder.write("input", input))")
    }
    #expect(ending.errors.isEmpty)
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("`help` lists what can be asked") })
    return (ending.status, Array(lines[start...].dropLast()))
  }

  @Test func stepsGoBothWays() throws {
    let (status, answers) = try session(Corpus.broken, "n", "", "n 2", "p", "3", "s 0", "p", "e", "n", "q", "n")
    #expect(status == 1)
    #expect(
      answers.prefix(17) == [
        "\(Corpus.broken): 6 steps; the last one is sti:invariant.unproved. `help` lists what can be asked.",
        "start  ie = 1, level = thread, r1 = 0, left = 5, right = 5",
        "next  1  main   cli                       line 16    choice 0 of 2",
        "      1  main   cli                       line 16    choice 0 of 2  ie: 1 → 0; left, right: public → main",
        "next  2  main   ld r1, [left]             line 17",
        "      2  main   ld r1, [left]             line 17    r1: 0 → 5",
        "next  3  main   beq r1, 0, done           line 18",
        "      4  main   sub r1, r1, 1             line 19    r1: 5 → 4",
        "next  5  main   st [left], r1             line 20",
        "      3  main   beq r1, 0, done           line 18",
        "next  4  main   sub r1, r1, 1             line 19",
        "      3  main   beq r1, 0, done           line 18",
        "next  4  main   sub r1, r1, 1             line 19",
        "start  ie = 1, level = thread, r1 = 0, left = 5, right = 5",
        "next  1  main   cli                       line 16    choice 0 of 2",
        "this is the start",
        "      6  main   sti                       line 21    ✗ sti:invariant.unproved",
      ])
    #expect(
      answers.contains("error[sti:invariant.unproved]: `sti` gives up the invariant for irq 0, but a fact is false"))
    #expect(answers.last == "this is the last step")
  }

  @Test func transfersAndWrites() throws {
    let (_, answers) = try session(
      Corpus.broken, "t", "t", "e", "b", "w left", "e", "w left", "w right", "w nothing", "w")
    let moves = answers.filter { $0.hasPrefix("     ") && $0.contains("main") && !$0.contains("|") }
    #expect(
      moves == [
        "      1  main   cli                       line 16    choice 0 of 2  ie: 1 → 0; left, right: public → main",
        "      6  main   sti                       line 21    ✗ sti:invariant.unproved",
        "      1  main   cli                       line 16    choice 0 of 2  ie: 1 → 0; left, right: public → main",
        "      6  main   sti                       line 21    ✗ sti:invariant.unproved",
        "      5  main   st [left], r1             line 20    left: 5 → 4",
      ])
    for sentence in [
      "no memory changes hands behind this step", "no step before this one writes `left`",
      "no step before this one writes `right`", "there is no cell `nothing`; `memory` lists them",
      "`write` needs the name of a cell, as `write x`; `memory` lists them",
    ] {
      #expect(answers.contains(sentence), "\(sentence)")
    }
  }

  @Test func whatThereIsAtAStep() throws {
    let (_, answers) = try session(
      "\(Corpus.teeter) --replay 0.0.0.0.0.0.0.0.0.1.0", "e", "where", "memory", "registers", "threads", "schedule")
    for line in [
      "timer on main: running, \(Corpus.teeter):11:7", "→  11 |       beq  r1, 0, won",
      "    `timer` interrupts what is at \(Corpus.teeter):36:7", "  left      4096     51  timer",
      "  right     4098     49  timer", "ie = 0, level = irq 0; in service: irq 0; masked: none", "r1 = 51, r2 = 51",
      "interrupt `timer`, back to \(Corpus.teeter):36:7 with r1 = 49, r2 = 51",
      "  main    running  \(Corpus.teeter):11:7  beq r1, 0, won", "0.0.0.0.0.0.0.0.0.1.0",
    ] {
      #expect(answers.contains(line), "\(line)")
    }
  }

  /// A recorded run can be stepped through by the name of its file.
  @Test func threadsThatWait() throws {
    try TemporaryFolder.with { folder in
      // The run of `threadsAreTold`, up to where the second thread waits.
      let path = folder.file("schedule").path
      _ = try Command.run(["run", RunCommandTests.client, "--seed", "1", "--max-steps", "29", "--record", path])
      let (status, answers) = try session("\(RunCommandTests.client) --replay \(path)", "e", "i", "where", "schedule")
      #expect(status == 0)
      #expect(answers.first == "\(RunCommandTests.client): 29 steps. `help` lists what can be asked.")
      #expect(answers.contains { $0.contains("worker (thread 1)  running") })
      #expect(answers.contains { $0.contains("worker (thread 2)  blocked in mutex(m)") })
      #expect(answers.contains("    `acq_h` is called, and returns to \(RunCommandTests.client):13:7"))
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().dropLast()
      let choices = try lines.map { String(try JSON.parse(String($0))["choice"]?.int ?? -1) }
      #expect(answers.last == choices.joined(separator: "."))
      #expect(try Command.run(["explore", RunCommandTests.client, "--replay", path]).status == 0)
      // A file that is no recorded schedule, and one that is cut off.
      let other = try Command.run(["explore", Corpus.teeter, "--replay", "README.md"])
      #expect(other.status == 3)
      #expect(other.errors.hasPrefix("aimcheck: README.md:1: it is no recorded schedule"))
      let cut = try folder.write("cut", String(String(contentsOfFile: path, encoding: .utf8).prefix(3_000)))
      #expect(try Command.run(["explore", RunCommandTests.client, "--replay", cut]).errors.contains("cut off"))
    }
  }

  @Test func stepsThatRepeatForEver() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("starving.aim", TraceOutputTests.starving)
      let (status, answers) = try session("--fair \(path)", "e", "c", "k 0", "e")
      #expect(status == 1)
      #expect(
        answers.first?.hasSuffix("steps; the last one is explore:starvation. `help` lists what can be asked.") == true)
      #expect(answers.count { $0.hasPrefix("and so on: steps ") && $0.hasSuffix(" repeat for ever") } == 1)
      #expect(answers.contains { $0.hasPrefix("error[explore:starvation]: `once` is ready and never runs") })
      // Whoever goes on leaves it.
      #expect(answers.last == "this is the last step" || answers.last?.hasPrefix("the schedule ends here") == true)
    }
  }

  @Test func hostileNamesCannotSpeakToTheTerminal() throws {
    try TemporaryFolder.with { folder in
      let text = try String(contentsOf: Command.root.appendingPathComponent(Corpus.withoutCli), encoding: .utf8)
      let path = try folder.write("evil\u{1B}[2J.aim", text)
      let input = try folder.write("input", "where\ni\nm\nr\nc\ns 0\ntake 1\nwhere\nr\n\u{1B}]0;x\u{7}\nw \u{1B}[31m\n")
      let ending = try Command.shell("\"$AIMCHECK\" explore --step '\(path)' < \(input)")
      #expect(ending.status == 1)
      #expect(ending.output.contains("<U+001B>[2J.aim:11:7"))
      let run = try Command.run(["run", path, "--on-fault", "all=report", "--max-steps", "50", "--trace"])
      for bytes in [Array((ending.output + ending.errors).utf8), Array((run.output + run.errors).utf8)] {
        #expect(bytes.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
      }
    }
  }

  @Test func aVerifiedProgramCanBeWalked() throws {
    let (status, answers) = try session(
      Corpus.teeter, "c", "take 1", "c", "take 1", "take 0", "p", "take 0", "schedule")
    #expect(status == 0)
    #expect(
      answers == [
        "\(Corpus.teeter): 0 steps. `help` lists what can be asked.",
        "start  ie = 1, level = thread, r1 = 0, r2 = 0, left = 50, right = 50",
        "the schedule ends here; there are 2 choices: `choices` lists them, `take N` goes on",
        " 0  main   cli                       line 27    ie: 1 → 0; left, right: public → main",
        " 1  timer  irq 0 arrives             line 9     ie: 1 → 0; level: thread → irq 0; left, right: public → timer",
        "      1  timer  irq 0 arrives             line 9     choice 1 of 2  ie: 1 → 0; level: thread → irq 0; "
          + "left, right: public → timer",
        "the schedule ends here; there is 1 choice: `choices` lists them, `take N` goes on",
        " 0  timer  ld r1, [left]             line 10    r1: 0 → 50",
        "there is only choice 0",
        "      2  timer  ld r1, [left]             line 10    r1: 0 → 50",
        "the schedule ends here; there is 1 choice: `choices` lists them, `take N` goes on",
        "      1  timer  irq 0 arrives             line 9     choice 1 of 2  ie: 1 → 0; level: thread → irq 0; "
          + "left, right: public → timer",
        "next  2  timer  ld r1, [left]             line 10",
        "1 later step left out",
        "      2  timer  ld r1, [left]             line 10    r1: 0 → 50",
        "the schedule ends here; there is 1 choice: `choices` lists them, `take N` goes on", "1.0",
      ])
  }

  /// A walk into a fault ends there, and can be left again.
  @Test func aWalkCanRunIntoAFault() throws {
    let (status, answers) = try session("\(Corpus.withoutCli) --replay ''", "take 0", "c", "take 0", "p", "take 1", "c")
    #expect(status == 0)
    #expect(
      answers.contains("      1  main   ld r1, [right]            line 28    choice 0 of 2  ✗ load:footprint.missing"))
    #expect(answers.contains("nothing can happen here"))
    #expect(answers.contains("the program is broken here"))
    #expect(answers.last?.contains("timer") == true)
  }

  @Test func whatIsNoCommandIsRefused() throws {
    let (_, answers) = try session(
      "\(Corpus.teeter) --replay 0", "", "fly", "next x", "next 0", "step", "take", "take -1", "memory now", "n 1 2",
      "step 99999999999999999999", "step 2", "\u{1B}[2J", "help")
    #expect(
      Array(answers.dropFirst(3).prefix(12)) == [
        "there is no command to repeat yet; `help` lists them", "there is no command `fly`; `help` lists them",
        "“x” is no number of steps or choices", "“0” is no number of steps or choices", "`step` needs a number",
        "`take` needs a number", "“-1” is no number of steps or choices", "`memory` has no argument",
        "a command has at most one argument; `help` lists them",
        "“99999999999999999999” is no number of steps or choices", "there is only 1 step",
        "there is no command `<U+001B>[2J`; `help` lists them",
      ])
    #expect(answers.contains("next [N]      n   goes N steps forward"))
  }

  @Test func longLinesAndBinaryInputEndWithAMessage() throws {
    let ending = try Command.shell(
      "head -c 1000000 /dev/zero | \"$AIMCHECK\" explore --step --no-timing \(Corpus.teeter) --replay ''")
    #expect(ending.status == 64)
    #expect(ending.errors == "aimcheck: no command is as long as this line\n")
  }

  @Test func theEndOfInputEndsTheSession() throws {
    // A session that was cut short is not what was asked for.
    for (input, status) in [("/dev/null", 1), ("/dev/zero", 64), (".", 3)] as [(String, Int32)] {
      let ending = try Command.shell("\"$AIMCHECK\" explore --step --no-timing \(Corpus.withoutCli) < \(input)")
      #expect(ending.status == status)
    }
    let closed = try Command.shell("\"$AIMCHECK\" explore --step --no-timing \(Corpus.withoutCli) <&-")
    #expect(closed.status == 1)
  }

  @Test func wrongUse() throws {
    for arguments in [
      ["--step", Corpus.teeter, Corpus.ring], ["--step", "--format", "json", Corpus.teeter],
      ["--step", "--output", "x", Corpus.teeter], ["--trace-format", "itf", Corpus.teeter],
      ["--trace-output", "x", Corpus.teeter, Corpus.ring],
      ["--trace-output", "x", "--trace-format", "xml", Corpus.teeter],
    ] {
      let ending = try Command.run(["explore"] + arguments)
      #expect(ending.status == 64, "\(arguments)")
      #expect(ending.output.isEmpty)
    }
    // What cannot be stepped through is told as without `--step`.
    #expect(try Command.run(["explore", "--step", Corpus.unparsed]).status == 3)
    #expect(try Command.run(["explore", "--step", Corpus.teeter, "--replay", "9"]).status == 64)
    #expect(try Command.run(["explore", "--step", Corpus.withoutBoot]).errors.contains("nothing to step through"))
  }
}
