import AIMLang
import SepLogic
import TestSupport
import Testing

@testable import Prover

@Suite struct TeeterTests {
  private func changed(_ line: String, to replacement: String = "", occurrence: Int = 1) throws -> Program {
    var lines = SamplePrograms.teeter.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let places = lines.indices.filter { lines[$0].contains(line) }
    lines[places[occurrence - 1]] = replacement
    return try programFromText(lines.joined(separator: "\n"))
  }

  @Test func everyObligationIsProved() throws {
    let program = try programFromText(SamplePrograms.teeter)
    let report = prove(program)
    #expect(report.allProved, "\(transcript(report, in: program))")
    #expect(report.obligations.count == 20)
    #expect(report.warnings.isEmpty)
    #expect(report.assumptions.isEmpty)
    #expect(report.unreached.isEmpty)
  }

  @Test func twoRunsGiveEqualReports() throws {
    let program = try programFromText(SamplePrograms.teeter)
    var first = prove(program)
    var second = prove(program)
    first.statistics.solverTime = .zero
    first.statistics.coreTime = .zero
    first.statistics.coreTimes = TimeHistogram()
    second.statistics.solverTime = .zero
    second.statistics.coreTime = .zero
    second.statistics.coreTimes = TimeHistogram()
    #expect(first == second)
  }

  @Test func withoutCliTheCellBelongsToThePublicPart() throws {
    let program = try changed("cli")
    let report = prove(program)
    #expect(failures(of: report, in: program) == ["refuted load:footprint.missing @28"])
    let finding = try #require(report.obligations.compactMap(\.finding).first)
    #expect(finding.diagnostic.message.contains("with interrupts on, `right` belongs to the public part"))
    #expect(finding.diagnostic.facts.contains { $0.kind == .owner && $0.text.contains("line 6 (irq 0)") })
    #expect(finding.diagnostic.related.contains { program.sources.position(of: $0.span).line == 6 })
    #expect(finding.diagnostic.suggestion == "insert `cli` before this instruction")
    #expect(finding.counterexample?.interruptEnable == true)
  }

  @Test func withoutAStoreTheSumIsLost() throws {
    #expect(failures(try changed("st   [left], r1")) == ["refuted iret:invariant.unproved @17"])
    #expect(failures(try changed("st   [right], r2")) == ["refuted iret:invariant.unproved @17"])
    #expect(failures(try changed("st   [right], r1")) == ["refuted sti:invariant.unproved @35"])
    #expect(failures(try changed("st   [left], r2")) == ["refuted sti:invariant.unproved @35"])
  }

  @Test func withoutStiTheLoopComesBackWithInterruptsOff() throws {
    #expect(failures(try changed("      sti")) == ["refuted loop:flag.mismatch @36"])
    #expect(failures(try changed("won:  sti", to: "won:")) == ["refuted halt:flag.mismatch @39"])
  }
}

extension Obligation {
  /// Why it is not proved; nil where it is.
  var finding: Finding? {
    switch outcome {
    case .proved: nil
    case .refuted(let finding), .undecided(let finding): finding
    }
  }
}
