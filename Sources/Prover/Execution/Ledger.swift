import AIMLang

/// The account of one task's obligations. An obligation is proved iff it was opened, every opening was closed as
/// established, and none failed: whatever is forgotten, thrown away or cut short stays unproved.
struct Ledger: Sendable {
  /// What answers took, the same in every run.
  struct Cost: Sendable, Equatable {
    /// Questions to the solver.
    var queries = 0
    /// Systems of bounds that the pure core looked at, and tens of the solver's resource units.
    var effort = 0

    static func + (a: Self, b: Self) -> Self { Self(queries: a.queries + b.queries, effort: a.effort + b.effort) }
    static func - (a: Self, b: Self) -> Self { Self(queries: a.queries - b.queries, effort: a.effort - b.effort) }
  }

  struct Entry: Sendable {
    var opened = 0
    var established = 0
    var cost = Cost()
    /// The first failure that is a refutation.
    var refutation: Finding?
    /// The first failure that is not.
    var doubt: Finding?

    mutating func merge(_ other: Entry) {
      opened += other.opened
      established += other.established
      cost = cost + other.cost
      refutation = refutation ?? other.refutation
      doubt = doubt ?? other.doubt
    }

    var isProved: Bool { opened > 0 && established == opened && refutation == nil && doubt == nil }
  }

  private(set) var entries: [ObligationKey: Entry] = [:]

  /// In the order of the report.
  var keys: [ObligationKey] { entries.keys.sorted() }
  subscript(key: ObligationKey) -> Entry? { entries[key] }

  mutating func open(_ key: ObligationKey) { entries[key, default: Entry()].opened += 1 }
  mutating func establish(_ key: ObligationKey) { entries[key, default: Entry()].established += 1 }
  mutating func charge(_ key: ObligationKey, _ cost: Cost) {
    let known = entries[key, default: Entry()].cost
    entries[key, default: Entry()].cost = known + cost
  }

  mutating func refute(_ key: ObligationKey, _ finding: Finding) {
    let known = entries[key, default: Entry()].refutation
    entries[key, default: Entry()].refutation = known ?? finding
  }

  mutating func doubt(_ key: ObligationKey, _ finding: Finding) {
    let known = entries[key, default: Entry()].doubt
    entries[key, default: Entry()].doubt = known ?? finding
  }

  /// Not all paths were followed: nothing that was established on the others may stand.
  mutating func cutShort(_ finding: Finding) {
    for key in keys { doubt(key, finding) }
  }

  mutating func merge(_ other: Ledger) {
    for key in other.keys {
      if let entry = other.entries[key] { entries[key, default: Entry()].merge(entry) }
    }
  }

  /// The same account of obligations that have other keys in another program.
  func renamed(_ name: (ObligationKey) -> ObligationKey) -> Ledger {
    var result = Ledger()
    for (key, entry) in entries { result.entries[name(key)] = entry }
    return result
  }

  /// Whether every entry is proved and there is one.
  var isProved: Bool { !entries.isEmpty && entries.values.allSatisfy(\.isProved) }
}
