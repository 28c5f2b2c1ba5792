// The state graph as JSON, described by docs/graph.schema.json: one vertex or edge a line, keys sorted: equal graphs are equal bytes.
import FoundationEssentials

extension GraphDocument {
  private struct Head: Encodable {
    var complete: Bool
    var format = GraphDocument.format
    var limit: String?
    var path: String
    var schemaVersion = GraphDocument.version
    var source: String
    var sources: [Source]
    var tool: RunReport.Tool
  }

  /// - Throws: an `EncodingError`, for a number that JSON cannot write; none is in a graph.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let head = Head(
      complete: isComplete, limit: limit, path: path, source: sources.first?.text ?? "", sources: sources, tool: tool)
    var bytes = Array(try encoder.encode(head))
    bytes.removeLast()
    try append(vertices, named: "vertices", to: &bytes, encoder)
    try append(edges, named: "edges", to: &bytes, encoder)
    return bytes + Array("}\n".utf8)
  }

  private func append(
    _ items: [some Encodable], named name: String, to bytes: inout [UInt8], _ encoder: JSONEncoder
  ) throws {
    bytes += Array(",\n\"\(name)\":[".utf8)
    for (index, item) in items.enumerated() {
      bytes += index == 0 ? [UInt8(ascii: "\n")] : [UInt8(ascii: ","), UInt8(ascii: "\n")]
      bytes += try encoder.encode(item)
    }
    bytes += Array("]".utf8)
  }
}
