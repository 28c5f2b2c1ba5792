/// What one run of aimcheck found, the one document that every writer starts from.
///
/// Two runs over the same files with the same options give equal reports but for `timing`.
package struct RunReport: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 2

  package struct Tool: Codable, Sendable, Equatable {
    package var aimcheck: String
    package var cvc5: String

    package init(aimcheck: String, cvc5: String) {
      self.aimcheck = aimcheck
      self.cvc5 = cvc5
    }
  }

  package struct Summary: Codable, Sendable, Equatable {
    /// `2 files: 1 verified, 1 refuted`.
    package var sentence: String
    package var exitStatus: Int
  }

  package var schemaVersion: Int
  package var tool: Tool
  /// In the order of the command line.
  package var files: [FileReport]
  package var summary: Summary
  /// Wall clock; nil when left out, so that two runs can be compared.
  package var timing: Timing?

  package init(tool: Tool, files: [FileReport], timing: Timing?) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.files = files
    summary = Summary(
      sentence: Self.sentence(files.map(\.verdict.kind)),
      exitStatus: Verdict.worst(files.map(\.verdict.exitStatus)))
    self.timing = timing
  }

  /// How many files, and how many of each verdict, best first.
  private static func sentence(_ kinds: [Verdict.Kind]) -> String {
    let counts = Verdict.Kind.allCases.compactMap { kind -> String? in
      let number = kinds.filter { $0 == kind }.count
      return number == 0 ? nil : "\(number) \(kind.label)"
    }
    return "\(count(kinds.count, "file")): " + counts.joined(separator: ", ")
  }
}

/// Wall clock times in milliseconds, and other measures of a run: the only part of a report that differs between two runs.
package struct Timing: Codable, Sendable, Equatable {
  package var total: Double
  /// By file, in the order of `files`.
  package var files: [FileTiming]

  package init(total: Double, files: [FileTiming]) {
    self.total = total
    self.files = files
  }
}

/// Wall clock times of one file in milliseconds; nil for what did not run. Proof and exploration overlap.
package struct FileTiming: Codable, Sendable, Equatable {
  package var total: Double
  package var load: Double?
  package var prove: Double?
  /// Inside the solver, summed over threads.
  package var solver: Double?
  /// Inside the procedure in front of the solver, summed over threads, for how many questions, and the time that half of
  /// them take at most, in microseconds.
  package var core: Double?
  package var coreQuestions: Int?
  package var coreMedian: Double?
  package var explore: Double?
  /// Memory of the exploration over the number of configurations, in bytes.
  package var bytesPerState: Double?
  package var confirm: Double?

  package init(
    total: Double = 0, load: Double? = nil, prove: Double? = nil, solver: Double? = nil, explore: Double? = nil,
    confirm: Double? = nil
  ) {
    self.total = total
    self.load = load
    self.prove = prove
    self.solver = solver
    self.explore = explore
    self.confirm = confirm
  }
}
