import AIMLang
import TestSupport
import Testing

@testable import Prover

/// The ownership table of the logic, row by row, for any number of levels.
@Suite struct OwnershipTests {
  private let levels = 3

  private func owned(_ interruptEnable: Bool, _ level: Int, _ inService: Bool) -> [Int] {
    ownedLevels(
      Flags(interruptEnable: interruptEnable, level: level, inService: inService), levelCount: levels)
  }

  @Test func table() {
    #expect(owned(false, 3, false) == [0, 1, 2, 3])
    #expect(owned(false, 1, true) == [0, 1])
    #expect(owned(false, 1, false) == [0, 1])
    #expect(owned(true, 1, true) == [1])
    #expect(owned(true, 1, false) == [])
    #expect(owned(true, 3, false) == [])
  }

  @Test func transfers() {
    func moved(_ old: Flags, _ new: Flags) -> [[Int]] {
      let transfer = OwnershipTransfer(from: old, to: new, levelCount: levels)
      return [transfer.gains, transfer.givesUp]
    }
    let on = Flags.thread(interruptEnable: true, levelCount: levels)
    let off = Flags.thread(interruptEnable: false, levelCount: levels)
    #expect(moved(on, off) == [[0, 1, 2, 3], []])
    #expect(moved(off, on) == [[], [0, 1, 2, 3]])
    #expect(moved(on, on) == [[], []])
    let entry = Flags.handlerEntry(level: 2)
    let enabled = Flags(interruptEnable: true, level: 2, inService: true)
    let done = Flags(interruptEnable: true, level: 2, inService: false)
    #expect(moved(entry, enabled) == [[], [0, 1]])
    #expect(moved(enabled, done) == [[], [2]])
  }

  /// Over all flags, what is gained and what is given up is what the table says changed.
  @Test func aTransferIsTheDifference() {
    var all: [Flags] = []
    for level in 0...levels {
      for interruptEnable in [false, true] {
        for inService in level == levels ? [false] : [false, true] {
          all.append(Flags(interruptEnable: interruptEnable, level: level, inService: inService))
        }
      }
    }
    for old in all {
      for new in all {
        let transfer = OwnershipTransfer(from: old, to: new, levelCount: levels)
        var after = Set(ownedLevels(old, levelCount: levels))
        #expect(after.isSuperset(of: transfer.givesUp))
        after.subtract(transfer.givesUp)
        #expect(after.isDisjoint(with: transfer.gains))
        after.formUnion(transfer.gains)
        #expect(after == Set(ownedLevels(new, levelCount: levels)))
      }
    }
  }

  @Test func aLedgerProvesNothingByItself() {
    var ledger = Ledger()
    let key = ObligationKey(owner: .boot, pc: 0, rank: 0, check: .boot)
    #expect(!ledger.isProved)
    ledger.open(key)
    #expect(!ledger.isProved)
    ledger.establish(key)
    #expect(ledger.isProved)
    ledger.open(key)
    #expect(!ledger.isProved)
    ledger.establish(key)
    let span = SourceSpan(file: FileID(0), start: 0, end: 0)
    let finding = Finding(
      diagnostic: Diagnostic(.error, DiagnosticCode(.boot, .limitReached), "cut short", at: span), pc: nil)
    ledger.cutShort(finding)
    #expect(!ledger.isProved)
  }

  @Test func oneRoutineAlone() throws {
    let program = try programFromText(SamplePrograms.teeter)
    let timer = prove(program, options: ProverOptions(only: "timer"))
    #expect(timer.allProved && Set(timer.obligations.map(\.routine)) == ["timer"])
    let main = prove(program, options: ProverOptions(only: "main"))
    #expect(main.allProved && Set(main.obligations.map(\.routine)) == ["main"])
    #expect(!prove(program, options: ProverOptions(only: "nobody")).allProved)
  }

  @Test func aLimitOfPathsLeavesNothingProved() throws {
    let program = try programFromText(
      """
      func f(a)
      {
        beq r1, 0, x
      x: beq r1, 1, y
      y: beq r1, 2, z
      z: assert r1 >= 0
        ret
      }
      """)
    let report = prove(program, options: ProverOptions(maximumPaths: 2))
    #expect(report.obligations.count > 0)
    #expect(failures(of: report, in: program).allSatisfy { $0 == "undecided contract:limit.reached @1" })
    #expect(failures(of: report, in: program).count == report.obligations.count)
  }
}
