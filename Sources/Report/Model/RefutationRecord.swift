/// Which contradictions, of those that a proof rests on, cvc5 has proved in a text of its own.
package struct RefutationRecord: Codable, Sendable, Equatable {
  /// Contradictions that were found, by the checker's own procedure or by cvc5.
  package var found: Int
  /// Those with a proof in the folder.
  package var proved: Int
  /// Those of them in which cvc5 takes nothing on trust.
  package var proofsWithoutTrust: Int
  /// Steps in all proofs that are taken on trust.
  package var trustedSteps: Int
  /// Why there is none of the others, and of how many, by the reason.
  package var missing: [Missing]

  package struct Missing: Codable, Sendable, Equatable {
    package var reason: String
    package var count: Int

    package init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  package init(found: Int, proved: Int, proofsWithoutTrust: Int, trustedSteps: Int, missing: [Missing]) {
    self.found = found
    self.proved = proved
    self.proofsWithoutTrust = proofsWithoutTrust
    self.trustedSteps = trustedSteps
    self.missing = missing
  }

  /// A line for people.
  package var sentence: String {
    var text =
      "\(proved) of \(count(found, "contradiction")) proved by cvc5 too, \(proofsWithoutTrust) without a step on trust"
    if !missing.isEmpty {
      text += "; of the others: " + missing.map { "\($0.reason) (\($0.count))" }.joined(separator: ", ")
    }
    return text
  }
}
