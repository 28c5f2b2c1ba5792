// What one engine proves, the other must not break, and a schedule that is said to break something does: random programs
// of all shapes. A fixed sample in every run; `AIMCHECK_SOAK=20000` (or `make soak`) takes so many others instead, from
// seed `AIMCHECK_SOAK_SEED` on, and explores each further; `AIMCHECK_SOAK=0` goes on until it is interrupted;
// `AIMCHECK_SOAK_SHAPE=lists` takes those of one shape only.
import Foundation
import Prover
import Testing

@Suite struct RandomProgramsTests {
  private static let soak = number("AIMCHECK_SOAK")
  private static let onlyShape = ProcessInfo.processInfo.environment["AIMCHECK_SOAK_SHAPE"]
    .flatMap(ProgramShape.init(rawValue:))
  private static let programs = 2_000
  /// Between two lines that say how far a soak is.
  private static let round = 2_000

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap(Int.init)
  }

  @Test func enginesAgree() async {
    guard let soak = Self.soak else {
      let counts = await Self.run(0..<Self.programs)
      Self.check(counts)
      return
    }
    var counts = RandomCounts()
    let first = Self.number("AIMCHECK_SOAK_SEED") ?? 1_000_000
    var done = 0
    while soak == 0 || done < soak {
      let next = soak == 0 ? Self.round : min(Self.round, soak - done)
      counts.add(await Self.run(first + done..<first + done + next))
      done += next
      FileHandle.standardError.write(Data("random programs from seed \(first): \(counts.summary)\n".utf8))
    }
    Self.check(counts)
  }

  private static func check(_ counts: RandomCounts) {
    for shape in ProgramShape.allCases {
      let all = counts.number(RandomVerdict.Kind.allCases, shape)
      // Of a few anything may be.
      guard all >= 200 else { continue }
      let proved = counts.number(RandomCounts.proved, shape)
      let confirmed = counts.number([.confirmed], shape)
      #expect(proved * 100 >= shape.floors.proved * all, "\(shape.rawValue): too few programs are proved")
      #expect(confirmed * 100 >= shape.floors.confirmed * all, "\(shape.rawValue): too few refutations are confirmed")
    }
    print("\(counts.table)\nrandom programs: \(counts.summary)")
  }

  /// The shape of a program is a matter of its number, so that there are some of each in every hundred.
  private static func shape(of seed: Int) -> ProgramShape {
    if let onlyShape { return onlyShape }
    // 37 and 100 have no common divisor: the shapes take turns.
    var place = seed * 37 % 100
    for shape in ProgramShape.allCases {
      place -= shape.share
      if place < 0 { return shape }
    }
    return .lists
  }

  private static func run(_ seeds: Range<Int>) async -> RandomCounts {
    let parts = 8
    let store = ProofStore()
    return await withTaskGroup(of: RandomCounts.self) { group in
      for part in 0..<parts {
        group.addTask {
          var counts = RandomCounts()
          for seed in stride(from: seeds.lowerBound + part, to: seeds.upperBound, by: parts) {
            counts.add(judge(seed, store), shape(of: seed))
          }
          return counts
        }
      }
      return await group.reduce(into: RandomCounts()) { $0.add($1) }
    }
  }

  /// Most programs with small bounds, so that there are many; every eighth without reduction and by itself, and of every
  /// fourth the solver's values are tried out.
  private static func judge(_ seed: Int, _ store: ProofStore) -> RandomVerdict.Kind {
    let shape = shape(of: seed)
    var effort = RandomVerdict.Effort(triesValues: seed % 4 == 3, isExact: shape.isExact, store: store)
    if soak != nil { effort.maxStates = 50_000 }
    if seed % 8 == 5 {
      effort.isWhole = true
      effort.store = nil
    }
    let program = shape.program(seed: UInt64(seed))
    let verdict = RandomVerdict(program, effort)
    if verdict.kind.isFailure { report(program, verdict, effort, "\(shape.rawValue)-\(seed)") }
    return verdict.kind
  }

  /// Tells of a failure with the smallest program that fails in the same way, which is written to a file.
  private static func report(
    _ program: ProgramLines, _ verdict: RandomVerdict, _ effort: RandomVerdict.Effort, _ name: String
  ) {
    // With what other programs have left in the store, which may be what is wrong.
    var smallest = program
    let shrinks = verdict.kind != .hung && verdict.kind != .unreadable
    if shrinks {
      smallest = program.shrunk { candidate in
        let other = RandomVerdict(candidate, effort)
        return other.kind == verdict.kind && other.code == verdict.code
      }
    }
    let violation = shrinks ? RandomVerdict(smallest, effort).violation : verdict.violation
    let folder = failures.appendingPathComponent(name)
    let path = (try? smallest.write(to: folder)) ?? "(\(folder.path) cannot be written)"
    Issue.record("\(name): \(verdict.kind.rawValue) \(violation)\n\(path):\n\(smallest.text)")
  }

  /// Programs on which the engines fail.
  private static let failures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".build/failed-programs")
}
