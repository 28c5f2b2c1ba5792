// `aimcheck replay-certificate`: the program is read anew, and the certificate re-checked against it.

import AIMLang
import CertificateChecker
import CertificateFormat
import Report
import SolverProcess

/// What became of a certificate.
package enum CertificateOutcome: Sendable, Equatable {
  case accepted(CertificateSummary)
  /// It is none for this program; why, and where.
  case refused(CheckFailure)
  /// A file cannot be read, or is none of its kind.
  case unreadable(String)
  /// The solver cannot be asked.
  case noSolver(String)
}

/// - Parameter solver: the path of a solver that speaks SMT-LIB 2.
package func replayCertificate(_ certificate: String, of program: String, solver: String) -> CertificateOutcome {
  onDeepStack {
    let read: Certificate
    do throws(FileProblem) {
      read = try CertificateFile.certificate(
        try SourceReading.bytes(ofFileAt: certificate, regularOnly: false, limit: CertificateFile.limit))
    } catch { return .unreadable("\(certificate): \(error.reason)") }
    let loaded = load(program, reader: nil)
    guard let resolved = loaded.program else {
      return .unreadable("\(program): \(loaded.errors.first?.message ?? "it cannot be read")")
    }
    guard read.sources.map(\.sha256) == digests(resolved).map(\.sha256) else {
      return .refused(CheckFailure("it is the certificate of other texts than `\(program)` and what that imports"))
    }
    do {
      let pipe = try SolverPipe(solver)
      var check = CertificateCheck(resolved, solver: pipe)
      return .accepted(try check.run(read))
    } catch let failure as CheckFailure {
      return .refused(failure)
    } catch let failure as SolverProcessFailure {
      return .noSolver(failure.message)
    } catch {
      return .noSolver("the solver failed")
    }
  }
}

/// The digests of the texts of a program, that of the file that was asked for first.
func digests(_ program: Program) -> [Certificate.Source] {
  program.sources.files.map { Certificate.Source(path: $0.path, sha256: SHA256.digest($0.text.utf8)) }
}
