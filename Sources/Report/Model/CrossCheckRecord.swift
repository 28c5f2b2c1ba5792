/// What a second solver said of the questions of a proof.
package struct CrossCheckRecord: Codable, Sendable, Equatable {
  /// A question to which one solver says that no values make its facts true, and the other that some do.
  package struct Disagreement: Codable, Sendable, Equatable {
    /// What was asked for: the id of an obligation, and where.
    package var obligation: String
    package var place: String
    /// `sat` or `unsat`.
    package var ours: String
    package var theirs: String
    /// Whether our answer is that of the checker's own procedure, not of cvc5.
    package var isOfCore: Bool
    /// The file that has the question; nil if it could not be written.
    package var file: String?

    package init(obligation: String, place: String, ours: String, theirs: String, isOfCore: Bool, file: String?) {
      self.obligation = obligation
      self.place = place
      self.ours = ours
      self.theirs = theirs
      self.isOfCore = isOfCore
      self.file = file
    }
  }

  /// What the second solver calls itself.
  package var solver: String
  /// Questions that were answered here, and were asked there.
  package var questions: Int
  /// Those with the same answer.
  package var agreed: Int
  /// Those of them that were answered here by the checker's own procedure, before cvc5.
  package var agreedWithCore: Int
  /// Those to which the second solver said that it does not know, did not answer in time, or failed.
  package var unknown: Int
  package var late: Int
  package var failed: Int
  /// Questions without an answer here, which were not asked there.
  package var open: Int
  /// Why the second solver failed at first.
  package var failure: String?
  package var disagreements: [Disagreement]

  package init(
    solver: String, questions: Int, agreed: Int, agreedWithCore: Int, unknown: Int, late: Int, failed: Int, open: Int,
    failure: String?, disagreements: [Disagreement]
  ) {
    self.solver = solver
    self.questions = questions
    self.agreed = agreed
    self.agreedWithCore = agreedWithCore
    self.unknown = unknown
    self.late = late
    self.failed = failed
    self.open = open
    self.failure = failure
    self.disagreements = disagreements
  }

  /// A line for people.
  package var sentence: String {
    var parts = ["\(agreed) of \(count(questions, "question")) answered alike (\(agreedWithCore) without cvc5)"]
    if unknown > 0 { parts.append("\(unknown) not decided") }
    if late > 0 { parts.append("\(late) not in time") }
    if failed > 0 { parts.append("\(failed) failed") }
    return "\(solver): " + parts.joined(separator: ", ") + "; disagreements: \(disagreements.count)"
  }
}

extension Verdict {
  /// The verdict in the light of a second solver. What it does not know changes nothing; that it failed leaves open
  /// what was asked for.
  package func crossChecked(_ record: CrossCheckRecord) -> Verdict {
    if let first = record.disagreements.first {
      let number = record.disagreements.count
      let more = number == 1 ? "" : ", and \(number - 1) more"
      let what = first.file.map { " (\($0))" } ?? ""
      let who = first.isOfCore ? "aimcheck's own procedure" : "cvc5"
      return Verdict(
        .checkerFault,
        "\(who) says `\(first.ours)` and \(record.solver) says `\(first.theirs)` to a question of "
          + "`\(first.obligation)` at \(first.place)\(what)\(more): one of them is wrong")
    }
    guard record.failed > 0 else { return self }
    var result = self
    result.sentence +=
      "; the second solver failed at \(count(record.failed, "question"))" + (record.failure.map { ": \($0)" } ?? "")
    if exitStatus == 0 { result.exitStatus = 2 }
    return result
  }
}
