// Why a file has no meaning here.

/// A place in a file, and what is the matter there.
package struct InputError: Error, Sendable, Equatable {
  /// Who has to change something.
  package enum Kind: String, Sendable {
    /// Not SMT-LIB, or not well-sorted: the file is in error.
    case malformed
    /// SMT-LIB that this version gives no meaning to: the answer is unknown.
    case unsupported
    /// Beyond a limit that guards against hostile input.
    case tooLarge
  }

  package var kind: Kind
  package var message: String
  /// From 1, in bytes.
  package var line: Int
  package var column: Int
  package var help: String

  package init(kind: Kind, message: String, line: Int, column: Int, help: String) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
    self.help = help
  }
}
