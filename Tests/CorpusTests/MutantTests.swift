// Mutants of every program and module that is accepted: code, contracts, invariants, definitions and memory changed in one
// place each. Whatever a mutant is, it is never proved and broken at once; and most are rejected. A fixed sample in every
// run; `AIMCHECK_MUTANTS=1` takes all (hours), `AIMCHECK_MUTANTS=50` one in fifty. `AIMCHECK_MUTANT_LIST=FILE` writes down
// those that survive.
import AIMLang
import Foundation
import Testing

@Suite struct MutantTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// One in so many is taken: a prime, so that all kinds come up.
  private static let stride = environment["AIMCHECK_MUTANTS"].flatMap(Int.init) ?? 211
  private static let offset = environment["AIMCHECK_MUTANT_OFFSET"].flatMap(Int.init) ?? 0
  private static let folders = ["accepts"] + Library.folders
  /// Of a hundred mutants that are no equivalents so many are rejected at least.
  private static let floor = 75

  @Test func mutantsAreRejectedOrExplained() async throws {
    var table: [(row: String, counts: Counts)] = []
    var parts: [TextEdit.Part: Counts] = [:]
    var survivors: [String] = []
    for folder in Self.folders {
      let judge = MutantJudge()
      let mutants = try Self.mutants(of: folder)
      let fates = await Self.fates(of: mutants, judge)
      var counts = Counts()
      for (mutant, fate) in zip(mutants, fates) {
        counts.add(fate)
        parts[mutant.edit.part, default: Counts()].add(fate)
        let name = "\(mutant.path):\(mutant.edit.key)"
        if fate == .accepted { Issue.record("\(name): proved, and yet exploration breaks it") }
        if fate != .unreadable, !fate.isRejected { survivors.append("\(name) -- \(fate.rawValue)") }
      }
      table.append((folder, counts))
    }
    table += TextEdit.Part.allCases.map { (" " + $0.rawValue, parts[$0] ?? Counts()) }
    var all = Counts()
    for folder in table.prefix(Self.folders.count) { all.add(folder.counts) }
    for row in table { print("mutants: \(row.row): \(row.counts.text)") }
    print("mutants of real proofs: \(all.text)")
    if let path = Self.environment["AIMCHECK_MUTANT_LIST"] {
      try (survivors.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(all.number(.rejected) > 0 && all.score >= Self.floor, "too many mutants survive: \(all.text)")
  }

  /// The sample of a folder, each with the programs that contain its file.
  private static func mutants(of folder: String) throws -> [Mutant] {
    let library = try Library(folder)
    let helpers = folder == "accepts" ? ["accepts/modules/permit.aim", "accepts/modules/saturate.aim"] : []
    var seen = offset
    var result: [Mutant] = []
    for path in Corpus.programs(in: folder) + helpers {
      guard let text = Corpus.text(path) else { continue }
      for edit in textEdits(of: text) {
        seen += 1
        guard seen % stride == 0 else { continue }
        result.append(Mutant(path: path, edit: edit, clients: library.users[path] ?? []))
      }
    }
    return result
  }

  private static func fates(of mutants: [Mutant], _ judge: MutantJudge) async -> [MutantFate] {
    // In two halves at the same time, every other one, so that expensive neighbours are shared out.
    async let even = mutants.enumerated().filter { $0.offset % 2 == 0 }.map { judge.fate(of: $0.element) }
    async let odd = mutants.enumerated().filter { $0.offset % 2 == 1 }.map { judge.fate(of: $0.element) }
    let (first, second) = await (even, odd)
    return mutants.indices.map { $0 % 2 == 0 ? first[$0 / 2] : second[$0 / 2] }
  }

  private struct Counts {
    private var counts: [MutantFate: Int] = [:]

    mutating func add(_ fate: MutantFate) { counts[fate, default: 0] += 1 }
    mutating func add(_ other: Counts) { counts.merge(other.counts, uniquingKeysWith: +) }
    func number(_ fate: MutantFate) -> Int { counts[fate, default: 0] }

    private var all: Int { counts.values.reduce(0, +) }
    private var judged: Int { all - number(.unreadable) - number(.equivalent) }
    private var rejected: Int { number(.rejected) + number(.deadlock) }
    /// In percent, rounded down: rejected of all that are neither unreadable nor equivalent.
    var score: Int { judged == 0 ? 100 : rejected * 100 / judged }

    var text: String {
      let kinds = MutantFate.allCases.filter { number($0) > 0 || $0 == .accepted }
      return "\(all) mutants: " + kinds.map { "\(number($0)) \($0.rawValue)" }.joined(separator: ", ")
        + "; score \(score) %"
    }
  }
}
