// One JSON document a run, described by docs/report.schema.json. Keys are sorted and numbers are integers except for
// times, so that equal reports are equal bytes.
import FoundationEssentials

extension RunReport {
  /// The document with a final newline.
  /// - Throws: an `EncodingError`, for a number that JSON cannot write; none is in a report.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
