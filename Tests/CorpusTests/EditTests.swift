// Every small wrong edit of an accepted program is rejected by the prover or broken by the explorer, or
// Proofs/accepts/equivalent-edits.txt says why it is no mistake. And no edit is proved and broken at once.
import AIMLang
import Machine
import Prover
import Testing

@Suite struct EditTests {
  static let table = "accepts/equivalent-edits.txt"

  /// What became of an edited program.
  enum Fate: Equatable {
    case unreadable, refuted, broken, both
    /// Proved, and explored without a violation.
    case survived
  }

  @Test func everyEditIsCaughtOrExplained() async throws {
    let explained = Table(Corpus.text(Self.table) ?? "", separator: " -- ")
    let all = try Corpus.accepted.flatMap { try edits(of: $0) }
    let middle = all.count / 2
    // Two halves at the same time; the order of the results is that of the edits.
    async let first = Self.fates(Array(all[..<middle]))
    async let second = Self.fates(Array(all[middle...]))
    let fates = await first + second

    var survivors: [String] = []
    var counts: [Int] = [0, 0, 0, 0]
    for (edit, fate) in zip(all, fates) {
      switch fate {
      case .unreadable: counts[0] += 1
      case .refuted: counts[1] += 1
      case .broken:
        counts[2] += 1
        Issue.record("\(edit.key): proved, and yet exploration breaks it")
      case .both: counts[3] += 1
      case .survived:
        survivors.append(edit.key)
        if explained[edit.key] == nil { Issue.record("\(edit.key): neither engine objects, and no reason is given") }
      }
    }
    let keys = explained.rows.map(\.key)
    for key in keys where !survivors.contains(key) { Issue.record("\(key): is caught now; take it from the table") }
    #expect(Set(keys).count == keys.count)
    #expect(explained.rows.allSatisfy { !$0.value.isEmpty })
    print(
      "edits: \(all.count) of \(Corpus.accepted.count) programs; \(counts[3]) rejected by both engines, \(counts[1]) by the "
        + "prover alone, \(counts[0]) unreadable; \(survivors.count) equivalent, each with its reason")
  }

  private static func fates(_ edits: [Edit]) async -> [Fate] { edits.map(fate) }

  /// Both engines with small bounds: an edit that needs more work than its original to be accepted is suspect anyway.
  private static func fate(_ edit: Edit) -> Fate {
    let result = Corpus.load(edit.program, replacing: [edit.file: edit.text])
    guard let program = result.program else { return .unreadable }
    var bounds = ProverOptions(budget: 50_000)
    bounds.parallelTasks = 1
    let isProved = prove(program, options: bounds).allProved
    let exploration = explore(program, options: ExplorationOptions(maxStates: isProved ? 300_000 : 4_000))
    switch (isProved, exploration.outcome) {
    case (true, .violation): return .broken
    case (true, _): return .survived
    case (false, .violation): return .both
    case (false, _): return .refuted
    }
  }
}
