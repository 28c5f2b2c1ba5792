// The state graph for Graphviz: a box for each configuration, an octagon for what breaks the program.

extension GraphDocument {
  package func dot() -> String {
    var lines = [
      "digraph \(Self.quoted(path)) {",
      "  node [shape=box, fontname=monospace, fontsize=10, style=filled, fillcolor=white];",
      "  edge [fontname=monospace, fontsize=9];",
    ]
    if let limit { lines.append("  label=\(Self.quoted("only a part: " + limit)); labelloc=t;") }
    for vertex in vertices {
      var attributes = ["label=\(Self.quoted(Self.text(of: vertex)))"]
      if let mark = vertex.mark {
        attributes.append("fillcolor=\"\(mark.kind == .violation ? "#f6c6b0" : "#dddddd")\"")
        if vertex.state == nil { attributes.append("shape=octagon") }
      }
      if !vertex.isExpanded { attributes.append("style=\"filled,dashed\"") }
      lines.append("  v\(vertex.hashcode) [\(attributes.joined(separator: ", "))];")
    }
    for edge in edges {
      lines.append("  v\(edge.source) -> v\(edge.target) [label=\(Self.quoted(edge.label))];")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func text(of vertex: Vertex) -> String {
    var lines: [String] = []
    if let state = vertex.state {
      lines.append("\(vertex.hashcode): \(state.current), ie=\(state.ie)")
      for context in state.contexts where context.status != "absent" && context.status != "halted" {
        let place = context.place.map { " at line \($0.line)" } ?? ""
        lines.append("\(context.name) \(context.queue.map { "waits in \($0)" } ?? context.status)\(place)")
      }
      for name in state.heap.keys.sorted() {
        lines.append("\(name) = \(state.heap[name] ?? 0) (\(state.owners[name] ?? ""))")
      }
    }
    if let mark = vertex.mark { lines += [mark.diagnostic.code, mark.diagnostic.message] }
    return lines.joined(separator: "\n")
  }

  /// A quoted string of the DOT language: a backslash would begin an escape of Graphviz's own, and control characters have
  /// no meaning there.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\l"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + (text.contains("\n") ? "\\l\"" : "\"")
  }
}
