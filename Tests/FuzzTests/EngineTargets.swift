import Foundation
import Report
import SLCOMP
import SepLogic

@testable import Driver

extension FuzzTarget {
  /// The reader of SL-COMP files, and the procedures behind it for a tenth of a second.
  static let entailment = FuzzTarget(
    name: "entailment",
    seeds: {
      FuzzFiles.paths(in: "Tests/SymbolicHeapTests/Fixtures", ".smt2").compactMap(FuzzFiles.bytes)
        .filter { $0.count < 20_000 }
    },
    check: { bytes in
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(\.count)
      do throws(InputError) {
        let script = try Script.read(bytes)
        var options = SolvingOptions()
        options.timeout = .milliseconds(100)
        let solution = script.solve(options)
        if solution.isFault { return .broken("a proof is refused: \(solution.reason ?? "")") }
        if solution.answer == .unknown, solution.reason?.isEmpty != false { return .broken("unknown, and no word why") }
        return .accepted
      } catch {
        guard error.line >= 1, error.line <= lines.count, error.column >= 1, error.column <= lines[error.line - 1] + 1
        else { return .broken("\(error.line):\(error.column) is outside of the file: \(error.message)") }
        do throws(InputError) { _ = try Script.read(bytes) } catch let second {
          return second == error && !error.message.isEmpty && !error.help.isEmpty
            ? .rejected : .broken("reading twice gives two errors, or an error says nothing")
        }
        return .broken("reading twice gives two answers")
      }
    })

  /// Recorded schedules. One that is taken is, byte for byte, the one that the replay itself writes.
  static let recording = FuzzTarget(
    name: "recording",
    seeds: {
      var seeds: [[UInt8]] = []
      for (seed, steps) in [(0, 40), (1, 200), (2, 12)] {
        for path in [EngineFiles.teeter, EngineFiles.broken] {
          let file = EngineFiles.temporary("seed")
          var options = ExecutionOptions()
          (options.seed, options.maxSteps, options.recording) = (UInt64(seed), steps, file)
          _ = execute(path, options) { _, _ in true }
          seeds.append((try? Data(contentsOf: URL(fileURLWithPath: file))).map(Array.init) ?? [])
        }
      }
      return seeds
    },
    check: { bytes in
      let (input, copy) = (EngineFiles.temporary("input"), EngineFiles.temporary("copy"))
      guard FileManager.default.createFile(atPath: input, contents: Data(bytes)) else { return .broken("no space") }
      var result = FuzzOutcome.rejected
      for path in [EngineFiles.teeter, EngineFiles.broken] {
        var options = ExecutionOptions()
        (options.replayed, options.recording) = (input, copy)
        unlink(copy)
        guard let file = execute(path, options, tell: { _, _ in true }) else { return .broken("nobody listens") }
        let written = try? Data(contentsOf: URL(fileURLWithPath: copy))
        switch file.report.exitStatus {
        case 0, 1, 2:
          guard let written, Array(written) == bytes else { return .broken("a replay that is none is taken") }
          result = .accepted
        case 3:
          if written != nil { return .broken("a refused replay has written a schedule") }
          if file.report.end.sentence.isEmpty { return .broken("it is refused without a reason") }
        default: return .broken("exit status \(file.report.exitStatus): \(file.report.end.sentence)")
        }
      }
      // The way of `explore --replay`, which looks at choices alone.
      do throws(FileProblem) {
        let choices = try givenSchedule(input)
        if choices.utf8.contains(where: { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: ".") }) {
          return .broken("the choices are no choices")
        }
      } catch {
        if result == .accepted { return .broken("`run` takes it, `explore` does not: \(error.reason)") }
      }
      return result
    })

  /// Schedules as findings give them.
  static let schedule = FuzzTarget(
    name: "schedule", seeds: { ["", "0", "0.0.1", "1.0.0.0.0.0", "0.1.0.1.0.0.0.0.0.0.2"].map { Array($0.utf8) } }
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    var result = FuzzOutcome.rejected
    for path in [EngineFiles.teeter, EngineFiles.broken] {
      let report = Driver.replay(path, schedule: text).report
      switch report.verdict.exitStatus {
      case 0, 1: result = .accepted
      case 64: if report.verdict.sentence.isEmpty { return .broken("it is refused without a reason") }
      default: return .broken("exit status \(report.verdict.exitStatus)")
      }
    }
    return result
  }

  /// Lines for `explore --step`.
  static let commands = FuzzTarget(
    name: "commands",
    seeds: {
      [
        "help\nnext\nnext 3\nmemory\nprevious\nstep 1\ntake 0\n\nend\nstart\nquit\n",
        "n\np\nw left\nk 1\nk 0\ns 0\n1\n",
        "take 0\ntake 0\ntake 1\nwrite right\nstate\nchoices\ntake 0\nwrite right\n",
      ].map { Array($0.utf8) }
    },
    largest: 2_000,
    check: { bytes in
      let style = TextStyle(isColoured: false)
      let done = stepThrough(EngineFiles.broken, ShownSchedule(schedule: "0"), style: style) { session in
        _ = session.greeting
        for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(60) {
          guard session.answer(String(decoding: line, as: UTF8.self)) != nil else { return true }
        }
        return true
      }
      return done == true ? .accepted : .broken("there is no session")
    })

  /// Both engines on a whole program, with little of everything: the status is a documented one, never a fault of the checker, and the
  /// report can be written in every form.
  static let pipeline = FuzzTarget(
    name: "pipeline",
    seeds: {
      (FuzzFiles.paths(in: "Proofs/accepts", ".aim") + FuzzFiles.paths(in: "Proofs/rejects", ".aim"))
        .compactMap(FuzzFiles.bytes).filter { $0.count < 2_500 }
    },
    patience: 20, largest: 1 << 14,
    check: { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      var options = CheckOptions()
      (options.maxStates, options.budget, options.cores, options.timeout) = (400, 2_000, 1, .seconds(2))
      options.reader = { $0 == "Proofs/accepts/fuzzed.aim" ? text : FuzzFiles.text($0) }
      let file = Driver.check("Proofs/accepts/fuzzed.aim", options)
      let verdict = file.report.verdict
      guard [0, 1, 2, 3].contains(verdict.exitStatus) else {
        return .broken("exit status \(verdict.exitStatus): \(verdict.sentence)")
      }
      if verdict.exitStatus == 3, file.report.errors.isEmpty { return .broken("it is refused without an error") }
      if verdict.exitStatus == 1, file.report.findings.isEmpty { return .broken("it is refuted without a finding") }
      let tool = RunReport.Tool(aimcheck: Versions.aimcheck, cvc5: Versions.cvc5)
      let report = RunReport(tool: tool, files: [file.report], timing: nil)
      guard let json = try? report.json(), !RunText(style: TextStyle(isColoured: false)).text(file).isEmpty else {
        return .broken("its report cannot be written")
      }
      guard let read = try? JSONDecoder().decode(RunReport.self, from: Data(json)), read == report else {
        return .broken("its report is read as another one")
      }
      return verdict.exitStatus == 3 ? .rejected : .accepted
    })
}

private enum EngineFiles {
  static let teeter = path("Proofs/accepts/teeter.aim")
  static let broken = path("Proofs/rejects/load/footprint.missing/teeter-without-cli.aim")

  private static func path(_ path: String) -> String { FuzzFiles.root.appendingPathComponent(path).path }

  /// A file of this process, in memory where the system has such a folder.
  static func temporary(_ name: String) -> String {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    return "\(folder)/aimcheck-fuzz-\(getpid())-\(name)"
  }
}
