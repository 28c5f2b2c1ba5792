import AIMLang
import Machine
import TestSupport
import Testing

@Suite("The teeter-totter")
struct TeeterTests {
  @Test func isVerified() throws {
    let result = explore(try load(SamplePrograms.teeter))
    #expect(result.summary == "complete")
    #expect(result.counts == [121_373, 131_926, 1410])
    #expect(result.unreached == [])
    #expect(result.unevaluated == 0)
  }
}
