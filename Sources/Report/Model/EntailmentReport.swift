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

  /// The proofs behind `unsat`.
  package struct Proof: Codable, Sendable, Equatable {
    /// Applications of rules.
    package var rules: Int
    /// A checker that shares no code with the search has gone through each of them.
    package var isChecked: Bool

    package init(rules: Int, isChecked: Bool) {
      self.rules = rules
      self.isChecked = isChecked
    }
  }

  /// A stack and heap: locations are `nil` and `@1`, `@2`, ….
  package struct Model: Codable, Sendable, Equatable {
    package struct Binding: Codable, Sendable, Equatable {
      package var variables: [String]
      package var value: String

      package init(variables: [String], value: String) {
        self.variables = variables
        self.value = value
      }
    }

    package struct Cell: Codable, Sendable, Equatable {
      package var address: String
      package var fields: [String]

      package init(address: String, fields: [String]) {
        self.address = address
        self.fields = fields
      }
    }

    package var stack: [Binding]
    package var heap: [Cell]

    package init(stack: [Binding], heap: [Cell]) {
      self.stack = stack
      self.heap = heap
    }
  }

  /// Where a proof fails.
  package struct Failure: Codable, Sendable, Equatable {
    /// `missing`: the left has nothing for an atom of the right; `fact`: a fact of the right does not follow; `leftover`:
    /// the right has no place for an atom of the left.
    package var obstacle: String
    /// That atom or fact.
    package var wanted: String
    /// What on the left comes nearest to an atom that is missing.
    package var nearest: String?
    package var differences: [String]
    package var sequent: String
    /// The rules that led there.
    package var path: [String]

    package init(
      obstacle: String, wanted: String, nearest: String?, differences: [String], sequent: String, path: [String]
    ) {
      self.obstacle = obstacle
      self.wanted = wanted
      self.nearest = nearest
      self.differences = differences
      self.sequent = sequent
      self.path = path
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
    /// Where it was recorded.
    package var proof: Proof?
    /// Where it is to be told.
    package var model: Model?
    package var failure: Failure?
    /// The proof, or the counter-model and where a proof fails, in lines.
    package var explanation: [String]?

    package init(path: String, answer: String) {
      self.path = path
      self.answer = answer
      isWrong = false
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
