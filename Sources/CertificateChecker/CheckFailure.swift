/// Why a certificate is not accepted.
package struct CheckFailure: Error, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Something in it is not shown: it is no proof, or the solver did not see that it is one.
    case refused
    /// It uses what the checker has no rule for.
    case notCovered
  }

  package var kind: Kind
  /// What does not hold, as a phrase.
  package var reason: String
  /// The routine and instruction, if it is about one.
  package var place: String

  package init(_ reason: String, kind: Kind = .refused, at place: String = "") {
    self.kind = kind
    self.reason = reason
    self.place = place
  }
}
