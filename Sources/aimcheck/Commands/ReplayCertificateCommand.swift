import ArgumentParser
import Driver
import Report

struct ReplayCertificateCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay-certificate",
    abstract: "Re-check a proof that was written with `check --certificate`, without looking for anything.",
    discussion: """
      The checker knows the rules of the logic and nothing of the prover: every step of the certificate is shown anew, and what \
      is arithmetic in it by a solver that the prover does not use.

      Exit status: 0 where the certificate is a proof of the program; 1 where it is not shown to be one, or is one of other texts; 2 \
      where it is a proof under assumptions, or uses a rule that the checker does not have; 3 where a file cannot be read, or has \
      been changed; 70 where the solver cannot be asked.
      """)

  @Argument(help: ArgumentHelp("The certificate.", valueName: "certificate"))
  var certificate: String

  @Argument(help: ArgumentHelp("The program that it is of.", valueName: "program"))
  var program: String

  @Option(help: ArgumentHelp("A solver that speaks SMT-LIB 2.", valueName: "path"))
  var solver = "z3"

  func status() -> Int32 {
    switch replayCertificate(certificate, of: program, solver: solver) {
    case .accepted(let summary):
      var text =
        "\(certificate): a proof of \(program): \(summary.tasks) tasks, \(summary.states) states, "
        + "\(summary.queries) questions to \(solver)\n"
      for assumption in summary.assumptions { text += "  assumed      \(assumption)\n" }
      return ResultOutput.standard.end(text, summary.assumptions.isEmpty ? 0 : 2)
    case .refused(let failure):
      let place = failure.place.isEmpty ? "" : "\(failure.place): "
      let (word, status): (String, Int32) =
        switch failure.kind {
        case .refused: ("refused", 1)
        case .notCovered: ("not re-checked", 2)
        }
      return ResultOutput.standard.end("\(certificate): \(word): \(place)\(failure.reason)\n", status)
    case .unreadable(let reason):
      Complaint.print("aimcheck: \(Sanitizer.line(reason))")
      return 3
    case .noSolver(let reason):
      Complaint.print("aimcheck: \(Sanitizer.line(reason))")
      return 70
    }
  }
}
