// Threads for the tasks of a proof. Their stacks are deep, as terms may be, whatever `ulimit -s` says. What the system gives
// no thread for, the calling thread does: a pool of the system's waits for threads that never come where their number
// is limited, and ends the process where descriptors are.
import Glibc

enum TaskThreads {
  private static let stackBytes = 256 << 20

  private final class Helper: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }

  /// Calls `work` on the calling thread and on up to `helpers` others at the same time, and waits until all have returned.
  static func run(helpers: Int, _ work: @escaping @Sendable () -> Void) {
    let helper = Helper(work)
    var threads: [pthread_t] = []
    while threads.count < helpers, let thread = start(helper) { threads.append(thread) }
    work()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// nil where the system gives no thread.
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
