import AIMLang

/// Whether and how a text is coloured.
package struct TextStyle: Sendable {
  /// Whether to write escape sequences for colours.
  package var isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package static let plain = TextStyle(isColoured: false)

  enum Role {
    case error, warning, note, help, good, gutter, strong

    var sequence: String {
      switch self {
      case .error: "\u{1B}[1;31m"
      case .warning: "\u{1B}[1;33m"
      case .note: "\u{1B}[1;36m"
      case .help, .good: "\u{1B}[1;32m"
      case .gutter: "\u{1B}[1;34m"
      case .strong: "\u{1B}[1m"
      }
    }
  }

  func paint(_ text: String, _ role: Role) -> String {
    isColoured && !text.isEmpty ? role.sequence + text + "\u{1B}[0m" : text
  }
}

extension Severity {
  var role: TextStyle.Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }
}
