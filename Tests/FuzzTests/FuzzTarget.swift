// What is fuzzed, and what has to hold of every input. The same targets are run by `FuzzTests` with mutated inputs from a fixed
// seed, and by the package `Fuzz` with libFuzzer, which looks for inputs that reach new code.
//
// A crash or a hang shows by itself; what a target checks beyond it is that an input is either taken or refused with a reason and a
// place, that saying so twice is saying the same, and that what is taken means what it says.
import Foundation

/// What came of an input.
enum FuzzOutcome: Equatable {
  case accepted
  case rejected
  /// Something that must hold does not: a sentence.
  case broken(String)
}

/// A reader of inputs from outside.
struct FuzzTarget: Sendable {
  let name: String
  /// Inputs to begin with.
  let seeds: @Sendable () -> [[UInt8]]
  /// Seconds of processor time that one input of at most `largest` bytes may take.
  var patience = 4.0
  /// Bytes of an input.
  var largest = 1 << 16
  let check: @Sendable ([UInt8]) -> FuzzOutcome

  /// All of them. What reads a new kind of file gets a line here, a folder `Fuzz/corpus/NAME`, and nothing else.
  static let all: [FuzzTarget] = [
    .lexer, .parser, .program, .entailment, .recording, .schedule, .commands, .pipeline,
  ]

  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Files of the repository.
enum FuzzFiles {
  /// `AIMCHECK_ROOT`, or where this file is.
  static let root: URL = {
    if let root = ProcessInfo.processInfo.environment["AIMCHECK_ROOT"] { return URL(fileURLWithPath: root) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }()

  static func bytes(_ path: String) -> [UInt8]? {
    (try? Data(contentsOf: root.appendingPathComponent(path))).map(Array.init)
  }

  static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Paths below a folder that end so, in the order of their names.
  static func paths(in folder: String, _ suffix: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    var paths: [String] = []
    while let path = found?.nextObject() as? String { if path.hasSuffix(suffix) { paths.append(folder + "/" + path) } }
    return paths.sorted()
  }

  /// Inputs that were worth keeping: the corpus of a target, and what once broke it.
  static func corpus(_ target: String) -> [[UInt8]] { paths(in: "Fuzz/corpus/" + target, "").compactMap(bytes) }
}
