import AIMLang
import Machine
import TestSupport
import Testing

@Suite("The explorer and a plain reading of the logic")
struct ReferenceTests {
  static let programsPerRun = 600
  static let threadedProgramsPerRun = 600
  static let maxStates = 1500

  /// Random programs: equal verdicts, equal shortest schedules, equal counts.
  @Test(arguments: 0..<6)
  func agree(part: Int) throws {
    var kinds: [String: Int] = [:]
    for seed in (part * Self.programsPerRun / 6)..<((part + 1) * Self.programsPerRun / 6) {
      var random = RandomProgram(seed: UInt64(seed) + 1)
      kinds[try compare(random.text(), seed), default: 0] += 1
    }
    // The programs are worth something only when they are not all of one kind.
    #expect(kinds.count >= 4, "\(kinds)")
  }

  /// The same with several threads, queues, levels, both controllers and masks.
  @Test(arguments: 0..<6)
  func agreeOnThreads(part: Int) throws {
    var kinds: [String: Int] = [:]
    for seed in (part * Self.threadedProgramsPerRun / 6)..<((part + 1) * Self.threadedProgramsPerRun / 6) {
      var random = RandomProgram(seed: UInt64(seed) + 1)
      kinds[try compare(random.threadedText(), seed), default: 0] += 1
    }
    #expect(kinds.count >= 6, "\(kinds)")
    #expect(kinds["complete", default: 0] >= 20, "\(kinds)")
    #expect(kinds["explore", default: 0] >= 5, "\(kinds)")
  }

  /// - Returns: what became of the program.
  private func compare(_ text: String, _ seed: Int) throws -> String {
    let program = try load(text)
    let expected = ReferenceMachine(program: program).explore(maxStates: Self.maxStates)
    if expected.isGivenUp { return "given up" }
    let found = explore(program, options: ExplorationOptions(maxStates: Self.maxStates))
    let comment = Comment(rawValue: "seed \(seed)\n\(text)")
    guard !expected.isTooLarge else {
      #expect(found.summary == "cut explore:limit.reached", comment)
      return "too large"
    }
    #expect(found.unevaluated == 0, comment)
    guard let fault = expected.fault else {
      #expect(found.summary == "complete", comment)
      #expect(found.counts == [expected.states, expected.steps, expected.depth], comment)
      return "complete"
    }
    guard case .violation(let violation) = found.outcome else {
      Issue.record("\(found.summary) instead of \(fault), schedule \(expected.schedule), seed \(seed)\n\(text)")
      return fault.check.rawValue
    }
    #expect(violation.diagnostic.code.description.hasPrefix(fault.check.rawValue + ":"), comment)
    #expect(violation.pc == fault.pc, comment)
    #expect(violation.schedule.choices == expected.schedule, comment)
    #expect(found.states == expected.states, comment)
    #expect(found.steps == expected.steps, comment)
    return fault.check.rawValue
  }
}
