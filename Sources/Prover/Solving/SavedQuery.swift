import SepLogic

/// What a query is asked for.
package struct QueryLabel: Sendable, Equatable {
  /// The id of the obligation, such as `main#3`.
  package var obligation: String
  /// Where in the source, such as `teeter.aim:12:3`.
  package var place: String

  package init(obligation: String = "", place: String = "") {
    self.obligation = obligation
    self.place = place
  }
}

/// A query to the solver as a self-contained SMT-LIB 2 file, with the answer that was given.
package struct SavedQuery: Sendable, Equatable {
  package let label: QueryLabel
  /// Counts the queries of one session from 1.
  package let number: Int
  package let answer: SatAnswer
  package let text: String

  package init(label: QueryLabel, number: Int, answer: SatAnswer, text: String) {
    self.label = label
    self.number = number
    self.answer = answer
    self.text = text
  }

  /// A file name made of the obligation and the number: letters, digits, `-`, `_` and `.` only.
  package var fileName: String {
    let safe = label.obligation.unicodeScalars.prefix(80).map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
        ? Character(scalar) : "-"
    }
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return (safe.isEmpty ? "query" : String(safe)) + "-" + padded + ".smt2"
  }
}

/// Takes saved queries; called on the thread of the session.
package typealias QuerySink = @Sendable (SavedQuery) -> Void
