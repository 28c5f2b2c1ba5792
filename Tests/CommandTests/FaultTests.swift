import Foundation
import Testing

/// The system fails while the program runs. A few faults of the many that `Trust/faults` goes through: each ends with a documented
/// status, 0 only with the whole answer, and under its name a file is whole or what it was.
@Suite struct FaultTests {
  /// What to run; `@O` is the file of the result.
  struct Work: Sendable, CustomTestStringConvertible {
    var arguments: String
    var status: Int32
    var writesFile: Bool { arguments.contains("@O") }
    var testDescription: String { arguments }
    init(_ status: Int32, _ arguments: String) { (self.status, self.arguments) = (status, arguments) }
  }

  static let works = [
    Work(0, "--no-timing --format json --output @O \(Corpus.teeter)"),
    Work(0, "--no-timing --solver-only --no-explore --output @O Proofs/accepts/modules/saturate.aim"),
    Work(1, "explore --no-timing --trace-output @O \(Corpus.withoutCli)"),
    Work(0, "run --record @O --max-steps 200 \(Corpus.teeter)"),
    Work(0, "stats --no-timing \(Corpus.withoutBoot)"),
  ]

  static let limits = ["-f 0", "-f 1", "-n 4", "-n 6", "-s 48", "-s 256", "-v 300000"]

  @Test(arguments: works, limits) func limited(_ work: Work, _ limit: String) throws {
    try TemporaryFolder.with { folder in
      let whole = try run(work, folder, "")
      #expect(whole.ending.status == work.status, "\(whole.ending)")
      let limited = try run(work, folder, "ulimit \(limit) && ")
      let status = try #require(limited.ending.status, "it was ended by a signal: \(limited.ending.errors)")
      // What the loader or the shell cannot start says nothing of the program.
      #expect([work.status, 1, 2, 3, 70, 74, 126, 127].contains(status), "\(limited.ending)")
      #expect(status != 70 || limit.hasPrefix("-v"), "\(limited.ending)")
      if status == work.status {
        #expect(limited.ending.output == whole.ending.output)
        #expect(limited.file == whole.file)
      } else {
        #expect(status != 0)
        #expect(limited.file == "before" || limited.file == whole.file)
      }
      #expect(folder.names == ["result"])
    }
  }

  /// Threads are none of those that a program can count on: without any, the answer is the same.
  /// Only root can become a user whose threads can be limited without limiting those of others.
  @Test(.enabled(if: getuid() == 0)) func withoutThreads() throws {
    let arguments = "--no-timing \(Corpus.ring)"
    let whole = try Command.shell("\"$AIMCHECK\" \(arguments)")
    let alone = try Command.shell(
      "exec bash -c 'ulimit -u 1; exec setpriv --reuid=54321 --clear-groups \"$AIMCHECK\" \(arguments)'")
    // Where that user cannot even start it, nothing is to be seen.
    if alone.status == 126 || alone.status == 127 { return }
    #expect(alone == whole)
  }

  private func run(
    _ work: Work, _ folder: TemporaryFolder, _ before: String
  ) throws -> (ending: Command.Ending, file: String) {
    let path = folder.file("result").path
    try Data("before".utf8).write(to: URL(fileURLWithPath: path))
    let arguments = work.arguments.replacingOccurrences(of: "@O", with: path)
    let ending = try Command.shell("export SWIFT_BACKTRACE=; \(before)exec \"$AIMCHECK\" \(arguments)")
    return (ending, try String(contentsOfFile: path, encoding: .utf8))
  }
}
