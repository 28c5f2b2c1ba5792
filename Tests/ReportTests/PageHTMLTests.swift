import AIMLang
import FoundationEssentials
import Testing

@testable import Report

/// Whatever stands in a program, the page stays one script, one style and one document.
@Suite struct PageHTMLTests {
  private static let hostile = "</script><script>alert(1)</script><!-- <script> \u{2028} \" ' & {{script}} ]]>"

  private func page() -> PageDocument {
    var page = PageDocument()
    page.path = Self.hostile
    page.sources = [
      GraphDocument.Source(path: Self.hostile, text: "// " + Self.hostile + "\nprint \"\(Self.hostile)\"")
    ]
    page.numbers = ["18446744073709551615"]
    return page
  }

  private func html() throws -> String { String(decoding: try page().html(), as: UTF8.self) }

  private func occurrences(_ part: String, in text: String) -> Int {
    text.split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  @Test func nothingBreaksOut() throws {
    let html = try html()
    #expect(!html.contains("<script>alert"))
    #expect(occurrences("<script", in: html) == 2)
    #expect(occurrences("</script", in: html) == 2)
    #expect(occurrences("<style", in: html) == 1 && occurrences("</style", in: html) == 1)
    #expect(occurrences("<!--", in: html) == 0)
    #expect(html.contains("<title>&lt;/script&gt;&lt;script&gt;alert(1)"))
    // Placeholders in a program are no placeholders.
    #expect(html.contains("{{script}}"))
    #expect(!html.contains("{{title}}") && !html.contains("{{data}}"))
  }

  @Test func theDataIsStillTheData() throws {
    let html = try html()
    let start = try #require(html.firstRange(of: "id=\"data\">"))
    let rest = html[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</script>"))
    let json = Data(rest[..<end.lowerBound].utf8)
    struct Part: Decodable {
      struct Source: Decodable { var text: String }
      var version: Int
      var sources: [Source]
      var numbers: [String]
    }
    let part = try JSONDecoder().decode(Part.self, from: json)
    #expect(part.version == 1)
    #expect(part.sources.map(\.text) == page().sources.map(\.text))
    #expect(part.numbers == ["18446744073709551615"])
  }

  /// Nothing is loaded, and no other script or style runs: the policy names the hashes of those that are there.
  @Test func policy() throws {
    let html = try html()
    let policy = try #require(html.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)).1
    let style = try #require(html.firstMatch(of: /(?s)<style>(.*?)<\/style>/)).1
    let script = try #require(html.firstMatch(of: /(?s)<script>(.*?)<\/script>/)).1
    func hash(_ text: Substring) -> String {
      var digest = SHA256()
      digest.update(text.utf8)
      return Data(digest.bytes()).base64EncodedString()
    }
    #expect(
      policy
        == "default-src 'none'; style-src 'sha256-\(hash(style))'; script-src 'sha256-\(hash(script))'; "
        + "base-uri 'none'; form-action 'none'")
    for absent in ["http:", "https:", "//cdn", "url(", "@import", "src=", "innerHTML", "eval("] {
      #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains(absent), "\(absent)")
    }
  }
}
