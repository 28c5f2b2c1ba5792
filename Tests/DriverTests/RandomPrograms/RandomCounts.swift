/// How often there was each kind of verdict, shape by shape.
struct RandomCounts: Sendable {
  private var counts: [ProgramShape: [RandomVerdict.Kind: Int]] = [:]

  mutating func add(_ kind: RandomVerdict.Kind, _ shape: ProgramShape) {
    counts[shape, default: [:]][kind, default: 0] += 1
  }

  mutating func add(_ other: RandomCounts) {
    for (shape, kinds) in other.counts { counts[shape, default: [:]].merge(kinds, uniquingKeysWith: +) }
  }

  func number(_ kinds: [RandomVerdict.Kind] = RandomVerdict.Kind.allCases, _ shape: ProgramShape? = nil) -> Int {
    let shapes = shape.map { [$0] } ?? ProgramShape.allCases
    return shapes.reduce(0) { sum, shape in
      sum + kinds.reduce(0) { $0 + (counts[shape]?[$1] ?? 0) }
    }
  }

  static let proved: [RandomVerdict.Kind] = [.proved, .provedCutShort, .provedDeadlock]
  static let refuted: [RandomVerdict.Kind] = [.confirmed, .brokenElsewhere, .confirmedAlone, .unconfirmed]

  /// A line for each shape.
  var table: String {
    ProgramShape.allCases.map { shape in
      let kinds = RandomVerdict.Kind.allCases.filter { number([$0], shape) > 0 }
      return "\(shape.rawValue): \(number(shape: shape)) programs: "
        + kinds.map { "\(number([$0], shape)) \($0.rawValue)" }.joined(separator: ", ")
    }.joined(separator: "\n")
  }

  private func number(shape: ProgramShape) -> Int { number(RandomVerdict.Kind.allCases, shape) }

  /// One line for all.
  var summary: String {
    let failures = RandomVerdict.Kind.allCases.filter { $0.isFailure && $0 != .disagreement }
    return "\(number()) programs: \(number(Self.proved)) proved (\(number([.proved])) explored to the end), "
      + "\(number(Self.refuted)) refuted (\(number([.confirmed])) confirmed by a schedule), "
      + "\(number([.undecided])) undecided; disagreements: \(number([.disagreement])), other failures: \(number(failures))"
  }
}
