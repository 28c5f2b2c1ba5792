// The page as one HTML file: markup, style, data and script, and a policy under which nothing else is loaded or run.
import FoundationEssentials
import PageAssets

extension PageDocument {
  /// - Throws: an `EncodingError`, for a number that JSON cannot write; none is in a page.
  package func html() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let style = Self.asset(page_style)
    let script = Self.asset(page_script)
    let parts: [String: [UInt8]] = [
      "title": Array(Self.escaped(path).utf8),
      "policy": Array(Self.policy(style: style, script: script).utf8),
      "style": style,
      "data": Self.inert(Array(try encoder.encode(self))),
      "script": script,
    ]
    return Self.filled(Self.asset(page_markup), parts)
  }

  /// Scripts and styles run only if they are those of aimcheck, whatever else stands in the page.
  private static func policy(style: [UInt8], script: [UInt8]) -> String {
    "default-src 'none'; style-src 'sha256-\(hash(style))'; script-src 'sha256-\(hash(script))'; "
      + "base-uri 'none'; form-action 'none'"
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes)
    return Data(digest.bytes()).base64EncodedString()
  }

  /// JSON in which nothing can end the element that it stands in: `<` is in strings only, and can be written otherwise there.
  static func inert(_ json: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count + 256)
    for byte in json {
      if byte == UInt8(ascii: "<") { result += Array("\\u003C".utf8) } else { result.append(byte) }
    }
    return result
  }

  /// Text between tags or in a quoted attribute.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The template with each `{{name}}` replaced once; what is put in is not looked at again.
  private static func filled(_ template: [UInt8], _ parts: [String: [UInt8]]) -> [UInt8] {
    let pieces = String(decoding: template, as: UTF8.self).split(separator: "{{", omittingEmptySubsequences: false)
    var result = Array((pieces.first ?? "").utf8)
    for piece in pieces.dropFirst() {
      let ends = piece.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
      result += parts[String(ends[0])] ?? []
      result += Array((ends.count > 1 ? ends[1] : "").utf8)
    }
    return result
  }

  private static func asset(_ asset: (UnsafeMutablePointer<Int>?) -> UnsafePointer<UInt8>?) -> [UInt8] {
    var count = 0
    return Array(UnsafeBufferPointer(start: asset(&count), count: count))
  }
}
