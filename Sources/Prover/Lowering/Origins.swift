import AIMLang
import SepLogic

/// Where a part of a formula comes from in the source, behind the opaque `Origin` of a formula.
struct OriginInfo {
  enum Kind: Equatable {
    case invariant(InvariantID)
    /// What a queue hands over.
    case queue(QueueID)
    /// What stands for an abstract predicate.
    case instantiation
    /// The definition of a predicate.
    case predicate(PredicateID)
    /// What a lemma needs, or gives.
    case lemma(LemmaID)
    /// A `share` of the boot configuration.
    case share
    case requires(RoutineID)
    case ensures(RoutineID)
    case loop
    case ghost
    /// A global's initial contents.
    case global
    /// What an instruction made or wrote.
    case instruction
  }

  var kind: Kind
  var span: SourceSpan
}

/// The origins of one task, in order of creation.
final class OriginTable {
  private var entries: [OriginInfo] = []

  func add(_ kind: OriginInfo.Kind, at span: SourceSpan) -> Origin {
    entries.append(OriginInfo(kind: kind, span: span))
    return Origin(Int32(truncatingIfNeeded: entries.count - 1))
  }

  subscript(origin: Origin) -> OriginInfo? {
    let index = Int(origin.rawValue)
    return entries.indices.contains(index) ? entries[index] : nil
  }
}
