import Foundation
import Testing
import TestSupport

@testable import AIMLang

@Suite("Hostile input", .serialized)
struct HostileInputTests {
  /// Runs on a thread with the stack that secondary threads have on some systems, 512 KiB.
  private func onSmallStack<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: body()) }
      thread.stackSize = 512 << 10
      thread.start()
    }
  }

  /// Loads, prints and prints what was resolved, so that everything that recurs over a tree has run.
  private func codes(_ text: String) async -> [String] {
    await onSmallStack {
      let (tree, problems) = Parser.parse(text, file: FileID(0))
      let copy = tree
      _ = copy == tree
      if problems.isEmpty {
        let printed = Printer.print(tree)
        let again = Parser.parse(printed, file: FileID(0))
        if again.module != tree { return ["printed differently"] }
      }
      let result = loadText(text)
      _ = result.program?.unsupportedFeatures()
      var codes: [String] = []
      for diagnostic in result.diagnostics where !codes.contains(diagnostic.code.description) {
        codes.append(diagnostic.code.description)
      }
      return codes
    }
  }

  private func invariant(_ body: String) -> String { "invariant for irq 0: \(body)\n" }

  private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test(
    "nesting is refused, not followed",
    arguments: [
      ("(", "1", ")"), ("!", "true", ""), ("-", "1", ""), ("old(", "1", ")"), ("[", "", "]"), ("x[", "1", "]"),
      ("1 + (", "1", ")"), ("true ==> ", "true", ""), ("true ? true : ", "true", ""), ("true ? ", "true", " : true"),
      ("exists x :: ", "true", ""), ("true || true && emp ** !(1 + 2 * (", "1", "))"), ("|(", "1", ")|"),
      ("a || b && c ** d |-> e == f | g ^ h & i << j + k * (", "1", ")"), ("p(", "1", ")"),
    ])
  func nesting(open: String, middle: String, close: String) async {
    let deep = invariant(repeated(open, 4_000) + middle + repeated(close, 4_000))
    #expect(await codes(deep).contains("parse:nesting.deep"))
    // The deepest that is let through: no overflow in the parser, the printer or the resolver.
    for depth in (1...FrontEndLimits.nesting).reversed() {
      let codes = await codes(invariant(repeated(open, depth) + middle + repeated(close, depth)))
      #expect(!codes.contains("printed differently"), "\(depth)")
      if !codes.contains("parse:nesting.deep") { break }
    }
  }

  @Test("long chains of connectives load", arguments: ["**", "&&", "||"])
  func longChain(connective: String) async {
    let text = invariant((0..<20_000).map { "\($0 % 7) == 1" }.joined(separator: " \(connective) "))
    #expect(await codes(text) == [])
  }

  @Test("long chains of arithmetic are refused", arguments: ["+", "*", "-", "|", "++"])
  func longSum(operation: String) async {
    let text = invariant("0 == " + repeated("1 \(operation) ", 10_000) + "1")
    #expect(await codes(text) == ["parse:nesting.deep"])
  }

  @Test("a long row of constants in either direction")
  func constants() async {
    let forwards = (1...5000).map { "const c\($0) = c\($0 - 1) + 1\n" }.joined()
    #expect(await codes("const c0 = 0\n" + forwards) == [])
    let backwards = (1...5000).reversed().map { "const c\($0) = c\($0 - 1) + 1\n" }.joined()
    let tooDeep = ["resolve:constant.deep", "parse:errors.many"]
    #expect(await codes(backwards + "const c0 = 0\n") == tooDeep)
    let deep = (1...50).reversed().map { "const c\($0) = \(repeated("(1 + ", 30))c\($0 - 1)\(repeated(")", 30))\n" }
    #expect(await codes(deep.joined() + "const c0 = 0\n") == ["resolve:constant.deep"])
  }

  @Test("long imports and circles")
  func imports() async {
    let codes = await onSmallStack {
      let result = loadProgram(path: "0") { path in Int(path).map { "import \"\($0 + 1)\"\n" } }
      return result.diagnostics.map(\.code.description)
    }
    #expect(codes == ["parse:files.many"])
    let wide = loadProgram(path: "main") { path in
      path == "main" ? (0..<1000).map { "import \"f\($0)\"\n" }.joined() : ""
    }
    #expect(wide.sources.files.count == FrontEndLimits.files)
    #expect(Set(wide.diagnostics.map(\.code.description)) == ["parse:files.many", "parse:errors.many"])
  }

  @Test("huge numbers")
  func numbers() async {
    let digits = repeated("9", 100_000)
    #expect(await codes("const a = \(digits)\n") == ["parse:integer.large"])
    #expect(await codes("const a = 0x\(repeated("f", 100_000))\n") == ["parse:integer.large"])
    let largest = "170141183460469231731687303715884105727"
    #expect(await codes("const a = \(largest)\n") == [])
    #expect(await codes("const a = \(largest) + 1\n") == ["resolve:constant.overflow"])
    #expect(await codes("const a = -\(largest) - 1\nconst b = a / -1\n") == ["resolve:constant.overflow"])
    #expect(await codes("const a = (0 - 5) / (-\(largest) - 1)\n") == ["resolve:constant.overflow"])
    #expect(await codes("const a = -\(largest) & -2\n") == ["resolve:constant.overflow"])
    #expect(await codes("const a = -\(largest) - 1\nconst b = a % -1\n") == ["resolve:constant.overflow"])
    #expect(await codes("const a = -\(largest)\nconst b = a % -1\n") == [])
    #expect(await codes("const a = 1 << 1000000\n") == ["resolve:constant.overflow"])
    #expect(await codes("global a[\(largest)]\n") == ["resolve:global.count"])
    #expect(await codes(repeated("global a\n", 1) + "global b[1048576]\n") == ["resolve:globals.large"])
    #expect(await codes(invariant("0 == \(largest) * \(largest)")) == [])
  }

  @Test("megabytes")
  func megabytes() async {
    #expect(await codes(repeated(" ", FrontEndLimits.fileBytes + 1)) == ["parse:file.large"])
    let instructions = "func f() {\n" + repeated("add r1, r1, 1\n", 20_000) + "ret\n}\n"
    #expect(await codes(instructions) == [])
    #expect(await codes(repeated("(", 200_000)) == ["parse:declaration.expected"])
    #expect(await codes(repeated("func ", 20_000)) == ["parse:token.expected"])
    #expect(await codes(repeated("@", 20_000)) == ["parse:declaration.expected"])
    #expect(await codes("func f() {\n" + repeated("fu ba\n", 20_000)).first == "parse:mnemonic.unknown")
  }

  /// Thousands of names, each compared with thousands of others, would take minutes.
  @Test("many names, many of them unknown")
  func manyNames() async {
    let globals = (0..<5000).map { "global global_\($0)\n" }.joined()
    let uses = (0..<5000).map { "mov r1, glabal_\($0)\n" }.joined()
    #expect(await codes(globals + "func f() {\n\(uses)ret\n}\n") == ["resolve:name.unknown", "parse:errors.many"])
    let fields = (0..<5000).map { "f\($0)" }.joined(separator: ", ")
    let constants = (0..<5000).map { "const c\($0) = S.f\(4999 - $0)\n" }.joined()
    #expect(await codes("struct S { \(fields) }\n" + constants) == [])
  }

  @Test("many errors end in a note; none hides behind warnings")
  func manyErrors() {
    let many = loadText("func f() {\n" + repeated("mov r1, nobody\n", 500) + "ret\n}\n")
    #expect(many.diagnostics.count == FrontEndLimits.errors + 1)
    #expect(many.diagnostics.last?.severity == .note)
    #expect(many.program == nil)
    let shadowing = repeated("invariant for irq 0: exists x :: x == 1\n", 1000)
    let hidden = loadText("global x\n" + shadowing + "invariant for irq 0: y == 1\n")
    #expect(hidden.program == nil)
    #expect(hidden.diagnostics.contains { $0.code == FrontEndCode.nameUnknown.code })
  }

  @Test("empty and nearly empty files", arguments: ["", "\n", "// x", "/// x", "\u{FEFF}", "\r\n", "/**/"])
  func empty(text: String) {
    let result = loadText(text)
    #expect(describe(result) == "")
    #expect(result.program != nil)
  }
}
