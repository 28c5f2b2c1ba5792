#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import Synchronization

/// Chunks on their way through a search: the thread that merges adds them in order and takes them out in order; in between,
/// each is expanded by whichever thread claims it first, the merging one included.
///
/// Threads share nothing but the chunks they claim, records that are only read, and `ContentTable`s. A chunk's state is
/// the hand-over: what was written before it is set is visible to whoever sees it.
final class SearchThreads {
  /// Chunks under way: enough that no thread has to wait for the merging one.
  private static let ringSize = 32
  private static let stackBytes = 256 << 20

  private final class Shared: @unchecked Sendable {
    let slots: [Slot]
    let records: StateStore.Records
    let isOver = Atomic<Bool>(false)
    /// Chunks added so far.
    let added = Atomic<Int>(0)

    init(_ codeCount: Int, _ records: StateStore.Records) {
      self.records = records
      slots = (0..<SearchThreads.ringSize).map { _ in Slot(codeCount) }
    }
  }

  private final class Slot: @unchecked Sendable {
    /// 0 free, 1 to expand, 2 claimed, 3 expanded.
    let state = Atomic<Int>(0)
    let chunk: UnsafeMutablePointer<Chunk>

    init(_ codeCount: Int) {
      chunk = .allocate(capacity: 1)
      chunk.initialize(to: Chunk(codeCount: codeCount))
    }

    deinit {
      chunk.pointee.deallocate()
      chunk.deinitialize(count: 1)
      chunk.deallocate()
    }

    func claim() -> Bool {
      state.load(ordering: .relaxed) == 1
        && state.compareExchange(expected: 1, desired: 2, successOrdering: .acquiring, failureOrdering: .relaxed)
          .exchanged
    }

    func finish() { state.store(3, ordering: .releasing) }
  }

  private final class Helper: @unchecked Sendable {
    let shared: Shared
    let expander: Expander

    init(_ shared: Shared, _ expander: Expander) {
      self.shared = shared
      self.expander = expander
    }

    /// Expands what there is to expand, the oldest first, until all is over.
    func work() {
      var idle = 0
      while !shared.isOver.load(ordering: .acquiring) {
        let added = shared.added.load(ordering: .acquiring)
        var found: Slot?
        for number in max(0, added - SearchThreads.ringSize)..<added {
          let slot = shared.slots[number % SearchThreads.ringSize]
          if slot.claim() {
            found = slot
            break
          }
        }
        if let found {
          idle = 0
          expander.expand(found.chunk, shared.records)
          found.finish()
        } else {
          idle += 1
          SearchThreads.pause(idle)
        }
      }
    }
  }

  private let shared: Shared
  private let expander: Expander
  private let workers: Int
  private var threads: [pthread_t] = []
  private var hasBegun = false
  private var added = 0
  private var taken = 0

  /// - Parameter workers: threads that expand, the calling one included.
  init(_ expander: Expander, records: StateStore.Records, workers: Int) {
    self.expander = expander
    self.workers = workers
    shared = Shared(expander.stepper.codeCount, records)
  }

  /// Starts the other threads, once. What the system does not give, the calling thread does.
  func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    for _ in 1..<max(workers, 1) {
      let stepper = Stepper(sharing: expander.stepper)
      let helper = Helper(shared, Expander(stepper, reduction: expander.localRuns?.reduction))
      guard let thread = Self.start(helper) else { return }
      threads.append(thread)
    }
  }

  /// Ends the other threads and waits for them.
  func end() {
    shared.isOver.store(true, ordering: .releasing)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// How many chunks may be under way: one where there is one thread, so that its memory stays in the cache.
  var hasRoom: Bool { added - taken < (threads.isEmpty ? 1 : Self.ringSize) }

  /// Adds the next chunk: where its first record is, and how many there are.
  func add(_ records: (offset: Int, count: Int)) {
    let slot = shared.slots[added % Self.ringSize]
    slot.chunk.pointee.offset = records.offset
    slot.chunk.pointee.remaining = records.count
    slot.chunk.pointee.choice = 0
    slot.state.store(1, ordering: .releasing)
    added += 1
    shared.added.store(added, ordering: .releasing)
  }

  /// The oldest chunk, expanded; nil where none is under way. It stays until `release`.
  func next() -> UnsafeMutablePointer<Chunk>? {
    guard taken < added else { return nil }
    let oldest = shared.slots[taken % Self.ringSize]
    var idle = 0
    while true {
      if oldest.state.load(ordering: .acquiring) == 3 { return oldest.chunk }
      if oldest.claim() {
        expander.expand(oldest.chunk, shared.records)
        oldest.finish()
        return oldest.chunk
      }
      // Another thread is at it.
      if let other = (taken + 1..<added).lazy.map({ self.shared.slots[$0 % Self.ringSize] }).first(where: { $0.claim() }
      ) {
        expander.expand(other.chunk, shared.records)
        other.finish()
      } else {
        idle += 1
        Self.pause(idle)
      }
    }
  }

  /// The oldest chunk is merged.
  func release() {
    shared.slots[taken % Self.ringSize].state.store(0, ordering: .relaxed)
    taken += 1
  }

  /// Waits a little, and longer when nothing comes.
  private static func pause(_ idle: Int) {
    if idle < 64 { return }
    if idle < 512 {
      sched_yield()
    } else {
      var time = timespec(tv_sec: 0, tv_nsec: 50_000)
      nanosleep(&time, nil)
    }
  }

  private static func start(_ helper: Helper) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(helper)
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Helper>.fromOpaque(argument).takeRetainedValue().work() }
        return nil
      }, argument.toOpaque())
    guard status == 0 else {
      argument.release()
      return nil
    }
    return thread
  }
}
