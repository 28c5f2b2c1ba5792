import AIMLang
import Testing
import TestSupport

@Suite("The catalogue of front-end codes")
struct FrontEndCodeTests {
  @Test("every code has a meaning", arguments: FrontEndCode.allCases)
  func meaning(code: FrontEndCode) {
    #expect(!code.explanation.meaning.isEmpty)
    #expect(code.code.description == code.rawValue)
  }

  @Test("every example gives its code, and its mended form none", arguments: FrontEndCode.allCases)
  func example(code: FrontEndCode) {
    let explanation = code.explanation
    #expect((explanation.example == nil) == (explanation.mended == nil))
    guard let example = explanation.example, let mended = explanation.mended else {
      #expect([.fileLarge, .filesMany, .errorsMany].contains(code))
      return
    }
    let wrong = loadText(example, path: "example.aim", files: explanation.files)
    #expect(wrong.diagnostics.map(\.code.description) == [code.rawValue], "\(describe(wrong))")
    let right = loadText(mended, path: "example.aim", files: explanation.files)
    #expect(describe(right) == "")
  }
}
