import Foundation
import Prover
import SepLogic
import Synchronization
import TermSamples
import Testing

/// Saved queries are files that another solver accepts and answers alike.
@Suite struct SolvingFileTests {
  final class Saved: Sendable {
    let queries = Mutex<[SavedQuery]>([])
    var sink: QuerySink { { [self] query in queries.withLock { $0.append(query) } } }
    var all: [SavedQuery] { queries.withLock { $0 } }
  }

  @Test func aFileIsSelfContained() {
    let arena = TermArena(width: 32)
    let saved = Saved()
    let session = CVC5Session(arena, sink: saved.sink)
    session.label = QueryLabel(obligation: "main#3", place: "teeter.aim:12:3")
    let x = arena.wordSymbol("r1 |odd\\ name|")
    #expect(session.entails([arena.less(x, arena.int(3))], arena.less(x, arena.int(4))) == .yes)
    let query = saved.all.first
    #expect(query?.fileName == "main-3-0001.smt2")
    #expect(
      query?.text == """
        ; aimcheck: main#3
        ; source: teeter.aim:12:3
        (set-logic ALL)
        (set-info :status unsat)
        (declare-const |r1__odd__name_!5| Int)
        (assert (and (<= 0 |r1__odd__name_!5|) (<= |r1__odd__name_!5| 4294967295)))
        (assert (<= |r1__odd__name_!5| 2))
        (assert (not (<= |r1__odd__name_!5| 3)))
        (check-sat)
        (exit)

        """)
  }

  @Test func filesAreTheSameInEveryRun() {
    func texts() -> [String] {
      let saved = Saved()
      var random = SplitMix(seed: 11)
      let space = SampleSpace(width: 16)
      let session = CVC5Session(space.arena, options: SolverOptions(resourcesPerCheck: 5_000), sink: saved.sink)
      for _ in 0..<30 {
        _ = session.check(facts: (0..<2).map { _ in space.term(space.claim(&random, depth: 3)) }, wantsModel: true)
      }
      return saved.all.map { "\($0.text)\($0.answer)" }
    }
    let first = texts()
    #expect(first.count > 3)
    #expect(first == texts())
  }

  /// Sums that wrap are choices, bits are joined as bit-vectors, division by zero is spelled out.
  @Test func operationsAreSpelledOut() {
    let arena = TermArena(width: 8)
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    func assertion(_ fact: TermID) -> String {
      SMTLIBWriter(arena).text(of: [fact], label: QueryLabel(), answer: .sat(nil))
        .split(separator: "\n").filter { $0.hasPrefix("(assert") }.last.map(String.init) ?? ""
    }
    let value = arena.int(77)
    #expect(
      assertion(arena.equal(arena.wordNegate(x), value))
        == "(assert (= (ite (<= |.t8| (- 1)) (+ |.t8| 256) |.t8|) 77))")
    #expect(assertion(arena.equal(arena.bitAnd(x, y), value)).contains("(bv2nat (bvand ((_ int2bv 8) |x!5|)"))
    #expect(
      assertion(arena.equal(arena.remainder(x, y), value))
        == "(assert (= (ite (= |y!6| 0) |x!5| (mod |x!5| |y!6|)) 77))")
    #expect(
      assertion(arena.equal(arena.divide(x, y), value)) == "(assert (= (ite (= |y!6| 0) 0 (div |x!5| |y!6|)) 77))")
  }

  @Test func hostileNamesAndLabels() {
    let arena = TermArena(width: 8)
    let saved = Saved()
    let session = CVC5Session(arena, sink: saved.sink)
    session.label = QueryLabel(obligation: "../../ä\n(exit)", place: "a\nb")
    _ = session.check(facts: [arena.less(arena.wordSymbol("|)(exit)"), arena.wordSymbol("\n\"\u{1F600}"))])
    let query = saved.all.first
    #expect(query?.fileName == "---------exit--0001.smt2")
    #expect(query?.text.contains("|)(exit)") == false)
    #expect(query?.text.hasPrefix("; aimcheck: ../../ä (exit)\n; source: a b\n") == true)
  }

  /// The size of the file follows the graph, not the tree.
  @Test func sharingAndDepthAreNamed() {
    let arena = TermArena(width: 32)
    var shared = arena.symbol("s")
    for _ in 0..<300 { shared = arena.multiply(shared, shared) }
    let text = SMTLIBWriter(arena).text(
      of: [arena.equal(shared, arena.one)], label: QueryLabel(), answer: .unknown("not asked"))
    #expect(text.utf8.count < 30_000)
    var deep = arena.symbol("d")
    for _ in 0..<20_000 { deep = arena.ite(arena.symbol("p", sort: .bool), arena.add(deep, arena.one), arena.zero) }
    let deepText = SMTLIBWriter(arena).text(
      of: [arena.equal(deep, arena.one)], label: QueryLabel(), answer: .unknown("not asked"))
    #expect(deepText.utf8.count < 6_000_000)
  }

  private static let z3 = ["/usr/bin/z3", "/usr/local/bin/z3"].first(where: FileManager.default.isExecutableFile)

  @Test(.enabled(if: z3 != nil, "z3 is not installed")) func anotherSolverAgrees() throws {
    let saved = Saved()
    var random = SplitMix(seed: 5)
    for width in [8, 32] {
      let space = SampleSpace(width: width)
      let session = CVC5Session(space.arena, options: SolverOptions(resourcesPerCheck: 20_000), sink: saved.sink)
      for round in 0..<40 {
        let facts = (0..<2).map { _ in space.term(space.claim(&random, depth: 2 + round % 2)) }
        _ = session.check(facts: facts, wantsModel: false)
      }
    }
    let directory = FileManager.default.temporaryDirectory.appending(path: "aimcheck-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    var agreed = 0
    for (index, query) in saved.all.enumerated() {
      let file = directory.appending(path: "\(index)-\(query.fileName)")
      try query.text.write(to: file, atomically: true, encoding: .utf8)
      let answer = try run(try #require(Self.z3), ["-T:20", "rlimit=1000000", file.path])
      #expect(!answer.contains("error"), "\(answer)\n\(query.text)")
      switch (query.answer, answer) {
      case (.unsat, "unsat"), (.sat, "sat"): agreed += 1
      case (.unsat, "sat"), (.sat, "unsat"): Issue.record("z3 says \(answer) to\n\(query.text)")
      default: break  // One of the two does not know.
      }
    }
    #expect(agreed > 20)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
