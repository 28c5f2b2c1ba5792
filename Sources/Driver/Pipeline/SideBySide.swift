// The two engines on two threads with deep stacks. They share nothing, so that all there is to do is to wait for both.
import Glibc
import Synchronization

/// Stack of an engine's thread: deep, since terms and assertions are trees, and hostile texts make them high.
private let stackBytes = 256 << 20

/// Runs both to their end, at the same time where the system gives a thread.
func sideBySide<A: Sendable, B: Sendable>(
  _ first: @escaping @Sendable () -> A, _ second: @escaping @Sendable () -> B
) -> (A, B) {
  let a = Work(first)
  let b = Work(second)
  let one = start(a)
  let two = start(b)
  join(one)
  join(two)
  return (a.result(), b.result())
}

/// Runs something on a thread with a deep stack.
package func onDeepStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
  let work = Work(body)
  join(start(work))
  return work.result()
}

/// Something to do, and what came of it.
private final class Work<Result: Sendable>: Job, @unchecked Sendable {
  private let body: @Sendable () -> Result
  private let done = Mutex<Result?>(nil)

  init(_ body: @escaping @Sendable () -> Result) { self.body = body }

  override func run() {
    let result = body()
    done.withLock { $0 = result }
  }

  /// What `run` gave; does the work now if no thread did.
  func result() -> Result { done.withLock { $0 } ?? body() }
}

private class Job: @unchecked Sendable {
  func run() {}
}

/// nil where the system gives no thread; nothing has run then.
private func start(_ job: Job) -> pthread_t? {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, stackBytes)
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(job)
  let status = pthread_create(
    &thread, &attributes,
    { argument in
      if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }, argument.toOpaque())
  guard status == 0 else {
    argument.release()
    return nil
  }
  return thread
}

private func join(_ thread: pthread_t?) {
  if let thread { pthread_join(thread, nil) }
}

/// The machine's processors.
enum Processors {
  /// How many are online; at least 1.
  static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
