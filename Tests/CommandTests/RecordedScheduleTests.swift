import Foundation
import Testing

/// `aimcheck run --record` and `--replay`.
@Suite struct RecordedScheduleTests {
  /// Programs of one and of several files, with threads, with faults that are passed over, that end and that do not.
  static let runs: [[String]] = [
    [Corpus.teeter, "--seed", "7"], [Corpus.teeter, "--seed", "3", "--max-steps", "100"],
    [RunCommandTests.client, "--seed", "2", "--interrupt-rate", "0.3"],
    [Corpus.withoutCli, "--on-fault", "all=report", "--max-steps", "200"],
    [Corpus.withoutCli, "--on-fault", "all=ignore", "--max-steps", "200"], [Corpus.broken],
    ["Proofs/accepts/timestamp-64.aim", "--seed", "18446744073709551615", "--max-steps", "500"],
  ]

  @Test(arguments: runs) func aReplayIsTheSameRunByteForByte(_ arguments: [String]) throws {
    try TemporaryFolder.with { folder in
      let first = folder.file("first").path
      let second = folder.file("second").path
      let recorded = try Command.run(["run"] + arguments + ["--record", first])
      #expect(recorded.output.hasSuffix("  recorded     \(first)\n"))
      let replayed = try Command.run(["run", arguments[0], "--replay", first, "--record", second])
      #expect(replayed.status == recorded.status)
      #expect(replayed.errors.isEmpty)
      #expect(replayed.output.contains("; every step is as it was recorded\n"))
      #expect(try Data(contentsOf: folder.file("first")) == Data(contentsOf: folder.file("second")))
      // What is told is the same but for where the schedule is.
      let events = { (text: String) in text.split(separator: "\n").prefix { !$0.hasPrefix("  run ") } }
      #expect(events(recorded.output) == events(replayed.output))
      // A file may be replayed onto itself.
      #expect(try Command.run(["run", arguments[0], "--replay", first, "--record", first]).status == recorded.status)
      #expect(try Data(contentsOf: folder.file("first")) == Data(contentsOf: folder.file("second")))
      #expect(folder.names == ["first", "second"])
    }
  }

