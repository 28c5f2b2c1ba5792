import Foundation
import Testing
import TestSupport

@testable import AIMLang

/// Every program under `Proofs`, as far as its text goes.
@Suite("The corpus as text")
struct CorpusSyntaxTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Proofs")

  static let files: [String] = {
    let found = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
    return (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".aim") }.sorted()
  }()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  @Test("there are programs") func some() { #expect(Self.files.count >= 40) }

  @Test("what parses is printed so that it parses to the same tree", arguments: files)
  func roundTrip(path: String) throws {
    let (tree, problems) = Parser.parse(try text(path), file: FileID(0))
    guard problems.isEmpty else { return }
    let printed = Printer.print(tree)
    let (again, newProblems) = Parser.parse(printed, file: FileID(0))
    #expect(newProblems.isEmpty)
    #expect(again == tree, "\(printed)")
  }

  /// Every thirteenth, since there are many files; from a place that differs between them.
  @Test("tokens deleted", arguments: files)
  func deletion(path: String) throws {
    let bytes = Array(try text(path).utf8)
    var lexer = Lexer(file: FileID(0), bytes: bytes)
    lexer.run()
    for index in stride(from: path.utf8.count % 13, to: lexer.tokens.count - 1, by: 13) {
      let token = lexer.tokens[index]
      let rest = bytes[..<Int(token.start)] + bytes[Int(token.end)...]
      let result = loadText(String(decoding: rest, as: UTF8.self))
      let errors = result.diagnostics.filter { $0.severity == .error }
      #expect((result.program == nil) == !errors.isEmpty)
      for diagnostic in result.diagnostics {
        #expect(diagnostic.span.end <= rest.count && diagnostic.span.start <= diagnostic.span.end)
        #expect(FrontEndCode(rawValue: diagnostic.code.description) != nil, "\(diagnostic.code)")
      }
    }
  }
}
