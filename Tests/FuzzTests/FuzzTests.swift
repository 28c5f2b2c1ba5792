// Mutated inputs from a fixed seed through every reader. `AIMCHECK_FUZZ` is how many for each target, `AIMCHECK_FUZZ_SEED` which,
// `AIMCHECK_FUZZ_TARGET` only one of them; `Trust/fuzz` runs many. An input that ends the process is left in
// `/tmp/aimcheck-fuzz-input-TARGET`.
import Foundation
import Testing

@Suite("Hostile inputs, made from a seed", .serialized)
struct FuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed = environment["AIMCHECK_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
  private static let asked = environment["AIMCHECK_FUZZ"].flatMap(Int.init)
  private static let names = FuzzTarget.all.map(\.name).filter {
    environment["AIMCHECK_FUZZ_TARGET"] == nil || environment["AIMCHECK_FUZZ_TARGET"] == $0
  }

  /// How many inputs a target gets in a run of all tests: about as many as it takes in half a second.
  private static let usual = [
    "lexer": 600, "parser": 600, "program": 300, "entailment": 200, "recording": 150, "schedule": 100, "commands": 100,
    "pipeline": 60,
  ]

  @Test("nothing crashes, hangs, or contradicts itself", arguments: names)
  func mutated(name: String) async throws {
    let target = try #require(FuzzTarget.named(name))
    let count = Self.asked ?? Self.usual[name] ?? 100
    let corpus = FuzzFiles.corpus(name)
    var mutation = Mutation(seeds: target.seeds() + corpus, largest: target.largest, seed: Self.seed)
    let inputs = AnyIterator { () -> [UInt8]? in mutation.next() }
    let result = await Self.run(target, corpus, then: inputs, count)
    for problem in result.problems.prefix(5) { Issue.record("\(name): \(problem)") }
    if name != "commands" { #expect(result.accepted > 0 && result.rejected > 0, "\(name) sees only one side") }
    print(
      "fuzz\t\(name)\t\(result.accepted + result.rejected)\t\(result.accepted)\t\(result.rejected)"
        + "\t\(result.problems.count)\t\(Int(result.slowest * 1000))")
  }

  private struct Result: Sendable {
    var accepted = 0
    var rejected = 0
    var problems: [String] = []
    /// Seconds.
    var slowest = 0.0
  }

  /// On a thread with the stack that threads of a process usually have.
  private static func run(
    _ target: FuzzTarget, _ corpus: [[UInt8]], then inputs: AnyIterator<[UInt8]>, _ count: Int
  ) async -> Result {
    nonisolated(unsafe) let inputs = inputs
    return await withCheckedContinuation { continuation in
      let thread = Thread {
        var result = Result()
        for number in 0..<(corpus.count + count) {
          guard let input = number < corpus.count ? corpus[number] : inputs.next() else { break }
          try? Data(input).write(to: URL(fileURLWithPath: "/tmp/aimcheck-fuzz-input-\(target.name)"))
          let began = processorTime()
          let outcome = target.check(input)
          let time = processorTime() - began
          result.slowest = max(result.slowest, time)
          switch outcome {
          case .accepted: result.accepted += 1
          case .rejected: result.rejected += 1
          case .broken(let problem): result.problems.append(problem + kept(input, target.name))
          }
          if time > target.patience { result.problems.append("it took \(time) seconds" + kept(input, target.name)) }
        }
        unlink("/tmp/aimcheck-fuzz-input-\(target.name)")
        continuation.resume(returning: result)
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Keeps an input that shows something wrong, and says where.
  private static func kept(_ input: [UInt8], _ name: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in input { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let path = "/tmp/aimcheck-fuzz-\(name)-\(String(hash, radix: 16))"
    try? Data(input).write(to: URL(fileURLWithPath: path))
    return " (\(path))"
  }

  /// Of this thread: other tests run beside.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