  @Test func everyLineSaysWhatWasExecuted() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("schedule").path
      _ = try Command.run(["run", Corpus.teeter, "--seed", "7", "--record", path])
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(lines.count == 1_011)
      let header = try JSON.parse(lines[0])
      #expect(header["format"]?.text == "aimcheck-schedule")
      #expect(header["version"]?.int == 1)
      #expect(header["width"]?.int == 32)
      #expect(header["settings"]?["seed"]?.text == "7")
      let digest = try Command.shell("sha256sum \(Corpus.teeter) | cut -d' ' -f1").output
      #expect(header["sources"]?[0]?["digest"]?.text.map { $0 + "\n" } == digest)
      // The digest of a step is that of what `--trace` tells.
      let changes = "ie: 1 → 0; left, right: public → main"
      let short = try Command.shell("printf '%s' '\(changes)' | sha256sum | cut -c1-16").output.dropLast()
      #expect(
        lines[1] == #"{"step":1,"choice":0,"of":2,"actor":"main","action":"cli","place":"\#(Corpus.teeter):27:7","#
          + #""changes":"\#(short)"}"#)
      let end = try JSON.parse(lines[1_010])
      #expect(end["end"]?.text == "ended")
      #expect(end["steps"]?.int == 1_009)
      let whole = try Command.shell("head -n 1010 \(path) | sha256sum | cut -d' ' -f1").output.dropLast()
      #expect(end["digest"]?.text == String(whole))
    }
  }

  /// The program may lie elsewhere, and its path is the recorded one.
  @Test func aCopyOfTheProgramIsTheSameProgram() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("schedule").path
      let again = folder.file("again").path
      _ = try Command.run(["run", RunCommandTests.client, "--record", path, "--max-steps", "300"])
      let copied = try Command.shell("cp -r Proofs/kernel \(folder.url.path)/kernel")
      #expect(copied.status == 0)
      let copy = folder.url.path + "/kernel/locks/clients/lock-h-counter.aim"
      let ending = try Command.run(["run", copy, "--replay", path, "--record", again])
      #expect(ending.status == 0, "\(ending.output)")
      #expect(try Data(contentsOf: folder.file("schedule")) == Data(contentsOf: folder.file("again")))
      // A change of an imported file is a change of the program.
      let edited = try Command.shell("echo '// more' >> \(folder.url.path)/kernel/locks/lock-h.aim")
      #expect(edited.status == 0)
      let changed = try Command.run(["run", copy, "--replay", path])
      #expect(changed.status == 3)
      #expect(changed.output.contains("kernel/locks/lock-h.aim` is not the text that was recorded"))
    }
  }

  /// What is done to a recorded schedule, and what is said of it.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var message: String
    var change: @Sendable ([String]) -> String
    var testDescription: String { name }

    init(_ name: String, _ message: String, _ change: @escaping @Sendable ([String]) -> String) {
      self.name = name
      self.message = message
      self.change = change
    }
  }

  private static func replacing(_ line: Int, _ old: String, _ new: String) -> @Sendable ([String]) -> String {
    { lines in
      var lines = lines
      lines[line] = lines[line].replacing(old, with: new)
      return lines.joined(separator: "\n") + "\n"
    }
  }

  static let damages = [
    Damage("empty", ":1: the file is empty") { _ in "" },
    Damage("no JSON", ":1: it is no recorded schedule") { _ in "cli\nsti\n" },
    Damage("another document", ":1: it is no recorded schedule") { _ in "{\"format\":\"ITF\",\"version\":1}\n" },
    Damage("another version", ":1: it has version 2 of the format", replacing(0, "\"version\":1", "\"version\":2")),
    Damage("a number beyond all", ":1: it is no recorded schedule", replacing(0, "\"version\":1", "\"version\":1e999")),
    Damage("no settings", ":1: the first line lacks a part", replacing(0, "settings", "setting")),
    Damage(
      "a seed that is none", ":1: the settings in the first line", replacing(0, "\"seed\":\"7\"", "\"seed\":\"-7\"")),
    Damage("a negative limit", ":1: the first line is not as", replacing(0, "\"maxSteps\":10000", "\"maxSteps\":-1")),
    Damage("a wrong rate", ":1: the settings in the first line", replacing(0, "1/8", "8/1")),
    Damage("a kind that is none", ":1: the settings in the first line", replacing(0, "\"leak\":", "\"leek\":")),
    Damage(
      "another seed", ":1011: every step is the same, but the digest", replacing(0, "\"seed\":\"7\"", "\"seed\":\"8\"")),
    Damage("another width", ":1: the settings in the first line", replacing(0, "\"width\":32", "\"width\":64")),
    Damage("another text", ":1: the program has changed", replacing(0, "\"digest\":\"2", "\"digest\":\"3")),
    Damage(
      "another order", ":1: the first line is not as",
      replacing(0, "\"tool\":\"0.2.0\",\"version\":1", "\"version\":1,\"tool\":\"0.2.0\"")),
    Damage(
      "another actor", ":5: step 4 is not the recorded one: who took it was “mian”",
      replacing(4, "\"main\"", "\"mian\"")),
    Damage("another instruction", ":3: step 2 is not the recorded one: what was done", replacing(2, "ld r1", "ld r2")),
    Damage("another place", ":3: step 2 is not the recorded one: the place", replacing(2, ":28:", ":29:")),
    Damage(
      "another digest", ":3: step 2 is not the recorded one: the digest",
      replacing(2, "\"changes\":\"4", "\"changes\":\"5")),
    Damage(
      "another number", ":3: step 2 is not the recorded one: the number", replacing(2, "\"step\":2", "\"step\":3")),
    Damage(
      "another fault", ":3: step 2 is not the recorded one: what went wrong",
      replacing(2, "\"}", "\",\"faults\":[\"a:b\"]}")),
    Damage(
      "other blanks", ":3: step 2 is not the recorded one: the line is written", replacing(2, "\"of\":", "\"of\": ")),
    Damage("a choice that there is not", ":3: step 2 takes choice 9", replacing(2, "\"choice\":0", "\"choice\":9")),
    Damage(
      "a choice beyond all", ":3: the line is not a step",
      replacing(2, "\"choice\":0", "\"choice\":99999999999999999999")),
    Damage("a negative choice", ":3: the line has no choice", replacing(2, "\"choice\":0", "\"choice\":-1")),
    Damage("a line of another kind", ":3: the line is not a step", replacing(2, "{", "[")),
    Damage("cut in a line", ":4: the file is cut off in the middle") { lines in
      lines[..<3].joined(separator: "\n") + "\n" + lines[3].prefix(20)
    },
    Damage("cut between lines", ":4: the file is cut off: the line that says how") { lines in
      lines[..<3].joined(separator: "\n") + "\n"
    },
    Damage("an early end", ":4: the recorded run ends after 2 steps (ended)") { lines in
      (lines[..<3] + [lines[1_010]]).joined(separator: "\n") + "\n"
    },
    Damage("a late end", ":1011: the recorded run goes on with step 1010") { lines in
      (lines[..<1_010] + [lines[2].replacing("\"step\":2", with: "\"step\":1010"), lines[1_010]])
        .joined(separator: "\n") + "\n"
    },
    Damage("another end", ":1011: the recorded run ends with “fault”", replacing(1_010, "\"ended\"", "\"fault\"")),
    Damage(
      "another sum", ":1011: every step is the same, but the digest",
      replacing(1_010, "\"digest\":\"", "\"digest\":\"0")),
    Damage("more behind the end", ":1012: the file goes on behind its end") { $0.joined(separator: "\n") + "\n\n" },
    Damage("a deep line", ":3: the line is not a step") { lines in
      lines[..<2].joined(separator: "\n") + "\n" + String(repeating: "[", count: 100_000) + "\n"
    },
    Damage("a long line", ":3: the line is longer than any") { lines in
      lines[..<2].joined(separator: "\n") + "\n" + String(repeating: "x", count: 5 << 20) + "\n"
    },
    Damage("zero bytes", ":1: it is no recorded schedule") { _ in String(repeating: "\0", count: 4_096) + "\n" },
    Damage("CRLF", ":1: the first line is not as") { $0.joined(separator: "\r\n") + "\r\n" },
  ]

  @Test(arguments: damages) func whatIsNotTheRecordedRunIsRefused(_ damage: Damage) throws {
    try TemporaryFolder.with { folder in
      let original = folder.file("schedule").path
      _ = try Command.run(["run", Corpus.teeter, "--seed", "7", "--record", original, "--output", "/dev/null"])
      let lines = try String(contentsOfFile: original, encoding: .utf8).split(separator: "\n").map(String.init)
      let path = try folder.write("damaged", damage.change(lines))
      let again = folder.file("again").path
      let ending = try Command.run(["run", Corpus.teeter, "--replay", path, "--record", again])
      #expect(ending.status == 3)
      #expect(ending.errors.isEmpty)
      #expect(ending.output.contains("\(path)\(damage.message)"), "\(ending.output.suffix(600))")
      #expect(ending.output.contains("\n  help         "))
      #expect(!ending.output.contains("ran: "))
      // Nothing is recorded of it.
      #expect(folder.names == ["damaged", "schedule"])
      let document = try RunCommandTests.validate(
        Command.run(["run", Corpus.teeter, "--replay", path, "--format", "json"]))
      #expect(document["end"]?["kind"]?.text == "refused")
      #expect(document["isReplayed"] == .bool(false))
    }
  }

  @Test func schedulesThatCannotBeRead() throws {
    for (path, message) in [
      ("", "that is no file name"), ("docs", "it is a directory"), ("no such file", "no such file or directory"),
    ] {
      let ending = try Command.run(["run", Corpus.teeter, "--replay", path])
      #expect(ending.status == 3)
      #expect(ending.output.contains("the file cannot be read: \(message)"))
    }
    let endless = try Command.run(["run", Corpus.teeter, "--replay", "/dev/zero"])
    #expect(endless.status == 3)
    #expect(endless.output.contains("the line is longer than any that aimcheck writes"))
  }

  @Test func schedulesThatCannotBeWritten() throws {
    try TemporaryFolder.with { folder in
      for path in [folder.url.path, folder.file("no such folder/schedule").path, "", "/dev/full"] {
        let ending = try Command.run(["run", Corpus.teeter, "--record", path])
        #expect(ending.status == 74)
        #expect(ending.output.contains(": the schedule cannot be written to `\(path)`: "))
        #expect(!ending.output.contains("recorded "))
      }
      #expect(folder.names == [])
    }
  }

  /// What a recorder that is stopped leaves behind is no schedule, under no name that anybody would take for one.
  @Test(arguments: ["TERM", "KILL"]) func aStoppedRecorderLeavesNoSchedule(_ signal: String) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("schedule", "old\n")
      let ending = try Command.shell(
        """
        "$AIMCHECK" run \(Corpus.teeter) --max-steps 1000000000 --interrupt-rate 1 --record \(path) --output /dev/null &
        sleep 1; kill -\(signal) $!; wait $!; echo $?
        """)
      #expect(ending.output == (signal == "TERM" ? "143\n" : "137\n"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "old\n")
      let left = folder.names.filter { $0 != "schedule" }
      if signal == "TERM" { #expect(left == []) }
      for name in left {
        let replayed = try Command.run(["run", Corpus.teeter, "--replay", folder.file(name).path])
        #expect(replayed.status == 3)
        #expect(replayed.output.contains("cut off"))
      }
    }
  }
}
