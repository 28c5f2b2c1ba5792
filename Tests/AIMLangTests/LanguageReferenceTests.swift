import Foundation
import TestSupport
import Testing

@testable import AIMLang

@Suite("docs/language.md")
struct LanguageReferenceTests {
  private var text: String {
    get throws {
      let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      return try String(contentsOf: root.appending(path: "docs/language.md"), encoding: .utf8)
    }
  }

  @Test("every program in it loads without a word")
  func programs() throws {
    let blocks = try text.components(separatedBy: "```aim\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    #expect(blocks.count == 9)
    // What one program imports is another one of the page.
    let lock = try #require(blocks.first { $0.hasPrefix("abstract predicate") })
    for block in blocks {
      let result = loadText(block, files: ["lock.aim": lock])
      #expect(describe(result) == "", "\(block)")
    }
  }

  @Test("every mnemonic, reserved word and limit is in it")
  func complete() throws {
    let text = try text
    for mnemonic in Mnemonic.allCases {
      #expect(text.contains("`\(mnemonic.rawValue) ") || text.contains("`\(mnemonic.rawValue)`"), "\(mnemonic)")
    }
    #expect(FrontEndLimits.fileBytes == 4 << 20 && text.contains("4 MiB"))
    #expect(text.contains("| \(FrontEndLimits.files) · \(FrontEndLimits.importDepth) |"))
    #expect(text.contains("| \(FrontEndLimits.nesting) | `parse:nesting.deep` |"))
    #expect(text.contains("| \(FrontEndLimits.allocation) | `resolve:size.invalid` |"))
    #expect(text.contains("| \(FrontEndLimits.errors) | `parse:errors.many` |"))
    #expect(FrontEndLimits.cells == 1_048_576 && text.contains("1 048 576"))
    #expect(text.contains("| \(FrontEndLimits.threads), and 255 where"))
    #expect(Expansion.partLimit == 1_048_576 && text.contains("| 1 048 576 · \(Expansion.heightLimit) |"))
  }
}
