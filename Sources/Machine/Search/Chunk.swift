import AIMLang

/// A few consecutive configurations of a breadth-first search, to expand, and what came of it, in order. Chunks are expanded on
/// any thread and merged in order on one, so that nothing depends on which thread was faster.
struct Chunk {
  /// A configuration that a step led to, or the end of an expansion.
  struct Candidate {
    var hash: UInt64
    /// Where its bytes start; at the end of an expansion: how many steps that was.
    var start: Int32
    /// -1 for the end of an expansion.
    var length: Int32
    /// What the slot of the visited set held when it was touched.
    var entry: UInt64
  }

  /// Configurations to expand at most.
  static let size = 64
  /// With more candidates than this, or more bytes, an expansion stops for a while: a `choose` has up to 2⁶⁴ results.
  private static let candidateLimit = 4096
  private static let byteLimit = 1 << 20
  /// The same after so many steps, whatever they led to.
  private static let stepLimit = 1 << 16

  // MARK: What to do

  /// Where the record of the next configuration is, and how many are left.
  var offset = 0
  var remaining = 0
  /// The next choice to take there.
  var choice = 0

  // MARK: What came of it

  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private var byteCapacity: Int
  private(set) var byteCount = 0
  private(set) var candidates: UnsafeMutablePointer<Candidate>
  private var candidateCapacity: Int
  private(set) var candidateCount = 0
  /// Bit set of the instructions executed.
  let executed: UnsafeMutablePointer<UInt64>
  let executedWords: Int
  /// Steps of the expansion that is not finished, and those that `clear` has seen.
  var openSteps = 0
  private var seenSteps = 0
  var fault: Fault?
  /// The choices from the configuration being expanded to the fault.
  var faultChoices: [Int] = []
  var limit: Diagnostic?
  var unevaluated = 0
  var unevaluatedPlans: Set<SourceSpan> = []
  var hasIdledBlocked = false
  var leftIdleRegion = false

  init(codeCount: Int) {
    byteCapacity = 1 << 13
    bytes = .allocate(capacity: byteCapacity)
    candidateCapacity = 512
    candidates = .allocate(capacity: candidateCapacity)
    executedWords = codeCount / 64 + 1
    executed = .allocate(capacity: executedWords)
    executed.initialize(repeating: 0, count: executedWords)
  }

  func deallocate() {
    bytes.deallocate()
    candidates.deallocate()
    executed.deallocate()
  }

  /// Forgets what came of it; what is left to do stays.
  mutating func clear() {
    byteCount = 0
    candidateCount = 0
    seenSteps = openSteps
    for word in 0..<executedWords { executed[word] = 0 }
    fault = nil
    limit = nil
    unevaluated = 0
    if !unevaluatedPlans.isEmpty { unevaluatedPlans = [] }
    hasIdledBlocked = false
    leftIdleRegion = false
  }

  @inline(__always)
  var isFull: Bool {
    candidateCount >= Self.candidateLimit || byteCount >= Self.byteLimit || openSteps - seenSteps >= Self.stepLimit
  }

  @inline(__always)
  func markExecuted(_ pc: Int) { executed[pc >> 6] |= 1 << UInt64(pc & 63) }

  /// Room for a packed configuration of at most `bound` bytes, with 8 readable ones behind it.
  @inline(__always)
  mutating func reserve(_ bound: Int) -> UnsafeMutablePointer<UInt8> {
    if byteCount + bound + 8 > byteCapacity { growBytes(byteCount + bound + 8) }
    return bytes + byteCount
  }

  /// Adds what was packed there.
  @inline(__always)
  mutating func add(_ length: Int) {
    if candidateCount == candidateCapacity { growCandidates() }
    let hash = StateStore.hash(bytes + byteCount, length)
    candidates[candidateCount] = Candidate(
      hash: hash, start: Int32(truncatingIfNeeded: byteCount), length: Int32(truncatingIfNeeded: length), entry: 0)
    candidateCount += 1
    byteCount += length
  }

  @inline(__always)
  mutating func endExpansion() {
    if candidateCount == candidateCapacity { growCandidates() }
    candidates[candidateCount] = Candidate(
      hash: 0, start: Int32(truncatingIfNeeded: min(openSteps, Int(Int32.max))), length: -1, entry: 0)
    candidateCount += 1
    openSteps = 0
    seenSteps = 0
  }

  private mutating func growBytes(_ wanted: Int) {
    let capacity = max(wanted, 2 * byteCapacity)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: bytes, count: byteCount)
    bytes.deallocate()
    bytes = larger
    byteCapacity = capacity
  }

  private mutating func growCandidates() {
    let larger = UnsafeMutablePointer<Candidate>.allocate(capacity: 2 * candidateCapacity)
    larger.update(from: candidates, count: candidateCount)
    candidates.deallocate()
    candidates = larger
    candidateCapacity *= 2
  }
}
