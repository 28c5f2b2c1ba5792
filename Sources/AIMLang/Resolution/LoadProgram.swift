/// What reading a file and its imports gave.
package struct LoadResult: Sendable {
  package var sources: SourceSet
  /// nil when there were errors.
  package var program: Program?
  /// In source order, the asked-for file's first.
  package var diagnostics: [Diagnostic]

  package init(sources: SourceSet, program: Program?, diagnostics: [Diagnostic]) {
    self.sources = sources
    self.program = program
    self.diagnostics = diagnostics
  }
}

/// Gives the text of a file: the tests from memory, the driver from disk. nil when it cannot be read.
/// Paths of imports are joined to the folder of the importing file and normalised (`.` and `..`) by the loader.
package typealias SourceReader = @Sendable (_ path: String) -> String?
