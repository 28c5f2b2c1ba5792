// The whole pipeline on the accepted programs: verified, exit status 0, and two runs that are equal to the byte.
import Driver
import Testing

@Suite struct VerdictTests {
  @Test(arguments: Corpus.accepted) func verified(_ path: String) throws {
    let first = check(Corpus.proofs + "/" + path).report
    #expect(first.verdict.kind == .verified, "\(first.verdict.sentence)")
    #expect(first.verdict.exitStatus == 0)
    #expect(first.errors.isEmpty && first.warnings.isEmpty && first.findings.isEmpty && first.assumptions.isEmpty)
    let second = check(Corpus.proofs + "/" + path).report
    #expect(try RejectedTests.bytes(first) == RejectedTests.bytes(second), "two runs differ")
  }
}
