// A certificate as a file: a line of JSON for what it is about, one for each task, and one with the digest of all lines before.
// So it can be read a task at a time, and whatever was changed or cut off is seen before anything is checked.

import CertificateFormat
import FoundationEssentials
import Report

enum CertificateFile {
  /// Bytes of the largest certificate that is read.
  static let limit = 1 << 30

  private struct Header: Codable {
    var certificate: Int
    var writer: String
    var sources: [Certificate.Source]
    var tasks: Int
  }

  private struct Seal: Codable { var sha256: String }

  static func bytes(_ certificate: Certificate) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let header = Header(
      certificate: certificate.version, writer: certificate.writer, sources: certificate.sources,
      tasks: certificate.tasks.count)
    var result = Array(try encoder.encode(header)) + [UInt8(ascii: "\n")]
    for task in certificate.tasks { result += Array(try encoder.encode(task)) + [UInt8(ascii: "\n")] }
    let seal = Seal(sha256: SHA256.digest(result))
    return result + Array(try encoder.encode(seal)) + [UInt8(ascii: "\n")]
  }

  /// - Throws: `FileProblem` with what is wrong, as a phrase.
  static func certificate(_ bytes: [UInt8]) throws(FileProblem) -> Certificate {
    let newline = UInt8(ascii: "\n")
    guard bytes.last == newline, let end = bytes.dropLast().lastIndex(of: newline) else {
      throw FileProblem(reason: "it is no certificate, or its end is missing")
    }
    let body = bytes[...end]
    let seal: Seal = try decoded(bytes[(end + 1)...], "the digest in its last line")
    guard seal.sha256 == SHA256.digest(body) else {
      throw FileProblem(reason: "it has been changed: the digest in its last line is not that of the lines before")
    }
    let lines = body.dropLast().split(separator: newline, omittingEmptySubsequences: false)
    let header: Header = try decoded(lines[0], "its first line")
    guard header.certificate == Certificate.currentVersion else {
      throw FileProblem(
        reason: "it is of version \(header.certificate); this aimcheck knows \(Certificate.currentVersion)")
    }
    guard header.tasks == lines.count - 1 else {
      throw FileProblem(reason: "the number of its tasks is not as it says")
    }
    var tasks: [TaskDerivation] = []
    for (index, line) in lines.dropFirst().enumerated() { tasks.append(try decoded(line, "line \(index + 2)")) }
    return Certificate(writer: header.writer, sources: header.sources, tasks: tasks)
  }

  private static func decoded<T: Decodable>(_ line: ArraySlice<UInt8>, _ what: String) throws(FileProblem) -> T {
    do { return try JSONDecoder().decode(T.self, from: Data(line)) } catch {
      throw FileProblem(reason: "\(what) is not as a certificate has it")
    }
  }
}
