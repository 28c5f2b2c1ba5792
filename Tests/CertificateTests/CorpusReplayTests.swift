// Every program of the corpus that is proved: its certificate re-checked, and then changed. A part of them in each run; all of them with
// AIMCHECK_CERTIFICATES=all, for `Trust/certificates`, which reads the line that this prints.

import CertificateFormat
import Foundation
import TestSupport
import Testing

@testable import Driver

@Suite struct CorpusReplayTests {
  private static let isWhole = ProcessInfo.processInfo.environment["AIMCHECK_CERTIFICATES"] == "all"

  @Test(.enabled(if: isWhole)) func theWholeCorpus() throws {
    var counts = (accepted: 0, notCovered: 0, unseen: 0, changed: 0, wrong: 0)
    var unseen: [String] = []
    for path in Self.programs() {
      guard let certified = try Certified(path) else { continue }
      switch certified.outcome {
      case .accepted:
        counts.accepted += 1
        let (changed, wrong) = try Self.changes(of: certified)
        counts.changed += changed
        counts.wrong += wrong
      case .refused(let failure) where failure.kind == .notCovered: counts.notCovered += 1
      case .refused, .unreadable, .noSolver:
        counts.unseen += 1
        unseen.append("\(path): \(certified.outcome)")
      }
      FileHandle.standardError.write(Data("certificates: \(path)\n".utf8))
    }
    for line in unseen { FileHandle.standardError.write(Data("certificates: not shown: \(line)\n".utf8)) }
    #expect(counts.wrong == 0)
    #expect(counts.accepted >= 150)
    print(
      "certificates\t\(counts.accepted) re-checked, \(counts.notCovered) with a rule that is not covered, "
        + "\(counts.unseen) that z3 does not see; \(counts.changed) changed ones, accepted: \(counts.wrong)")
  }

  private static func programs() -> [String] {
    let folders = ["accepts", "kernel", "structures", "scheduler"]
    return folders.flatMap { folder -> [String] in
      let root = "Proofs/" + folder
      let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      return files.filter { $0.hasSuffix(".aim") }.sorted().map { root + "/" + $0 }
    }
  }

  /// Each task left out, each flag of an arrival flipped in turn (some of them), and bytes changed: how many, and how many were
  /// accepted.
  private static func changes(of certified: Certified) throws -> (changed: Int, wrong: Int) {
    let whole = try certified.certificate
    var variants: [Certificate] = whole.tasks.indices.map { index in
      var changed = whole
      changed.tasks.remove(at: index)
      return changed
    }
    for (index, task) in whole.tasks.enumerated() {
      let arrivals = task.nodes.indices.filter { task.nodes[$0].step == .arrived }
      for node in arrivals.prefix(2) {
        var changed = whole
        changed.tasks[index].nodes[node].place?.flags.interruptEnable.toggle()
        variants.append(changed)
      }
    }
    var wrong = 0
    for variant in variants where try certified.outcome(of: variant).isAccepted { wrong += 1 }
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: certified.file)))
    bytes[bytes.count / 2] ^= 1
    if (try? CertificateFile.certificate(bytes)) != nil { wrong += 1 }
    return (variants.count + 1, wrong)
  }
}
