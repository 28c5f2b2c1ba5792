/// The answers of a run of `aimcheck entail`.
package struct EntailmentReport: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 1

  /// What is wrong with a file, or not supported.
  package struct Problem: Codable, Sendable, Equatable {
    package var kind: String
    package var message: String
    /// From 1; nil where the file could not be read at all.
    package var line: Int?
    package var column: Int?
    package var help: String?

    package init(kind: String, message: String, line: Int?, column: Int?, help: String?) {
      self.kind = kind
      self.message = message
      self.line = line
      self.column = column
      self.help = help
    }
  }

  package struct File: Codable, Sendable, Equatable {
    package var path: String
    /// `sat`, `unsat` or `unknown`; of an entailment, `unsat` says that it holds.
    package var answer: String
    /// Why the answer is unknown.
    package var reason: String?
    /// What the file says the answer is.
    package var expected: String?
    package var isWrong: Bool
    /// Wall clock in milliseconds; nil when left out.
    package var time: Double?
    package var problem: Problem?
    /// The proof, or the counter-model, in lines.
    package var explanation: [String]?

    package init(
      path: String, answer: String, reason: String?, expected: String?, isWrong: Bool, time: Double?,
      problem: Problem?, explanation: [String]?
    ) {
      self.path = path
      self.answer = answer
      self.reason = reason
      self.expected = expected
      self.isWrong = isWrong
      self.time = time
      self.problem = problem
      self.explanation = explanation
    }
  }

  /// The files of one folder.
  package struct Division: Codable, Sendable, Equatable {
    package var name: String
    package var files = 0
    package var solved = 0
    package var wrong = 0
    package var unknown = 0
    package var time: Double?

    package init(name: String) { self.name = name }

    mutating func count(_ file: File) {
      files += 1
      if file.answer == "unknown" { unknown += 1 } else if file.isWrong { wrong += 1 } else { solved += 1 }
      if let time = file.time { self.time = (self.time ?? 0) + time }
    }
  }

  package var schemaVersion: Int
  package var tool: RunReport.Tool
  /// In the order of the command line.
  package var files: [File]
  /// By name.
  package var divisions: [Division]
  package var total: Division
  package var exitStatus: Int

  package init(tool: RunReport.Tool, files: [File], exitStatus: Int) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.files = files
    self.exitStatus = exitStatus
    var divisions: [String: Division] = [:]
    total = Division(name: "total")
    for file in files {
      let folder = file.path.split(separator: "/").dropLast().last.map(String.init) ?? "."
      divisions[folder, default: Division(name: folder)].count(file)
      total.count(file)
    }
    self.divisions = divisions.values.sorted { $0.name < $1.name }
  }
}

extension EntailmentReport: ReportDocument {}
