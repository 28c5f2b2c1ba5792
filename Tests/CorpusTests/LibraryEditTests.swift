// Every small wrong edit of a module of the kernel library is rejected by the prover, on the module or on one of the
// clients that import it, or ends in a deadlock of a client; or equivalent-edits.txt of its folder says why it is no
// mistake. And no edit is proved and broken at once, though what an edit leaves alone is proved once for all of them.
import AIMLang
import Machine
import Prover
import Testing

@Suite struct LibraryEditTests {
  @Test(arguments: ["kernel"]) func everyEditIsCaughtOrExplained(_ folder: String) async throws {
    let library = try Library(folder)
    let table = EquivalentEdits(folder + "/equivalent-edits.txt")
    let all = try library.modules.flatMap { try edits(of: $0, ofLibrary: true) }
    let store = ProofStore()
    let judged = await fates(of: all) { Self.fate($0, clients: library.importers[$0.program] ?? [], store) }
    table.judge(judged, folder)
  }

  /// Cheap questions first: the edited routine, then the module, then its clients.
  private static func fate(_ edit: Edit, clients: [String], _ store: ProofStore) -> Fate {
    func isProved(_ program: Program, only: String? = nil) -> Bool {
      var options = ProverOptions(budget: 50_000)
      options.parallelTasks = 1
      options.only = only
      options.store = store
      return prove(program, options: options).allProved
    }
    func load(_ path: String) -> Program? { Corpus.load(path, replacing: [edit.file: edit.text]).program }
    guard let module = load(edit.program) else { return .unreadable }
    if let routine = edit.routine, !isProved(module, only: routine) { return .refuted }
    guard isProved(module) else { return .refuted }
    let programs = clients.compactMap(load)
    // What the module says is no longer what a client means.
    guard programs.count == clients.count else { return .unreadable }
    guard programs.allSatisfy({ isProved($0) }) else { return .refuted }
    for program in programs {
      guard case .violation(let violation) = explore(program, options: ExplorationOptions(maxStates: 100_000)).outcome
      else { continue }
      guard violation.diagnostic.code == DiagnosticCode(.explore, .deadlock) else { return .broken }
      return .deadlock
    }
    return .survived
  }
}
