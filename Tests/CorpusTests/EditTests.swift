// Every small wrong edit of an accepted program is rejected by the prover or broken by the explorer, or
// Proofs/accepts/equivalent-edits.txt says why it is no mistake. And no edit is proved and broken at once.
import AIMLang
import Machine
import Prover
import Testing

@Suite struct EditTests {
  static let table = "accepts/equivalent-edits.txt"

  @Test func everyEditIsCaughtOrExplained() async throws {
    let table = EquivalentEdits(Self.table)
    let all = try Corpus.accepted.flatMap { try edits(of: $0) }
    table.judge(await fates(of: all, Self.fate), "accepts")
  }

  /// Both engines with small bounds: an edit that needs more work than its original to be accepted is suspect anyway.
  @Sendable private static func fate(_ edit: Edit) -> Fate {
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
