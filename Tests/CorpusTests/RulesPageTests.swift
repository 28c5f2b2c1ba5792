// docs/rules.md names a program for each case of each rule: every path that it links exists, and so does every routine that it
// names behind one. The programs themselves are run by the other tests here.
import Foundation
import Testing

@Suite struct RulesPageTests {
  private static let root = URL(fileURLWithPath: Corpus.proofs).deletingLastPathComponent()

  @Test(arguments: ["docs/rules.md", "docs/language.md", "docs/soundness.md", "docs/architecture.md", "README.md"])
  func linkedFilesExist(_ page: String) throws {
    let file = Self.root.appendingPathComponent(page)
    let text = try String(contentsOf: file, encoding: .utf8)
    for match in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
      let target = file.deletingLastPathComponent().appendingPathComponent(String(match.1))
      #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(match.1)")
    }
  }

  @Test func routinesExist() throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent("docs/rules.md"), encoding: .utf8)
    var count = 0
    for match in text.matches(of: /\]\(\.\.\/Proofs\/([^)]+\.aim)\)((?: `[a-z_0-9]+`)+)/) {
      let program = try #require(Corpus.text(String(match.1)), "\(match.1)")
      for name in match.2.matches(of: /`([a-z_0-9]+)`/) {
        count += 1
        #expect(
          program.contains("func \(name.1)(") || program.contains("handler \(name.1) on"), "\(match.1): \(name.1)")
      }
    }
    #expect(count >= 40, "\(count) routines")
  }

  /// A rule without a program that it refuses, or without one that needs it, would be a claim only.
  @Test func everyProgramIsOneThatTheTestsRun() throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent("docs/rules.md"), encoding: .utf8)
    let run = Set(Corpus.accepted + Corpus.rejected + Corpus.programs(in: "kernel"))
    let named = text.matches(of: /\]\(\.\.\/Proofs\/([^)]+\.aim)\)/).map { String($0.1) }
    #expect(Set(named).subtracting(run).sorted() == [])
    #expect(Set(named.filter { $0.hasPrefix("rejects/") }).count >= 70)
  }
}
