// What one engine proves, the other must not break: random programs with nested handlers, threads, queues, families of
// invariants and an imported lock. A fixed sample in every run; `AIMCHECK_SOAK=20000` (or `make soak`) takes so many others
// instead, from seed `AIMCHECK_SOAK_SEED` on, and explores each further.
import Foundation
import Testing

@Suite struct ThreadedProgramTests {
  static let soak = number("AIMCHECK_SOAK")
  static let programs = soak ?? 400
  static let firstSeed = soak == nil ? 0 : number("AIMCHECK_SOAK_SEED") ?? 1_000_000
  static let maxStates = soak == nil ? 10_000 : 100_000

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap(Int.init)
  }

  @Test func provedIsNeverBroken() async {
    let parts = 8
    let counts = await withTaskGroup(of: [ThreadedVerdict.Kind: Int].self) { group in
      for part in 0..<parts {
        group.addTask { Self.run(stride(from: Self.firstSeed + part, to: Self.firstSeed + Self.programs, by: parts)) }
      }
      return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    // It is worth something only if there are many of both kinds.
    let proved = counts[.proved, default: 0]
    let broken = counts[.brokenAndRefuted, default: 0] + counts[.brokenAndUndecided, default: 0]
    #expect(proved * 100 >= 25 * Self.programs)
    #expect(broken * 100 >= 15 * Self.programs)
    let summary = ThreadedVerdict.Kind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
    print("threaded programs: \(summary.joined(separator: ", "))")
  }

  private static func run(_ seeds: StrideTo<Int>) -> [ThreadedVerdict.Kind: Int] {
    var counts: [ThreadedVerdict.Kind: Int] = [:]
    for seed in seeds {
      let program = ThreadedProgram.drawn(seed: UInt64(seed))
      let verdict = ThreadedVerdict(program, maxStates: maxStates)
      counts[verdict.kind, default: 0] += 1
      switch verdict.kind {
      case .disagreement:
        let smallest = program.shrunk { ThreadedVerdict($0, maxStates: maxStates).kind == .disagreement }
        let violation = ThreadedVerdict(smallest, maxStates: maxStates).violation
        Issue.record("seed \(seed): proved, yet \(violation)\n\(smallest.text)")
      case .unreadable, .hung:
        Issue.record("seed \(seed): \(verdict.kind.rawValue)\n\(program.text)")
      case .proved, .provedCutShort, .provedDeadlock, .brokenAndRefuted, .brokenAndUndecided, .refutedAlone,
        .undecidedAlone:
        break
      }
    }
    return counts
  }
}
