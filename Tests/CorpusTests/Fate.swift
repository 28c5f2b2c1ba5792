// What becomes of an edited program, and the table of edits that are no mistakes.
import AIMLang
import Testing

/// What the engines say of an edit.
enum Fate: Equatable {
  case unreadable
  /// The prover rejects it, and exploration finds nothing within its bounds or was not needed.
  case refuted
  /// Proved, and broken by the explorer: one of the engines is wrong.
  case broken
  case both
  /// Proved, and ends in a deadlock, which no proof excludes.
  case deadlock
  /// Proved, and explored without a violation.
  case survived
}

/// Edits that neither engine objects to, each with the reason why it is no mistake.
struct EquivalentEdits {
  private let table: Table

  /// - Parameter path: a file of lines `edit -- reason` below `Proofs`.
  init(_ path: String) { table = Table(Corpus.text(path) ?? "", separator: " -- ") }

  /// Records what is wrong: an edit that survives without a reason, or is proved and broken; a line of the table that
  /// is caught by now. Prints a summary.
  func judge(_ all: [(edit: Edit, fate: Fate)], _ what: String) {
    var survivors: Set<String> = []
    var caught = ["rejected by both engines": 0, "by the prover": 0, "by a deadlock": 0, "unreadable": 0]
    for (edit, fate) in all {
      switch fate {
      case .unreadable: caught["unreadable", default: 0] += 1
      case .refuted: caught["by the prover", default: 0] += 1
      case .broken: Issue.record("\(edit.key): proved, and yet exploration breaks it")
      case .both: caught["rejected by both engines", default: 0] += 1
      case .deadlock: caught["by a deadlock", default: 0] += 1
      case .survived:
        survivors.insert(edit.key)
        if table[edit.key] == nil { Issue.record("\(edit.key): neither engine objects, and no reason is given") }
      }
    }
    let keys = table.rows.map(\.key)
    for key in keys where !survivors.contains(key) { Issue.record("\(key): is caught now; take it from the table") }
    #expect(Set(keys).count == keys.count)
    #expect(table.rows.allSatisfy { !$0.value.isEmpty })
    let counts = caught.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    print("\(what): \(all.count) edits; \(counts); \(survivors.count) equivalent, each with its reason")
  }
}

/// Edits in two halves at the same time; the order of the results is that of the edits.
func fates(of edits: [Edit], _ fate: @escaping @Sendable (Edit) -> Fate) async -> [(edit: Edit, fate: Fate)] {
  // Every other one, so that expensive neighbours are shared out.
  async let first = edits.enumerated().filter { $0.offset % 2 == 0 }.map { fate($0.element) }
  async let second = edits.enumerated().filter { $0.offset % 2 == 1 }.map { fate($0.element) }
  let (even, odd) = await (first, second)
  return edits.enumerated().map { ($0.element, $0.offset % 2 == 0 ? even[$0.offset / 2] : odd[$0.offset / 2]) }
}
