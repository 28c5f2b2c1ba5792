import Foundation
import Testing

/// A result that does not arrive is not a success.
@Suite struct OutputTests {
  @Test(arguments: [[Corpus.teeter], ["--format", "json", Corpus.teeter], ["--help"], ["--version"], ["explain"]])
  func brokenPipe(_ arguments: [String]) throws {
    let ending = try Command.run(arguments, output: .broken)
    #expect(ending.status == 74)
    #expect(ending.errors.contains("cannot write to standard output: broken pipe"))
  }

  @Test(arguments: ["", "--format json"]) func closedOutput(_ options: String) throws {
    let ending = try Command.shell("\"$AIMCHECK\" \(options) \(Corpus.teeter) >&-")
    #expect(ending.status == 74)
    #expect(ending.errors.contains("cannot write to standard output"))
  }

  @Test func closedOutputAndErrors() throws {
    #expect(try Command.shell("\"$AIMCHECK\" \(Corpus.teeter) >&- 2>&- <&-").status == 74)
    // Nor may a file that is opened later be taken for the closed output.
    try TemporaryFolder.with { folder in
      let path = folder.file("result").path
      let ending = try Command.shell("\"$AIMCHECK\" --no-timing --output \(path) \(Corpus.teeter) >&- 2>&- <&-")
      #expect(ending.status == 0)
      let result = try String(contentsOfFile: path, encoding: .utf8)
      #expect(result.hasSuffix("1 file: 1 verified\n"))
    }
  }

  /// cvc5 warns of long sequences in its models, on the standard error of whoever uses it.
  @Test func theSolverSaysNothingByItself() throws {
    let ending = try Command.run(["--no-explore", "--progress", "never", Corpus.length])
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
  }

  @Test func fullDisk() throws {
    let ending = try Command.run([Corpus.teeter], output: .device("/dev/full"))
    #expect(ending.status == 74)
    #expect(ending.errors == "aimcheck: cannot write to standard output: no space left on device\n")
  }

  @Test(arguments: ["text", "json"]) func outputFileHasWhatWouldBePrinted(_ format: String) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("result", "what was there before, and is longer than nothing")
      let arguments = ["--no-timing", "--format", format, Corpus.withoutCli]
      let written = try Command.run(arguments + ["--output", path])
      #expect(written == Command.Ending(status: 1, output: "", errors: ""))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == Command.run(arguments).output)
      #expect(folder.names == ["result"])
    }
  }

  @Test func outputThatCannotBeWritten() throws {
    try TemporaryFolder.with { folder in
      for path in [folder.url.path, folder.file("no such folder/result").path, "", "/dev/full"] {
        let ending = try Command.run(["--output", path, Corpus.teeter])
        #expect(ending.status == 74)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.hasPrefix("aimcheck: cannot write `\(path)`: "))
      }
      #expect(folder.names == [])
    }
    // A device is written to, not replaced.
    #expect(try Command.run(["--output", "/dev/null", Corpus.withoutCli]).status == 1)
    #expect(try Command.shell("test -c /dev/null").status == 0)
  }

  @Test func symbolicLinksStay() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("target", "old")
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("link").path, withDestinationPath: folder.file("target").path)
      #expect(try Command.run(["--output", folder.file("link").path, Corpus.withoutCli]).status == 1)
      #expect(folder.names == ["link", "target"])
      #expect(try String(contentsOf: folder.file("target"), encoding: .utf8).hasPrefix("error["))
    }
  }

  @Test func queriesAreKept() throws {
    try TemporaryFolder.with { folder in
      let first = folder.file("a/b").path
      let second = folder.file("c").path
      let ending = try Command.run(["--no-explore", "--format", "json", "--keep-smt", first, Corpus.ring])
      #expect(ending.status == 2)
      let queries = try JSON.parse(ending.output)["files"]?[0]?["proof"]?["queries"]?.int ?? 0
      let names = try FileManager.default.contentsOfDirectory(atPath: first).sorted()
      // What is decided without the solver is kept too.
      #expect(queries > 0 && names.count > queries)
      #expect(names.allSatisfy { $0.wholeMatch(of: /uart-receive-ring-[A-Za-z0-9_.-]+\.smt2/) != nil })
      #expect(try String(contentsOfFile: first + "/" + names[0], encoding: .utf8).contains("(check-sat)"))
      _ = try Command.run(["--no-explore", "--keep-smt", second, Corpus.ring])
      #expect(try FileManager.default.contentsOfDirectory(atPath: second).sorted() == names)
    }
  }

  @Test func queryFolderThatCannotBeUsed() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("file", "")
      for place in [path, path + "/inside", ""] {
        let ending = try Command.run(["--keep-smt", place, Corpus.ring])
        #expect(ending.status == 74)
        #expect(ending.output.contains("for queries cannot be used"))
      }
    }
  }
}
