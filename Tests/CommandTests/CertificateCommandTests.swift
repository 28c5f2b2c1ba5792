// `--certificate` and `replay-certificate` as a user meets them.

import Foundation
import Testing

@Suite struct CertificateCommandTests {
  @Test func aProofIsWrittenAndReChecked() throws {
    try TemporaryFolder.with { folder in
      let proof = folder.file("teeter.proof").path
      let written = try Command.run(["--no-explore", "--certificate", proof, Corpus.teeter])
      #expect(written.status == 2)
      let replayed = try Command.run(["replay-certificate", proof, Corpus.teeter])
      #expect(replayed.status == 0)
      #expect(replayed.output.contains("a proof of \(Corpus.teeter): 3 tasks, "))
      // Two runs, equal bytes.
      let again = folder.file("again.proof").path
      _ = try Command.run(["--no-explore", "--certificate", again, Corpus.teeter])
      #expect(try Data(contentsOf: URL(fileURLWithPath: proof)) == Data(contentsOf: URL(fileURLWithPath: again)))
      // Of another program.
      let other = try Command.run(["replay-certificate", proof, Corpus.ring])
      #expect(other.status == 1)
      #expect(other.output.contains("refused: it is the certificate of other texts"))
      // Without its solver.
      #expect(try Command.run(["replay-certificate", "--solver", "/no/z3", proof, Corpus.teeter]).status == 70)
    }
  }

  @Test func whatIsNoCertificateIsSaidToBeNone() throws {
    let ending = try Command.run(["replay-certificate", Corpus.teeter, Corpus.teeter])
    #expect(ending.status == 3)
    #expect(ending.errors.contains("it is not as a certificate has it") || ending.errors.contains("certificate"))
    #expect(try Command.run(["replay-certificate", "/no/proof", Corpus.teeter]).status == 3)
  }

  @Test func withoutAProofThereIsNone() throws {
    try TemporaryFolder.with { folder in
      let proof = folder.file("proof").path
      let ending = try Command.run(["--certificate", proof, Corpus.withoutCli])
      #expect(ending.status == 1)
      #expect(ending.output.contains("no certificate, since not everything is proved"))
      #expect(!FileManager.default.fileExists(atPath: proof))
      #expect(try Command.run(["--certificate", proof, Corpus.teeter, Corpus.ring]).status == 64)
      #expect(try Command.run(["--certificate", proof, "--only", "main", Corpus.teeter]).status == 64)
    }
  }

  @Test func aCertificateThatCannotBeWrittenIsNoSuccess() throws {
    let ending = try Command.run(["--certificate", "/dev/full", Corpus.teeter])
    #expect(ending.status == 74)
    #expect(ending.output.contains("the certificate `/dev/full` cannot be written"))
  }
}
