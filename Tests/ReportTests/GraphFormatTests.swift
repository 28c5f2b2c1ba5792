import FoundationEssentials
import Testing

@testable import Report

@Suite struct GraphFormatTests {
  private static let diagnostic = DiagnosticRecord(
    severity: .error, code: "load:footprint.missing", message: "a \"quoted\" \\ message", place: nil)

  private static let graph = GraphDocument(
    tool: RunReport.Tool(aimcheck: "0", cvc5: "1"), path: "a \"b\".aim", isComplete: false, limit: "too many",
    sources: [GraphDocument.Source(path: "a.aim", text: "halt\n")],
    vertices: [
      GraphDocument.Vertex(
        hashcode: 0, depth: 0, isExpanded: false, mark: nil,
        state: GraphDocument.State(
          current: "main", ie: 1, level: "thread", isr: [0], imr: [1], registers: ["r1": .max],
          heap: ["y": 2, "x": 1], owners: ["x": "main", "y": "public"],
          contexts: [
            GraphDocument.Context(
              name: "main", status: "running", queue: nil, pc: 0, place: GraphDocument.LinePlace(file: 0, line: 1),
              stack: [GraphDocument.Frame(routine: "f", isInterrupt: false, returnPlace: nil)])
          ])),
      GraphDocument.Vertex(
        hashcode: 1, depth: 1, isExpanded: true, mark: GraphDocument.Mark(.violation, diagnostic), state: nil),
    ],
    edges: [GraphDocument.Edge(source: 0, target: 1, label: "main: print \"\\n\"", choice: 0, output: "\n")])

  @Test func json() throws {
    let text = String(decoding: try Self.graph.json(), as: UTF8.self)
    #expect(
      text == """
        {"complete":false,"format":"aimcheck-graph","limit":"too many","path":"a \\"b\\".aim","schemaVersion":1,\
        "source":"halt\\n","sources":[{"path":"a.aim","text":"halt\\n"}],"tool":{"aimcheck":"0","cvc5":"1"},
        "vertices":[
        {"contexts":[{"name":"main","pc":0,"place":{"file":0,"line":1},"stack":[{"isInterrupt":false,"routine":"f"}],\
        "status":"running"}],"current":"main","depth":0,"hashcode":0,"heap":{"x":1,"y":2},"ie":1,"imr":[1],\
        "isExpanded":false,"isr":[0],"level":"thread","owners":{"x":"main","y":"public"},\
        "registers":{"r1":18446744073709551615}},
        {"depth":1,"hashcode":1,"isExpanded":true,"mark":{"diagnostic":{"code":"load:footprint.missing","facts":[],\
        "message":"a \\"quoted\\" \\\\ message","related":[],"severity":"error"},"kind":"violation"}}],
        "edges":[
        {"choice":0,"label":"main: print \\"\\\\n\\"","output":"\\n","source":0,"target":1}]}

        """)
  }

  @Test func dot() {
    #expect(
      Self.graph.dot() == #"""
        digraph "a \"b\".aim" {
          node [shape=box, fontname=monospace, fontsize=10, style=filled, fillcolor=white];
          edge [fontname=monospace, fontsize=9];
          label="only a part: too many"; labelloc=t;
          v0 [label="0: main, ie=1\lmain running at line 1\lx = 1 (main)\ly = 2 (public)\l", style="filled,dashed"];
          v1 [label="load:footprint.missing\la \"quoted\" \\ message\l", fillcolor="#f6c6b0", shape=octagon];
          v0 -> v1 [label="main: print \"\\n\""];
        }

        """#)
  }

  @Test func quoting() {
    #expect(GraphDocument.quoted("") == "\"\"")
    #expect(GraphDocument.quoted("a\u{0}\u{1B}\u{7F}b") == "\"a   b\"")
    #expect(GraphDocument.quoted("\\\"") == #""\\\"""#)
    #expect(GraphDocument.quoted("ü → \\N") == #""ü → \\N""#)
  }
}
