// Every example of `aimcheck explain` is run.

import AIMLang
import Report
import TestSupport
import Testing

@Suite struct ExplanationTests {
  @Test func codesAreDistinct() {
    let codes = Explanation.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  @Test func everyCodeOfTheFrontEndIsExplained() {
    for code in FrontEndCode.allCases { #expect(Explanation.find(code.rawValue) != nil, "\(code.rawValue)") }
  }

  @Test(arguments: Explanation.all.filter { $0.example != nil })
  func examplesOfTheFrontEnd(_ entry: Explanation) throws {
    guard entry.code.hasPrefix("parse:") || entry.code.hasPrefix("resolve:") else { return }
    let broken = loadText(entry.example ?? "", files: entry.modules)
    #expect(broken.diagnostics.contains { $0.code.description == entry.exampleCode }, "\(describe(broken))")
    let errors = Set(broken.diagnostics.filter { $0.severity == .error }.map(\.code.description))
    if entry.code != "parse:errors.many" { #expect(errors.isSubset(of: [entry.exampleCode]), "\(describe(broken))") }
  }

  @Test(arguments: Explanation.all.filter { $0.example != nil })
  func programsLoad(_ entry: Explanation) throws {
    if !entry.code.hasPrefix("parse:") && !entry.code.hasPrefix("resolve:") {
      _ = loadText(entry.example ?? "", files: entry.modules)
    }
    let mended = loadText(entry.mended ?? "", files: entry.modules)
    #expect(mended.diagnostics.isEmpty, "\(describe(mended))\n\(entry.mended ?? "")")
  }
}
