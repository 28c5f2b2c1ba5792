// The targets of `FuzzTests` under libFuzzer, which keeps inputs that reach new code: `make fuzz`.
//
//   FUZZ_TARGET=parser fuzz [options of libFuzzer] [folders of inputs]
//   FUZZ_TARGET=parser fuzz --seeds FOLDER      writes the target's own inputs into a folder
//
// (libFuzzer starts itself anew for some of its work, with its own options alone.)
import Foundation
import LibFuzzer

/// What libFuzzer's callbacks, which take no context, refer to.
enum Fuzzing {
  nonisolated(unsafe) static var target = FuzzTarget.lexer
  nonisolated(unsafe) static var seeds: [[UInt8]] = []

  static func run(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    guard size <= target.largest else { return -1 }
    if case .broken(let problem) = target.check(bytes) { fatalError("\(target.name): \(problem)") }
    return 0
  }

  /// Half of all changes are ours: pieces of other inputs, cut at tokens.
  static func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ largest: Int, _ seed: UInt32) -> Int {
    if seed % 2 == 0 { return LLVMFuzzerMutate(data, size, largest) }
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    let others = (0..<UInt32(min(8, seeds.count))).map { seeds[Int((seed &+ $0 &* 7_919) % UInt32(seeds.count))] }
    var mutation = Mutation(seeds: [bytes, bytes] + others, largest: min(largest, target.largest), seed: UInt64(seed))
    let result = mutation.next()
    for (index, byte) in result.enumerated() { data[index] = byte }
    return result.count
  }
}

@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ largest: Int, _ seed: UInt32) -> Int {
  Fuzzing.mutate(data, size, largest, seed)
}

guard let target = FuzzTarget.named(ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? "") else {
  print("usage: FUZZ_TARGET=name fuzz …; targets are \(FuzzTarget.all.map(\.name).joined(separator: " "))")
  exit(64)
}
Fuzzing.target = target
Fuzzing.seeds = target.seeds()
if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seeds" {
  for (index, seed) in Fuzzing.seeds.enumerated() {
    let file = URL(fileURLWithPath: CommandLine.arguments[2]).appendingPathComponent("seed-\(index)")
    do { try Data(seed).write(to: file) } catch {
      print("cannot write \(file.path): \(error)")
      exit(74)
    }
  }
  exit(0)
}
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments) { Fuzzing.run($0, $1) })
