import Foundation
import Testing

@Suite struct FolderTests {
  static let module = "func f() { ret }\n"
  static let broken = "func f() { st [r1], r1 ret }\n"

  /// A folder of modules with these names.
  private func withFolder(_ names: [String], _ body: (TemporaryFolder) throws -> Void) throws {
    try TemporaryFolder.with { (folder: TemporaryFolder) throws in
      for name in names {
        try FileManager.default.createDirectory(
          at: folder.file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        _ = try folder.write(name, Self.module)
      }
      try body(folder)
    }
  }

  /// The paths below the folder whose verdicts a run tells, in its order.
  private func files(_ arguments: [String], in folder: TemporaryFolder) throws -> [String] {
    let ending = try Command.run(["--no-timing", "--format", "json"] + arguments)
    #expect(ending.status == 0, "\(ending.errors)")
    let files = try JSON.parse(ending.output)["files"]?.elements ?? []
    return files.compactMap { $0["path"]?.text }.map { String($0.dropFirst(folder.url.path.count + 1)) }
  }

  /// A pipe that nobody writes to would be read for ever.
  @Test func pipesInFoldersAreLeftOut() throws {
    try withFolder(["a.aim", "b/c.aim"]) { folder in
      #expect(mkfifo(folder.file("b/pipe.aim").path, 0o600) == 0)
      let found = try files([folder.url.path], in: folder)
      #expect(found == ["a.aim", "b/c.aim"])
    }
  }

  @Test func foldersAreSortedAndHiddenOnesLeftOut() throws {
    let names = [
      "b.aim", "B.aim", "a/z.aim", "a/b/c.aim", "a.aim", "a/.hidden.aim", ".git/x.aim", "a/notes.txt", "é.aim",
    ]
    try withFolder(names) { (folder: TemporaryFolder) throws in
      #expect(
        try files([folder.url.path], in: folder) == ["B.aim", "a/b/c.aim", "a/z.aim", "a.aim", "b.aim", "é.aim"])
      #expect(try files([folder.url.path + "/"], in: folder).count == 6)
      // Asked for by name, a hidden folder is looked into.
      #expect(try files([folder.file(".git").path], in: folder) == [".git/x.aim"])
    }
  }

  @Test func eachFileOnce() throws {
    try withFolder(["a.aim", "b/c.aim"]) { (folder: TemporaryFolder) throws in
      let path = folder.url.path
      #expect(try files(["\(path)/b/c.aim", path, "\(path)/./a.aim"], in: folder) == ["b/c.aim", "a.aim"])
    }
  }

  @Test func partsAreExcluded() throws {
    let names = ["a.aim", "modules/b.aim", "x/modules/c.aim", "x/modules.aim", "x/y/d.aim"]
    try withFolder(names) { (folder: TemporaryFolder) throws in
      let path = folder.url.path
      #expect(try files([path, "--exclude", "modules"], in: folder) == ["a.aim", "x/modules.aim", "x/y/d.aim"])
      #expect(
        try files([path, "--exclude", "x/modules", "--exclude", "d.aim"], in: folder)
          == ["a.aim", "modules/b.aim", "x/modules.aim"])
      // Parts above the folder do not count, nor do files that are named.
      #expect(try files(["\(path)/x/modules", "--exclude", "modules"], in: folder) == ["x/modules/c.aim"])
      #expect(try files(["\(path)/a.aim", "--exclude", "a.aim"], in: folder) == ["a.aim"])
    }
  }

  @Test func linksToFoldersAreNotFollowed() throws {
    try withFolder(["a.aim", "b/c.aim"]) { (folder: TemporaryFolder) throws in
      try FileManager.default.createSymbolicLink(at: folder.file("b/loop"), withDestinationURL: folder.url)
      try FileManager.default.createSymbolicLink(at: folder.file("d.aim"), withDestinationURL: folder.file("a.aim"))
      #expect(try files([folder.url.path], in: folder) == ["a.aim", "b/c.aim", "d.aim"])
    }
  }

  @Test func folderWithoutPrograms() throws {
    try withFolder([]) { (folder: TemporaryFolder) throws in
      let ending = try Command.run([folder.url.path, Corpus.teeter])
      #expect(
        ending
          == Command.Ending(
            status: 64, output: "",
            errors: "aimcheck: there is no `.aim` file in the folder `\(folder.url.path)`\n"))
    }
  }

  @Test func tableOfSeveralFiles() throws {
    try withFolder(["a.aim", "b.aim"]) { (folder: TemporaryFolder) throws in
      _ = try folder.write("b.aim", Self.broken)
      let path = folder.url.path
      let ending = try Command.run(["--no-timing", path])
      #expect(ending.status == 1)
      let blanks = String(repeating: " ", count: path.count + 2)
      #expect(
        ending.output.hasSuffix(
          """

            file\(blanks)  verdict        obligations
            \(path)/a.aim  proved module            2
            \(path)/b.aim  refuted             1 of 2

          2 files: 1 proved module, 1 refuted

          """), "\(ending.output)")
      #expect(try !Command.run(["--no-timing", "\(path)/a.aim"]).output.contains("verdict"))
    }
  }

  @Test func statistics() throws {
    try withFolder(["a.aim", "b.aim"]) { (folder: TemporaryFolder) throws in
      _ = try folder.write(
        "b.aim", "import \"a.aim\"\n\nfunc g()\n  requires r1 < 5\n{\n      call f\n      ret\n}\n")
      let path = folder.url.path
      let ending = try Command.run(["stats", "--no-timing", path])
      #expect(ending.status == 0)
      let blanks = String(repeating: " ", count: path.count + 2)
      #expect(
        ending.output == """
          file\(blanks)  code  annotation  ratio  obligations  solver
          \(path)/a.aim     1           0   0.00            2       0
          \(path)/b.aim     2           1   0.50            3       0
          total (2 files)\(blanks.dropFirst(11))     3           1   0.33            5       0

          """)
      let timed = try Command.run(["stats", path])
      #expect(timed.output.split(separator: "\n").allSatisfy { $0.hasSuffix("time") || $0.hasSuffix("s") })
      let json = try Command.run(["stats", "--no-timing", "--format", "json", path])
      #expect(try Command.run(["stats", "--no-timing", "--format", "json", path]) == json)
      #expect(try JSON.parse(json.output)["total"]?["obligations"]?.int == 5)
    }
  }

  @Test(arguments: [["Proofs/accepts/modules"], ["--no-timing", Corpus.teeter], [Corpus.unparsed, "nowhere.aim"]])
  func statisticsFollowTheirSchema(_ arguments: [String]) throws {
    let ending = try Command.run(["stats", "--format", "json"] + arguments)
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/stats.schema.json"), encoding: .utf8)
    let document = try JSON.parse(ending.output)
    #expect(SchemaValidator(try JSON.parse(schema)).problems(document) == [])
    #expect(document["exitStatus"]?.int == ending.status.map(Int.init))
  }
}
