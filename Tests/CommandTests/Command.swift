import Foundation

/// The real binary as a process, from the repository's root.
struct Command {
  struct Ending: Equatable {
    /// The exit status; nil when a signal ended the process.
    var status: Int32?
    var output: String
    var errors: String
  }

  enum StandardOutput {
    case captured
    /// A pipe that nobody reads any more.
    case broken
    /// A file or device that exists.
    case device(String)
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Beside the test bundle, which is what runs here.
  static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("aimcheck")

  static func run(
    _ arguments: [String], environment: [String: String] = [:], output: StandardOutput = .captured
  ) throws -> Ending {
    try run(executable: binary, arguments, environment: environment, output: output)
  }

  /// Runs a line of shell, where `$AIMCHECK` is the binary.
  static func shell(_ line: String) throws -> Ending {
    try run(
      executable: URL(fileURLWithPath: "/bin/sh"), ["-c", line], environment: ["AIMCHECK": binary.path],
      output: .captured)
  }

  private static func run(
    executable: URL, _ arguments: [String], environment: [String: String], output: StandardOutput
  ) throws -> Ending {
    try TemporaryFolder.with { folder in
      let process = process(executable, arguments, environment)
      // Files, since a pipe that fills up would stop the process.
      let out = folder.file("out")
      let err = folder.file("err")
      _ = FileManager.default.createFile(atPath: out.path, contents: nil)
      _ = FileManager.default.createFile(atPath: err.path, contents: nil)
      let pipe = Pipe()
      switch output {
      case .captured: process.standardOutput = try FileHandle(forWritingTo: out)
      case .device(let path): process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      case .broken:
        process.standardOutput = pipe
        try pipe.fileHandleForReading.close()
      }
      process.standardError = try FileHandle(forWritingTo: err)
      try process.run()
      process.waitUntilExit()
      return Ending(
        status: process.terminationReason == .exit ? process.terminationStatus : nil,
        output: String(decoding: try Data(contentsOf: out), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
  }

  /// A process that is ready to run, for tests that talk to it while it does.
  static func process(_ executable: URL, _ arguments: [String], _ environment: [String: String]) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    var variables = ProcessInfo.processInfo.environment.filter { $0.key != "NO_COLOR" }
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    return process
  }
}

/// A folder that goes away with the test.
struct TemporaryFolder {
  let url: URL

  static func with<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("aimcheck-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(TemporaryFolder(url: url))
  }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws -> String {
    try data.write(to: file(name))
    return file(name).path
  }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}

/// Programs of the corpus, relative to the root.
enum Corpus {
  static let teeter = "Proofs/accepts/teeter.aim"
  static let length = "Proofs/structures/lists/length.aim"
  static let withoutCli = "Proofs/rejects/load/footprint.missing/teeter-without-cli.aim"
  static let broken = "Proofs/rejects/sti/invariant.unproved/sum-broken.aim"
  static let unparsed = "Proofs/rejects/parse/token.expected/bracket-missing.aim"
  static let unsupported = "Proofs/rejects/unsupported/quantifier/all-elements.aim"
  static let withoutBoot = "Proofs/accepts/modules/saturate.aim"
  /// Its proof needs the solver.
  static let ring = "Proofs/accepts/uart-receive-ring.aim"
}
