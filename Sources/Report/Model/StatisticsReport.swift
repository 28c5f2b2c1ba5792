/// What annotations and proofs of files cost: the document of `aimcheck stats`.
package struct StatisticsReport: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 1

  package struct File: Codable, Sendable, Equatable {
    package var path: String
    /// nil where everything is proved, else why the numbers are less than they should be.
    package var problem: String?
    package var counts: Counts

    package init(path: String, problem: String?, counts: Counts) {
      self.path = path
      self.problem = problem
      self.counts = counts
    }
  }

  package struct Counts: Codable, Sendable, Equatable {
    /// Lines with an instruction.
    package var code: Int
    /// Lines that only the checker reads.
    package var annotation: Int
    /// Lines of annotation for one of code, in hundredths, rounded; nil without code.
    package var ratio: Double?
    /// Obligations of the file's own routines and declarations, not of those that it imports.
    package var obligations: Int
    /// How many of these are proved.
    package var proved: Int
    /// How many of the obligations put a question to the solver.
    package var solver: Int
    /// Wall clock of the proof of the file with what it imports, in milliseconds; nil when left out.
    package var time: Double?

    package init(code: Int, annotation: Int, obligations: Int, proved: Int, solver: Int, time: Double?) {
      self.code = code
      self.annotation = annotation
      self.obligations = obligations
      self.proved = proved
      self.solver = solver
      self.time = time
      ratio = code == 0 ? nil : Double(Self.hundredths(annotation, code)) / 100
    }

    private static func hundredths(_ annotation: Int, _ code: Int) -> Int { (annotation * 200 + code) / (2 * code) }

    package static func + (a: Self, b: Self) -> Self {
      let time: Double? = if let a = a.time, let b = b.time { a + b } else { nil }
      return Self(
        code: a.code + b.code, annotation: a.annotation + b.annotation, obligations: a.obligations + b.obligations,
        proved: a.proved + b.proved, solver: a.solver + b.solver, time: time)
    }
  }

  package var schemaVersion: Int
  package var tool: RunReport.Tool
  /// In the order of the command line.
  package var files: [File]
  package var total: Counts
  package var exitStatus: Int

  package init(tool: RunReport.Tool, files: [File], exitStatus: Int, hasTimes: Bool) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.files = files
    let nothing = Counts(code: 0, annotation: 0, obligations: 0, proved: 0, solver: 0, time: hasTimes ? 0 : nil)
    total = files.reduce(nothing) { $0 + $1.counts }
    self.exitStatus = exitStatus
  }
}
