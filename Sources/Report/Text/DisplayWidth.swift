// How many columns of a terminal a character takes, and what to write for one that must not reach a terminal raw.

/// A character of a source line as it is shown.
struct DisplayCell: Equatable {
  var text: String
  var width: Int
}

enum DisplayWidth {
  /// Tab stops of source excerpts.
  static let tabStop = 4

  /// Columns of a scalar in a terminal: 0 for combining marks, 2 for wide East Asian characters and emoji.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The wide blocks of Unicode's East Asian width table, joined where what lies between is unassigned.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
    0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
    0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
    0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
    0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
    0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A,
    0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA,
    0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440,
    0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A,
    0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC,
    0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
    0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
    0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]
}

package enum Sanitizer {
  /// What to write for a scalar that a terminal would obey instead of show: control characters, and the marks that
  /// reorder or hide text. nil for all others.
  static func replacement(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      return "<U+" + padded(String(scalar.value, radix: 16, uppercase: true), to: 4) + ">"
    default: return nil
    }
  }

  private static func padded(_ digits: String, to length: Int) -> String {
    String(repeating: "0", count: max(0, length - digits.count)) + digits
  }

  /// Longest text of one message or row, in scalars: a file of megabytes on one line must not be repeated whole.
  package static let longestText = 2_000

  /// A text that is safe on one line of a terminal. Line breaks become blanks, overlong texts end in `…`.
  package static func line(_ text: String, limit: Int = longestText) -> String {
    var safe = ""
    var length = 0
    for scalar in text.unicodeScalars {
      length += 1
      if length > limit { return safe + "…" }
      if scalar == "\n" || scalar == "\t" {
        safe.unicodeScalars.append(" ")
      } else if let shown = replacement(for: scalar) {
        safe += shown
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// A source line as cells; tabs become blanks up to the next stop.
  static func cells(_ line: Substring) -> [DisplayCell] {
    var cells: [DisplayCell] = []
    var column = 0
    for scalar in line.unicodeScalars {
      let cell: DisplayCell
      if scalar == "\t" {
        let width = DisplayWidth.tabStop - column % DisplayWidth.tabStop
        cell = DisplayCell(text: String(repeating: " ", count: width), width: width)
      } else if let shown = replacement(for: scalar) {
        cell = DisplayCell(text: shown, width: shown.utf8.count)
      } else {
        cell = DisplayCell(text: String(scalar), width: DisplayWidth.of(scalar))
      }
      column += cell.width
      cells.append(cell)
    }
    return cells
  }
}
