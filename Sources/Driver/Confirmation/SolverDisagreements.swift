// What a second solver said of a file's questions, as a record; questions that it answers otherwise become files.
import Glibc
import Prover
import Report

struct SolverDisagreements {
  let crossCheck: CrossCheck
  /// The program's path, after which the files are named.
  let path: String
  /// The folder that was asked for; nil for a new temporary one.
  let folder: String?

  func record() -> CrossCheckRecord {
    let counts = crossCheck.counts
    let disagreements = crossCheck.disagreements
    let files = write(disagreements.map(\.query))
    return CrossCheckRecord(
      solver: crossCheck.solver.name, questions: counts.questions, agreed: counts.agreed,
      agreedWithCore: counts.agreedWithCore, unknown: counts.unknown, late: counts.late, failed: counts.failed,
      open: counts.open, failure: counts.firstFailure,
      disagreements: zip(disagreements, files).map { disagreement, file in
        CrossCheckRecord.Disagreement(
          obligation: disagreement.query.label.obligation, place: disagreement.query.label.place,
          ours: disagreement.ours, theirs: disagreement.theirs, isOfCore: disagreement.isOfCore, file: file)
      })
  }

  /// The paths of the files; nil for one that could not be written.
  private func write(_ queries: [SavedQuery]) -> [String?] {
    guard !queries.isEmpty, let place = folder ?? temporaryFolder() else { return queries.map { _ in nil } }
    do throws(FileProblem) {
      let folder = try QueryFolder(place, program: path)
      return queries.map { folder.save($0) }
    } catch { return queries.map { _ in nil } }
  }

  private func temporaryFolder() -> String? {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var name = Array(((parent.isEmpty ? "/tmp" : parent) + "/aimcheck-XXXXXX").utf8CString)
    guard mkdtemp(&name) != nil else { return nil }
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
