// Certificates of programs that are proved are accepted; of anything else, and after any change that matters, none is.

import AIMLang
import CertificateChecker
import CertificateFormat
import Foundation
import TestSupport
import Testing

@testable import Driver

/// A folder for one test, taken away at its end.
final class Folder {
  let path: String
  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
  func file(_ name: String) -> String { path + "/" + name }
}

/// The certificate of a program, as a file, and read.
struct Certified {
  let folder: Folder
  let program: String
  var file: String { folder.file("proof") }

  /// - Returns: nil if there is none.
  init?(_ program: String) throws {
    folder = try Folder()
    self.program = program
    var options = CheckOptions()
    options.explores = false
    options.certificate = folder.file("proof")
    _ = check(program, options)
    guard FileManager.default.fileExists(atPath: folder.file("proof")) else { return nil }
  }

  var certificate: Certificate {
    get throws { try CertificateFile.certificate(Array(try Data(contentsOf: URL(fileURLWithPath: file)))) }
  }

  var outcome: CertificateOutcome { replayCertificate(file, of: program, solver: "z3") }

  /// What becomes of the certificate after a change, its digest made anew.
  func outcome(of changed: Certificate, for other: String? = nil) throws -> CertificateOutcome {
    let path = folder.file("changed")
    try Data(try CertificateFile.bytes(changed)).write(to: URL(fileURLWithPath: path))
    return replayCertificate(path, of: other ?? program, solver: "z3")
  }
}

extension CertificateOutcome {
  var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

@Suite struct ReplayTests {
  static let accepted = [
    "Proofs/accepts/teeter.aim", "Proofs/accepts/two-levels.aim", "Proofs/accepts/service-ends-early.aim",
    "Proofs/accepts/late-end-of-service.aim", "Proofs/accepts/jump-table.aim", "Proofs/accepts/code-pointers.aim",
    "Proofs/accepts/bit-merge.aim", "Proofs/accepts/permits-by-kind.aim", "Proofs/accepts/recursion-mutual.aim",
    "Proofs/accepts/flag-handover.aim", "Proofs/kernel/locks/lock-h.aim",
    "Proofs/kernel/locks/clients/lock-spin-pair.aim",
    "Proofs/kernel/conditions/clients/cond-bh-gate.aim", "Proofs/kernel/sync/clients/mutex-counter.aim",
    "Proofs/kernel/timers/clients/preempt-8259a-lock.aim", "Proofs/kernel/devices/clients/two-level-threads.aim",
    "Proofs/structures/stacks/stack.aim", "Proofs/structures/queues/ring.aim", "Proofs/structures/lists/append.aim",
  ]

  @Test(arguments: accepted) func theCertificateOfAProofIsAccepted(_ path: String) throws {
    let certified = try #require(try Certified(path))
    #expect(certified.outcome.isAccepted, "\(certified.outcome)")
  }

  /// Rejected programs have no certificate at all.
  @Test(arguments: [
    "Proofs/rejects/load/footprint.missing/teeter-without-cli.aim",
    "Proofs/rejects/iret/invariant.unproved/handler-moves-once.aim",
  ]) func whatIsNotProvedHasNone(_ path: String) throws {
    let certified = try Certified(path)
    #expect(certified == nil)
  }

  /// The solver that only says `sat` lets nothing through, nor one that is no solver.
  @Test func theCheckRestsOnTheSolver() throws {
    let certified = try #require(try Certified("Proofs/accepts/teeter.aim"))
    let liar = certified.folder.file("liar")
    try
      "#!/bin/bash\nwhile read -r line; do case $line in \"(check-sat)\") echo sat;; \"(echo \"*) echo \"${line:7:-2}\";; esac; done\n"
      .write(toFile: liar, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: liar)
    #expect(!replayCertificate(certified.file, of: certified.program, solver: liar).isAccepted)
    #expect(!replayCertificate(certified.file, of: certified.program, solver: "/bin/true").isAccepted)
    guard case .noSolver = replayCertificate(certified.file, of: certified.program, solver: "/no/solver") else {
      Issue.record("a solver that is not there")
      return
    }
  }

  // MARK: Changes

  /// Any byte that is changed is seen by the digest, and so is a part that is missing.
  @Test func aChangedFileIsUnreadable() throws {
    let certified = try #require(try Certified("Proofs/accepts/teeter.aim"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: certified.file)))
    for position in stride(from: 0, to: bytes.count, by: 97) {
      var changed = bytes
      changed[position] ^= 1
      #expect(throws: FileProblem.self) { _ = try CertificateFile.certificate(changed) }
      #expect(throws: FileProblem.self) { _ = try CertificateFile.certificate(Array(bytes[..<position])) }
    }
  }

  /// With the digest made anew: without any one state, or any one task, it proves nothing.
  @Test(arguments: ["Proofs/accepts/teeter.aim", "Proofs/kernel/locks/clients/lock-h-counter.aim"])
  func nothingCanBeLeftOut(_ path: String) throws {
    let certified = try #require(try Certified(path))
    let whole = try certified.certificate
    for index in whole.tasks.indices {
      var changed = whole
      changed.tasks.remove(at: index)
      #expect(try !certified.outcome(of: changed).isAccepted, "without task \(index)")
    }
    for (index, task) in whole.tasks.enumerated() {
      for node in stride(from: 1, to: task.nodes.count, by: 3) {
        var changed = whole
        changed.tasks[index].nodes = Self.without(node, task.nodes)
        #expect(try !certified.outcome(of: changed).isAccepted, "\(task.name) without node \(node)")
      }
    }
  }

  /// The nodes without one and all that come of it.
  private static func without(_ removed: Int, _ nodes: [TaskDerivation.Node]) -> [TaskDerivation.Node] {
    var numbers = [Int](repeating: -1, count: nodes.count)
    var result: [TaskDerivation.Node] = []
    for (index, node) in nodes.enumerated() {
      if index == removed || (node.parent >= 0 && numbers[node.parent] < 0) { continue }
      numbers[index] = result.count
      var kept = node
      if node.parent >= 0 { kept.parent = numbers[node.parent] }
      result.append(kept)
    }
    return result
  }

  /// The certificate of the right program is none of a wrong one, whatever it says of its texts.
  @Test(arguments: [
    ("      cli\n", "      mask 0\n"), ("st   [left], r1", "st   [left], r2"), ("r2, r2, 1", "r2, r2, 2"),
    ("l + r == 100", "l + r == 101"), ("left  = 50", "left  = 51"), ("      sti\n      j", "      mask 0\n      j"),
    ("      iret\nwon:", "      halt\nwon:"), ("requires ie == 1", "requires ie == 0"),
  ]) func itIsNotOfAnotherProgram(_ edit: (from: String, to: String)) throws {
    let certified = try #require(try Certified("Proofs/accepts/teeter.aim"))
    let text = try String(contentsOfFile: certified.program, encoding: .utf8)
    let place = try #require(text.range(of: edit.from))
    let wrong = text.replacingCharacters(in: place, with: edit.to)
    let path = certified.folder.file("wrong.aim")
    try wrong.write(toFile: path, atomically: true, encoding: .utf8)
    // The certificate as it is is of other texts; with the digests of these it does not fit.
    #expect(!replayCertificate(certified.file, of: path, solver: "z3").isAccepted)
    var forged = try certified.certificate
    let program = try #require(load(path, reader: nil).program)
    forged.sources = digests(program)
    #expect(try !certified.outcome(of: forged, for: path).isAccepted, "\(edit)")
  }
}
