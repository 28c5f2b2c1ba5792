import Prover
import Report
import Synchronization

/// Where `--proofs` puts cvc5's proofs, each beside what it proves contradictory, and how many there are.
final class RefutationFolder: Sendable {
  private let folder: QueryFolder
  private let state = Mutex(State())

  private struct State {
    var record = RefutationRecord(found: 0, proved: 0, proofsWithoutTrust: 0, trustedSteps: 0, missing: [])
    var missing: [String: Int] = [:]
  }

  init(_ folder: String, program: String) throws(FileProblem) {
    self.folder = try QueryFolder(folder, program: program)
  }

  func save(_ refutation: Refutation) {
    state.withLock { state in
      state.record.found += 1
      guard let proof = refutation.proof else {
        state.missing[Self.summary(of: refutation.reason), default: 0] += 1
        return
      }
      state.record.proved += 1
      state.record.trustedSteps += proof.trustedSteps
      if proof.trustedSteps == 0 { state.record.proofsWithoutTrust += 1 }
    }
    guard let proof = refutation.proof else { return }
    folder.save(
      SavedQuery(label: refutation.label, number: refutation.number, answer: .unsat, text: refutation.problem),
      proof: proof.text)
  }

  /// Reasons that differ in what they name only are one.
  private static func summary(of reason: String) -> String {
    String(reason.prefix { $0 != "\n" }.prefix(100))
  }

  var record: RefutationRecord {
    state.withLock { state in
      var record = state.record
      record.missing = state.missing.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
        RefutationRecord.Missing(reason: $0.key, count: $0.value)
      }
      return record
    }
  }

  /// The first failure to write; nil when everything is in the folder.
  var failure: String? { folder.failure }
}
