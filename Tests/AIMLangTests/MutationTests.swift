import Testing
import TestSupport

@testable import AIMLang

@Suite("Broken programs are reported, never worse")
struct MutationTests {
  /// Whatever the text, there is a program or an error, and every diagnostic lies inside its file.
  private func check(_ text: String, _ comment: @autoclosure () -> String) {
    let result = loadText(text, files: ["lock.aim": SamplePrograms.lock])
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect((result.program == nil) == !errors.isEmpty, "\(comment())")
    for diagnostic in result.diagnostics {
      let code = diagnostic.code.description
      #expect(FrontEndCode(rawValue: code) != nil, "\(comment()): \(code)")
      #expect(!diagnostic.message.isEmpty && !diagnostic.message.hasSuffix("."), "\(diagnostic.message)")
      for span in [diagnostic.span] + diagnostic.related.map(\.span) {
        let size = result.sources[span.file].text.utf8.count
        #expect(0 <= span.start && span.start <= span.end && span.end <= size, "\(comment()): \(code)")
      }
    }
    if let program = result.program { _ = program.unsupportedFeatures() }
  }

  private func tokens(of text: String) -> [Token] {
    var lexer = Lexer(file: FileID(0), bytes: Array(text.utf8))
    lexer.run()
    return lexer.tokens.dropLast()
  }

  @Test("each token deleted in turn", arguments: RoundTripTests.inputs.keys.sorted())
  func deletion(name: String) throws {
    let text = try #require(RoundTripTests.inputs[name])
    let bytes = Array(text.utf8)
    for token in tokens(of: text) {
      let rest = bytes[..<Int(token.start)] + bytes[Int(token.end)...]
      check(String(decoding: rest, as: UTF8.self), "\(name) without bytes \(token.start)..<\(token.end)")
    }
  }

  @Test("each token doubled, each pair swapped", arguments: RoundTripTests.inputs.keys.sorted())
  func doubling(name: String) throws {
    let text = try #require(RoundTripTests.inputs[name])
    let bytes = Array(text.utf8)
    let tokens = tokens(of: text)
    for (token, next) in zip(tokens, tokens.dropFirst()) {
      let first = bytes[Int(token.start)..<Int(token.end)]
      let second = bytes[Int(next.start)..<Int(next.end)]
      let space = [UInt8(ascii: " ")]
      let doubled = bytes[..<Int(token.end)] + space + first + bytes[Int(token.end)...]
      check(String(decoding: doubled, as: UTF8.self), "\(name): doubled \(token.start)")
      let swapped = bytes[..<Int(token.start)] + second + space + first + bytes[Int(next.end)...]
      check(String(decoding: swapped, as: UTF8.self), "\(name): swapped \(token.start)")
    }
  }

  @Test("cut off anywhere", arguments: RoundTripTests.inputs.keys.sorted())
  func truncation(name: String) throws {
    let text = try #require(RoundTripTests.inputs[name])
    let bytes = Array(text.utf8)
    for end in stride(from: 0, to: bytes.count, by: 7) {
      check(String(decoding: bytes[..<end], as: UTF8.self), "\(name) up to \(end)")
    }
  }

  @Test("random tokens", arguments: 0..<20)
  func noise(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let pool = tokens(of: SamplePrograms.kitchenSink)
    let bytes = Array(SamplePrograms.kitchenSink.utf8)
    for round in 0..<10 {
      var text = ""
      for _ in 0..<60 {
        guard let token = pool.randomElement(using: &random) else { break }
        text += String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
        text += Int.random(in: 0..<4, using: &random) == 0 ? "\n" : " "
      }
      check(text, "seed \(seed), round \(round)")
    }
  }

  @Test("random bytes", arguments: 0..<10)
  func bytes(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let bytes = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) }
    check(String(decoding: bytes, as: UTF8.self), "seed \(seed)")
  }
}
