// Certificates that were made to be believed. Each file of `Forged` is a program that is wrong, or whose proof is, with a certificate
// that a reading of the checker's code suggested: a bound variable that stands for a constant, two cases in one node, an instance
// opened again after it was given up, a lemma proved with other flags … Each was accepted once.

import CertificateChecker
import CertificateFormat
import Foundation
import Testing

@testable import Driver

/// Agrees with everything: what a check finds wrong then, it finds by itself; and it goes as far as it can.
private final class Yes: EntailmentSolver {
  func send(_ text: String) throws {}
  func ask(_ text: String, until mark: String) throws -> [String] { ["unsat"] }
}

@Suite struct ForgedTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Forged").path

  static let names: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { $0.hasSuffix(".proof") }.map {
      String($0.dropLast(6))
    }.sorted() ?? []

  @Test func thereAreSome() { #expect(Self.names.count == 15) }

  @Test(arguments: names) func isRefused(_ name: String) {
    // (The paths that the certificates name are those of the programs beside them; what counts is the digests.)
    let outcome = replayCertificate("\(Self.folder)/\(name).proof", of: "\(Self.folder)/\(name).aim", solver: "z3")
    guard case .refused(let failure) = outcome, failure.kind == .refused else {
      Issue.record("\(name): \(outcome)")
      return
    }
    #expect(!failure.reason.contains("other texts"), "\(name): \(failure.reason)")
  }

  /// Numbers and steps changed at random, thousands of times: whatever comes of it, the checker comes to an end.
  @Test(arguments: [
    "Proofs/accepts/two-levels.aim", "Proofs/kernel/locks/clients/lock-h-counter.aim",
    "Proofs/structures/lists/append.aim",
  ])
  func changedNumbersDoNoHarm(_ path: String) throws {
    let certified = try #require(try Certified(path))
    let program = try #require(load(path, reader: nil).program)
    let whole = try certified.certificate
    let lines = try whole.tasks.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    var numbers = Numbers(state: 5)
    let extremes = ["-1", "0", "1", "7", "9223372036854775807", "-9223372036854775808"]
    let steps = [
      "root", "produced", "unfolded", "absent", "derived", "consumed", "closed", "checked", "opened", "arrived",
      "marked",
    ]
    var (read, refused) = (0, 0)
    for _ in 0..<500 {
      let index = Int(numbers.next() % UInt64(lines.count))
      var text = lines[index]
      for _ in 0...(numbers.next() % 3) {
        let isStep = numbers.next() % 6 == 0
        let pattern = isStep ? "\"step\":\"[a-z]+\"" : "-?[0-9]+"
        let places = text.ranges(of: try Regex(pattern))
        guard let place = places.randomElement(using: &numbers) else { continue }
        let other = places.randomElement(using: &numbers).map { String(text[$0]) } ?? "0"
        let new =
          isStep
          ? "\"step\":\"\(steps[Int(numbers.next() % UInt64(steps.count))])\""
          : numbers.next() % 3 == 0 ? extremes[Int(numbers.next() % UInt64(extremes.count))] : other
        text.replaceSubrange(place, with: new)
      }
      guard let task = try? JSONDecoder().decode(TaskDerivation.self, from: Data(text.utf8)) else { continue }
      var changed = whole
      changed.tasks[index] = task
      read += 1
      var check = CertificateCheck(program, solver: Yes())
      do { _ = try check.run(changed) } catch { refused += 1 }
    }
    #expect(read > 250)
    #expect(refused > read / 3, "\(refused) of \(read)")
  }
}
