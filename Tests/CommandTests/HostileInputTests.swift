import Foundation
import Testing

/// Files that are none, and ends that come from outside.
@Suite struct HostileInputTests {
  @Test func filesThatAreNoText() throws {
    try TemporaryFolder.with { folder in
      let texts: [(data: Data, reason: String)] = [
        (Data([0x61, 0x0A, 0xFF, 0xFE]), "it is not UTF-8 text (line 2)"),
        (Data([0xC0, 0x80]), "it is not UTF-8 text (line 1)"), (Data([0xED, 0xA0, 0x80]), "it is not UTF-8 text"),
      ]
      for text in texts {
        let ending = try Command.run([folder.write("bad.aim", text.data)])
        #expect(ending.status == 3)
        #expect(ending.output.contains("error[parse:file.unreadable]: the file"))
        #expect(ending.output.contains(text.reason))
      }
      for data in [Data(), Data([0]), Data(repeating: 0x28, count: 1 << 20), Data(repeating: 0x0A, count: 5 << 20)] {
        let ending = try Command.run([folder.write("odd.aim", data)])
        #expect(ending.status == 2 || ending.status == 3)
      }
    }
  }

  @Test func unreadablePaths() throws {
    for (path, reason) in [
      ("/dev/zero", "it has more than 16 MiB"),
      ("nowhere", "no such file or directory"),
      ("README.md/x", "not a directory"),
    ] {
      let ending = try Command.run([path])
      #expect(ending.status == 3)
      #expect(ending.output.contains("the file `\(path)` cannot be read: \(reason)"))
    }
  }

  @Test func importsThatCannotBeRead() throws {
    try TemporaryFolder.with { folder in
      try FileManager.default.createDirectory(at: folder.file("folder.aim"), withIntermediateDirectories: true)
      for (path, reason) in [("folder.aim", "it is a directory"), ("/dev/zero", "it is not a regular file")] {
        let ending = try Command.run([folder.write("main.aim", "import \"\(path)\"\nfunc f() { ret }\n")])
        #expect(ending.status == 3)
        #expect(ending.output.contains("= note  \(reason)"))
      }
    }
  }

  @Test func programsComeThroughPipes() throws {
    #expect(try Command.shell("cat \(Corpus.withoutCli) | \"$AIMCHECK\" /dev/stdin").status == 1)
  }

  static let signals: [(name: String, status: Int32, last: String)] = [
    ("INT", 130, "aimcheck: interrupted\n"), ("TERM", 143, "aimcheck: interrupted\n"),
    ("HUP", 129, "aimcheck: interrupted\n"), ("QUIT", 131, "aimcheck: interrupted\n"),
    ("XCPU", 152, "aimcheck: interrupted\n"),
    // As after a crash.
    ("ABRT", 70, "please report it (SWIFT_BACKTRACE=enable=yes tells where)\n"),
    ("SEGV", 70, "please report it (SWIFT_BACKTRACE=enable=yes tells where)\n"),
  ]

  @Test(arguments: signals.indices) func interrupted(_ index: Int) throws {
    let signal = Self.signals[index]
    try TemporaryFolder.with { folder in
      let endless = try folder.write(
        "endless.aim",
        """
        func main()
          requires ie == 1
        {
        next:
          invariant ie == 1
              add  r1, r1, 1
              j    next
        }
        boot { thread main }

        """)
      let result = folder.file("result").path
      let process = Command.process(
        Command.binary, ["explore", "--progress", "always", "--output", result, endless], ["SWIFT_BACKTRACE": ""])
      let errors = Pipe()
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
      // Its first sign of life comes when it is well under way.
      #expect(!errors.fileHandleForReading.availableData.isEmpty)
      #expect(try Command.shell("kill -\(signal.name) \(process.processIdentifier)").status == 0)
      let rest = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == signal.status)
      #expect(String(decoding: rest, as: UTF8.self).hasSuffix(signal.last))
      #expect(folder.names == ["endless.aim"])
    }
  }

  @Test func progressStaysOffTheResult() throws {
    let never = try Command.run(["--progress", "never", "--no-timing", Corpus.teeter])
    let always = try Command.run(["--progress", "always", "--no-timing", Corpus.teeter])
    #expect(never.output == always.output)
    #expect(never.errors.isEmpty)
  }
}
