import Foundation
import Testing

/// `explore --graph` and `explore --html`.
@Suite struct GraphTests {
  private struct Graph: Decodable {
    struct Vertex: Decodable {
      var hashcode: Int
      var depth: Int
      var heap: [String: Int]?
      var contexts: [Context]?
    }
    struct Context: Decodable {
      var name: String
      var status: String
    }
    struct Edge: Decodable {
      var source: Int
      var target: Int
      var label: String
    }
    var source: String
    var complete: Bool
    var limit: String?
    var vertices: [Vertex]
    var edges: [Edge]
  }

  private func graph(_ output: String) throws -> Graph { try JSONDecoder().decode(Graph.self, from: Data(output.utf8)) }

  @Test func aGraphWithAViolation() throws {
    let ending = try Command.run(["explore", Corpus.withoutCli, "--graph", "json"])
    #expect(ending.status == 1)
    #expect(ending.errors.isEmpty)
    let graph = try graph(ending.output)
    #expect(graph.complete)
    #expect(graph.vertices.count == 456 && graph.edges.count == 506)
    #expect(Set(graph.vertices.map(\.hashcode)).count == 456)
    #expect(graph.vertices[0].heap == ["left": 50, "right": 50])
    #expect(graph.vertices[0].contexts?.map(\.name) == ["main", "idle"])
    #expect(graph.edges.prefix(2).map(\.label) == ["main: ld r1, [right]", "irq 0 arrives"])
    #expect(graph.edges[0].target == 455 && graph.vertices[455].depth == 1)
    let codes = Set(graph.vertices.map(\.hashcode))
    #expect(graph.edges.allSatisfy { codes.contains($0.source) && codes.contains($0.target) })
    #expect(
      try graph.source == String(contentsOf: Command.root.appendingPathComponent(Corpus.withoutCli), encoding: .utf8))
    #expect(try Command.run(["explore", Corpus.withoutCli, "--graph", "json"]) == ending)
  }

  @Test(arguments: [
    Corpus.withoutCli, "Proofs/accepts/two-levels.aim", "Proofs/kernel/locks/clients/lock-h-counter.aim",
  ])
  func theSchemaHolds(_ path: String) throws {
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/graph.schema.json"), encoding: .utf8)
    let graph = try Command.run(["explore", path, "--graph", "json", "--graph-states", "400"]).output
    #expect(try SchemaValidator(JSON.parse(schema)).problems(JSON.parse(graph)) == [])
  }

  /// Cells without number make the graph shorter, not endless; the page of such a program is made, too.
  @Test(.timeLimit(.minutes(5))) func largeConfigurations() throws {
    try TemporaryFolder.with { folder in
      let program = try folder.write(
        "large.aim",
        """
        global buf[20000]
        func main() requires true {
        l: invariant true
              add  r1, r1, 1
              j    l
        }
        boot { thread main }
        """)
      let page = folder.file("page.html").path
      let made = try Command.run(["explore", program, "--max-states", "1000", "--html", page])
      #expect(made.status == 2)
      #expect(try Data(contentsOf: URL(fileURLWithPath: page)).count < 5_000_000)
      let graph = folder.file("graph.json").path
      let ending = try Command.run(["explore", program, "--graph", "json", "--graph-states", "1000", "--output", graph])
      #expect(ending.status == 2)
      #expect(ending.errors.contains("the graph was cut off at"))
      #expect(ending.errors.contains("states, which are large; `--graph-states` takes more"))
    }
  }

  @Test func aPartIsToldTwiceAndInTheStatus() throws {
    let ending = try Command.run(["explore", Corpus.teeter, "--graph", "json", "--graph-states", "100"])
    #expect(ending.status == 2)
    let words = "the graph was cut off at 100 states; `--graph-states` takes more"
    #expect(ending.errors == "aimcheck: \(Corpus.teeter): only a part: \(words)\n")
    let graph = try graph(ending.output)
    #expect(!graph.complete && graph.limit == words)
    #expect(graph.vertices.count == 100)
  }

  @Test func aWholeGraphIsNoFinding() throws {
    let path = "Proofs/accepts/bit-fields.aim"
    let ending = try Command.run(["explore", path, "--graph", "json"])
    #expect(ending.status == 0 && ending.errors.isEmpty)
    #expect(try graph(ending.output).vertices.count == 628)
    try TemporaryFolder.with { folder in
      let file = folder.file("graph.dot").path
      #expect(
        try Command.run(["explore", path, "--graph", "dot", "--output", file])
          == Command.Ending(status: 0, output: "", errors: ""))
      let dot = try String(contentsOfFile: file, encoding: .utf8)
      #expect(dot.hasPrefix("digraph \"\(path)\" {\n") && dot.hasSuffix("}\n"))
      #expect(dot.split(separator: "\n").count { $0.contains(" -> ") } == 696)
    }
  }

  @Test(
    arguments: [
      (3, ["--graph", "json", Corpus.unparsed]), (64, ["--graph", "json", Corpus.withoutBoot]),
      (64, ["--graph", "json", Corpus.teeter, Corpus.broken]), (64, ["--graph", "xml", Corpus.teeter]),
      (64, ["--graph", "dot", "--graph-states", "0", Corpus.teeter]),
      (64, ["--graph", "dot", "--replay", "0", Corpus.teeter]),
      (64, ["--graph", "dot", "--format", "json", Corpus.teeter]),
      (64, ["--graph", "dot", "--html", "x", Corpus.teeter]), (64, ["--html", "x", "--output", "x", Corpus.teeter]),
      (64, ["--html", "/tmp/unused", Corpus.teeter, Corpus.broken]), (64, ["--html-states", "5", Corpus.teeter]),
      (64, ["--html", "x", "--html-states", "0", Corpus.teeter]), (64, ["--html", "", Corpus.teeter]),
    ] as [(Int32, [String])]) func refused(_ status: Int32, _ arguments: [String]) throws
  {
    let ending = try Command.run(["explore"] + arguments)
    #expect(ending.status == status)
    #expect(ending.output.isEmpty)
    #expect(!ending.errors.isEmpty)
  }

  @Test func noGraphNoPage() throws {
    try TemporaryFolder.with { folder in
      let page = folder.file("page.html").path
      for (status, arguments) in [
        (3, [Corpus.unparsed]), (64, [Corpus.withoutBoot]), (64, [Corpus.teeter, "--replay", "7"]),
        (3, ["Proofs/no such file.aim"]),
      ] as [(Int32, [String])] {
        let ending = try Command.run(["explore", "--html", page] + arguments)
        #expect(ending.status == status, "\(arguments)")
        #expect(!FileManager.default.fileExists(atPath: page))
      }
    }
  }

  /// The report says what it says without the page; the statuses are those of the report.
  @Test func aPageBesideTheReport() throws {
    try TemporaryFolder.with { folder in
      let page = folder.file("page.html").path
      for arguments in [
        [Corpus.withoutCli], [Corpus.broken], [Corpus.teeter, "--replay", "0.0.0"],
        [Corpus.withoutCli, "--replay", "0"],
      ] {
        let report = ["explore", "--no-timing"] + arguments
        let ending = try Command.run(report + ["--html", page])
        #expect(try Command.run(report) == ending)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.hasPrefix("<!DOCTYPE html>\n") && html.hasSuffix("</html>\n"))
        _ = try Command.run(report + ["--html", page])
        #expect(try String(contentsOfFile: page, encoding: .utf8) == html)
      }
    }
  }

  @Test func aPageThatCannotBeWritten() throws {
    let ending = try Command.run(["explore", Corpus.withoutCli, "--html", "/dev/full/page.html"])
    #expect(ending.status == 74)
    #expect(ending.errors.contains("cannot write `/dev/full/page.html`"))
  }

  /// What the page is made of is inside the binary.
  @Test func theBinaryAloneMakesPages() throws {
    try TemporaryFolder.with { folder in
      let program = try folder.write("program.aim", "func main() { halt }\nboot { thread main }")
      let ending = try Command.shell(
        "cp \"$AIMCHECK\" '\(folder.url.path)/tool' && cd '\(folder.url.path)' && ./tool explore --html page.html '\(program)'"
      )
      #expect(ending.status == 0)
      let html = try String(contentsOf: folder.file("page.html"), encoding: .utf8)
      #expect(html.contains("class Timeline") && html.contains("--paper"))
    }
  }

  @Test func aHostileProgramStaysText() throws {
    try TemporaryFolder.with { folder in
      let text = """
        // </script><script>alert('comment')</script> <!-- <script>
        func main() { print "</script><script>alert('print')</script>"  halt }
        boot { thread main }
        """
      let program = try folder.write("</title><b>.aim".replacing("/", with: ""), text)
      let page = folder.file("page.html").path
      #expect(try Command.run(["explore", program, "--html", page]).status == 0)
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(!html.contains("<script>alert") && !html.contains("<!--") && !html.contains("<title><b>"))
      #expect(html.split(separator: "<script", omittingEmptySubsequences: false).count == 3)
      let dot = try Command.run(["explore", program, "--graph", "dot"])
      #expect(dot.status == 0 && dot.output.contains(#"print \"</script>"#))
    }
  }
}
