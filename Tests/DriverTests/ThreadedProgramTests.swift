// What one engine proves, the other must not break: random programs with nested handlers, threads, queues, families of
// invariants and an imported lock. A fixed sample in every run; `AIMCHECK_SOAK=20000` (or `make soak`) takes so many others
// instead, those from seed `AIMCHECK_SOAK_SEED` on.
import Foundation
import Testing

@Suite struct ThreadedProgramTests {
  static let soak = number("AIMCHECK_SOAK")
  static let parts = 8
  static let programsPerPart = (soak ?? 320) / parts
  static let firstSeed = soak == nil ? 0 : number("AIMCHECK_SOAK_SEED") ?? 1_000_000

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap(Int.init)
  }

  @Test(arguments: 0..<parts)
  func provedIsNeverBroken(part: Int) {
    var counts: [ThreadedVerdict.Kind: Int] = [:]
    let first = Self.firstSeed + part * Self.programsPerPart
    for seed in first..<(first + Self.programsPerPart) {
      let program = ThreadedProgram.drawn(seed: UInt64(seed))
      let verdict = ThreadedVerdict(program)
      counts[verdict.kind, default: 0] += 1
      switch verdict.kind {
      case .disagreement:
        let smallest = program.shrunk { ThreadedVerdict($0).kind == .disagreement }
        Issue.record("seed \(seed): proved, yet \(ThreadedVerdict(smallest).violation)\n\(smallest.text)")
      case .unreadable, .hung:
        Issue.record("seed \(seed): \(verdict.kind)\n\(program.text)")
      case .proved, .provedCutShort, .provedDeadlock, .brokenAndRefuted, .brokenAndUndecided, .refutedAlone,
        .undecidedAlone:
        break
      }
    }
    // It is worth something only if there are many of both kinds.
    let proved = counts[.proved, default: 0]
    let broken = counts[.brokenAndRefuted, default: 0] + counts[.brokenAndUndecided, default: 0]
    #expect(proved * 100 >= 25 * Self.programsPerPart)
    #expect(broken * 100 >= 15 * Self.programsPerPart)
    let summary = ThreadedVerdict.Kind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
    print("threaded programs, part \(part): \(summary.joined(separator: ", "))")
  }
}
