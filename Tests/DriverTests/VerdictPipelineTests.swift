import AIMLang
import Driver
import Machine
import Prover
import Report
import Testing

@Suite struct VerdictPipelineTests {
  @Test func verified() {
    let report = Checking.check(Checking.sound)
    #expect(report.verdict.kind == .verified)
    #expect(report.findings.isEmpty && report.errors.isEmpty && report.assumptions.isEmpty)
    #expect(report.proof?.proved == report.obligations.count)
    #expect(report.exploration?.outcome == .complete)
  }

  @Test func partsOfThePipeline() {
    #expect(Checking.check(Checking.sound) { $0.explores = false }.verdict.kind == .provedNotExplored)
    #expect(Checking.check(Checking.sound) { $0.proves = false }.verdict.kind == .exploredNotProved)
    #expect(Checking.check(Checking.sound) { $0.only = "main" }.verdict.kind == .provedInPart)
    #expect(Checking.check(Checking.sound) { $0.only = "nobody" }.verdict.kind == .usage)
    #expect(Checking.check(Checking.sound) { $0.maxStates = 3 }.verdict.kind == .provedExplorationCutShort)
    let withoutBoot = Checking.check(Checking.sound.replacing("boot { thread main }", with: ""))
    #expect(withoutBoot.verdict.kind == .provedModule)
    #expect(withoutBoot.notExplored == "there is no `boot`")
  }

  @Test func modules() {
    #expect(Checking.check("func f() { ret }\n") { $0.explores = false }.verdict.kind == .provedModule)
    #expect(Checking.check("const N = 1\n").verdict.kind == .provedModule)
    #expect(Checking.check("// nothing\n").verdict.kind == .nothingChecked)
    #expect(Checking.check("func f() { ret }\n") { $0.proves = false }.verdict.kind == .nothingChecked)
    #expect(Checking.check("func f() { ret }\n") { $0.only = "f" }.verdict.kind == .provedInPart)
    #expect(Checking.check("extern func f()\n").verdict.kind == .provedUnderAssumptions)
    #expect(Checking.check("func f() ensures 1 == 2 { ret }\n").verdict.exitStatus == 1)
  }

  /// The whole takes at least as long as its parts that follow each other.
  @Test func timesAreOfTheRunThatTheyComeWith() throws {
    var options = CheckOptions()
    options.reader = { _ in Checking.sound }
    let checked = Driver.check("main.aim", options).timing
    #expect(checked.total >= (try #require(checked.load)) + (try #require(checked.prove)))
    let refused = Driver.check("nowhere/at all.aim").timing
    #expect(refused.total >= (try #require(refused.load)))
  }

  @Test func textsThatAreRefused() {
    #expect(Checking.check("func f( {").verdict.kind == .invalid)
    let unsupported = Checking.check("func f() { assert forall x :: x == x ret }\n")
    #expect(unsupported.verdict.exitStatus == 3)
    #expect(Driver.check("nowhere/at all.aim").report.verdict.kind == .unreadable)
    #expect(Checking.check("").verdict.exitStatus == 2)
    // Nothing is explored or proved of what is refused.
    #expect(unsupported.proof == nil && unsupported.exploration == nil)
  }

  @Test func assumptionsShow() throws {
    let assumed = Checking.check(
      Checking.counter("      cli\n      ld   r1, [n]\n      @assume r1 <= 9\n      sti\n      halt"))
    #expect(assumed.verdict.kind == .provedUnderAssumptions)
    #expect(assumed.assumptions.count == 1)
    let external = Checking.check(
      Checking.counter("      call e\n      halt", "extern func e() requires ie == 1 ensures ie == 1"))
    #expect(external.verdict.kind == .provedUnderAssumptions)
    #expect(external.verdict.exitStatus == 2)
  }

  /// What follows from a false assumption is not the checker's fault.
  @Test func falseAssumptions() {
    let report = Checking.check(
      Checking.counter("      choose r1, 0, 3\n      @assume r1 == 0\n      assert r1 == 0\n      halt"))
    #expect(report.obligations.allSatisfy { $0.outcome == .proved })
    #expect(report.verdict.kind == .refuted)
    #expect(report.findings.map(\.foundBy) == [[.explorer]])
  }

  @Test func vacuousSuccessIsSaid() {
    let report = Checking.check(
      Checking.counter("      halt", "func never(x) requires ie == 1 ** x < 1 ** x > 2 ensures false { ret }"))
    #expect(report.warnings.map(\.code) == ["contract:unsatisfiable"])
    #expect(report.verdict.sentence.hasSuffix(", with 1 warning"))
  }

  @Test func replays() {
    let well = Checking.replay(Checking.sound, "1.0.0.0")
    #expect(well.verdict.kind == .replayed)
    #expect(
      well.replay?.steps.map(\.changes) == [
        ["ie: 1 → 0", "level: thread → irq 0", "n: public → clear"], [], ["n: 1 → 0"],
        ["ie: 0 → 1", "level: irq 0 → thread", "n: clear → public"],
      ])
    #expect(well.replay?.steps.map(\.actor) == ["clear", "clear", "clear", "clear"])
    #expect(well.replay?.steps.map(\.action) == ["irq 0 arrives", "mov r1, 0", "st [n], r1", "iret"])
    #expect(Checking.replay(Checking.unlocked, "0").verdict.exitStatus == 1)
    #expect(Checking.replay(Checking.sound, "5").verdict.exitStatus == 64)
    #expect(Checking.replay(Checking.sound, "0.-1").verdict.exitStatus == 64)
  }
}
