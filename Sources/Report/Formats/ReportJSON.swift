// One JSON document a run, described by docs/report.schema.json, docs/stats.schema.json, docs/stability.schema.json,
// docs/run.schema.json and docs/entail.schema.json. Keys are sorted and numbers are integers except for times and ratios,
// so that equal reports are equal bytes.
import FoundationEssentials

/// A document that a run prints with `--format json`.
package protocol ReportDocument: Encodable {}

extension RunReport: ReportDocument {}
extension StatisticsReport: ReportDocument {}
extension StabilityReport: ReportDocument {}
extension ExecutionReport: ReportDocument {}
extension TraceDocument: ReportDocument {}

extension ReportDocument {
  /// The document with a final newline.
  /// - Throws: an `EncodingError`, for a number that JSON cannot write; none is in a report.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
