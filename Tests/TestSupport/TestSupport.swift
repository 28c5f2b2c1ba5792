// Programs written inside tests.
import AIMLang

/// Loads a program from text; other files that it imports are given by path.
package func loadText(_ text: String, path: String = "test.aim", files: [String: String] = [:]) -> LoadResult {
  loadProgram(path: path) { $0 == path ? text : files[$0] }
}

/// A program that has to load without errors.
///
/// - Throws: `LoadFailure` with all diagnostics when it does not.
package func programFromText(
  _ text: String, path: String = "test.aim", files: [String: String] = [:]
) throws -> Program {
  let result = loadText(text, path: path, files: files)
  guard let program = result.program else { throw LoadFailure(result) }
  return program
}

/// A program of a test that does not load.
package struct LoadFailure: Error, CustomStringConvertible {
  package let description: String

  package init(_ result: LoadResult) { description = describe(result) }
}

/// The diagnostics of a load, one per line: `test.aim:3:7: error: parse:name.expected: message`.
package func describe(_ result: LoadResult) -> String {
  result.diagnostics.map { diagnostic in
    let place = result.sources.position(of: diagnostic.span)
    let path = result.sources[diagnostic.span.file].path
    return "\(path):\(place.line):\(place.column): \(diagnostic.severity.rawValue): \(diagnostic.code): "
      + diagnostic.message
  }.joined(separator: "\n")
}
