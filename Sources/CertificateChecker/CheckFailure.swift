/// Why a certificate is not accepted.
package struct CheckFailure: Error, Equatable {
  /// What does not hold, and where.
  package var reason: String
  /// The routine and instruction, if it is about one.
  package var place: String

  package init(_ reason: String, at place: String = "") {
    self.reason = reason
    self.place = place
  }
}
