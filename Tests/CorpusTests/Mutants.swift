// Mutants of the programs and modules that are accepted, and what becomes of each.
import AIMLang
import Machine
import Prover

/// One edit of one file of `Proofs`.
struct Mutant: Sendable {
  /// The file that is changed, a program or a module.
  var path: String
  var edit: TextEdit
  /// Programs that contain the module, if it is one.
  var clients: [String] = []
}

/// What the engines say of a mutant.
enum MutantFate: String, CaseIterable, Sendable {
  case unreadable
  case rejected
  /// Proved, and ends in a deadlock, which exploration tells.
  case deadlock = "rejected for a deadlock"
  /// Proved and explored, and it does to memory what the original does, as far as others can see.
  case equivalent
  /// What is required, promised or shared is something else now, and that is proved as well: of this text it is as true as
  /// the original is of its own.
  case otherTheorem = "another theorem"
  /// The code does something else, which the contracts allow.
  case beyond = "beyond the contract"
  /// Proved, and broken by exploration: one of the engines is wrong.
  case accepted = "accepted wrongly"

  var isRejected: Bool { self == .rejected || self == .deadlock }
}

/// Judges mutants of one folder; what they leave alone is proved once for all of them.
struct MutantJudge: Sendable {
  let store = ProofStore()

  private func isProved(_ program: Program, only: String? = nil) -> Bool {
    var options = ProverOptions(budget: 30_000)
    options.parallelTasks = 1
    options.only = only
    options.store = store
    return prove(program, options: options).allProved
  }

  private func load(_ path: String, _ mutant: Mutant) -> Program? {
    let program = Corpus.load(path, replacing: [mutant.path: mutant.edit.text]).program
    return program.flatMap { $0.unsupportedFeatures().isEmpty ? $0 : nil }
  }

  /// Cheap questions first: the edited routine, then the file, then its clients.
  func fate(of mutant: Mutant) -> MutantFate {
    guard let file = load(mutant.path, mutant) else { return .unreadable }
    if mutant.edit.part == .code, let routine = mutant.edit.routine,
      file.routines.contains(where: { $0.name == routine }),
      !isProved(file, only: routine)
    {
      return .rejected
    }
    guard isProved(file) else { return .rejected }
    let paths = file.boot == nil ? mutant.clients : [mutant.path]
    for path in paths {
      // What the module says is no longer what a client means.
      guard let program = load(path, mutant), isProved(program) else { return .rejected }
      switch explore(program, options: ExplorationOptions(maxStates: 20_000, reduction: .safe)).outcome {
      case .violation(let violation):
        return violation.diagnostic.code == DiagnosticCode(.explore, .deadlock) ? .deadlock : .accepted
      case .cutShort(let reason):
        if reason.code == DiagnosticCode(.checker, .enginesDisagree) { return .accepted }
      case .complete: break
      }
    }
    guard mutant.edit.part == .code || mutant.edit.part == .memory else { return .otherTheorem }
    return isSame(mutant, in: paths) ? .equivalent : .beyond
  }

  /// Whether in all these programs memory takes the same contents at the points where others can look.
  private func isSame(_ mutant: Mutant, in paths: [String]) -> Bool {
    guard !paths.isEmpty else { return false }
    return paths.allSatisfy { path in
      guard let original = Corpus.load(path).program, let changed = load(path, mutant),
        let before = Observations(original), let after = Observations(changed)
      else { return false }
      return before == after
    }
  }
}

/// The contents of memory while interrupts are on, where somebody is there to arrive, and where nothing follows; with what
/// is printed.
private struct Observations: Equatable {
  private var contents: Set<[UInt64]> = []
  private var outputs: Set<String> = []

  /// nil where there are too many configurations to look at all of them.
  init?(_ program: Program) {
    guard let graph = try? StateGraph(program) else { return nil }
    graph.grow(to: 4_000)
    guard graph.isComplete else { return nil }
    let isAlone = graph.handledLevels.isEmpty && (program.boot?.threads.count ?? 0) < 2
    for (number, vertex) in graph.vertices.enumerated() {
      for edge in vertex.edges { if let output = edge.output { outputs.insert(output) } }
      guard !isAlone || vertex.edges.isEmpty else { continue }
      let picture = graph.picture(of: number)
      guard picture.interruptEnable || vertex.edges.isEmpty else { continue }
      contents.insert(picture.cells.flatMap { [$0.cell.address, $0.value] })
    }
  }
}
