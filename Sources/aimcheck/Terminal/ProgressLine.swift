import Driver
import Glibc
import Report
import Synchronization

/// One live line on standard error, for work over half a second.
///
/// Events only say what is going on; a thread of its own shows it now and then, so that long silence inside an engine
/// still shows that time passes.
final class ProgressLine: Sendable {
  private struct State {
    var path = ""
    var began = ContinuousClock.now
    /// nil between two files.
    var event: ProgressEvent?
    var isProving = false
    var isShown = false
  }

  private static let patience = Duration.milliseconds(500)

  /// Whether a line can be overwritten; else each stays, and there are fewer.
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(isTerminal: Bool) {
    self.isTerminal = isTerminal
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let line = Unmanaged<ProgressLine>.fromOpaque(argument).takeUnretainedValue()
        while true {
          usleep(line.isTerminal ? 200_000 : 1_000_000)
          line.paint()
        }
      }, argument.toOpaque())
    // Without the thread there is no progress to see, and nothing else is lost.
    if status == 0 { pthread_detach(thread) } else { argument.release() }
  }

  func show(_ event: ProgressEvent, of path: String) {
    state.withLock { state in
      if case .loading = event { state = State(path: path) }
      if case .proving = event { state.isProving = true }
      // “Proving” says less than how far exploration is.
      if case .proving = event, case .exploring? = state.event { return }
      state.event = event
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if isTerminal && state.isShown { put("\r\u{1B}[K") }
      state.event = nil
      state.isShown = false
    }
  }

  private func paint() {
    state.withLock { state in
      let elapsed = ContinuousClock.now - state.began
      guard let event = state.event, elapsed >= Self.patience else { return }
      let text = "\(Sanitizer.line(state.path, limit: 40)): \(words(event, state)), \(elapsed.components.seconds) s"
      put(isTerminal ? "\r\u{1B}[K" + text : text + "\n")
      state.isShown = true
    }
  }

  private func words(_ event: ProgressEvent, _ state: State) -> String {
    switch event {
    case .loading: "reading"
    case .proving: "proving"
    case .exploring(let states, let depth, let rate):
      "\(state.isProving ? "proving and " : "")exploring: \(states) states, depth \(depth), \(rate) a second"
    case .confirming: "trying findings out"
    }
  }

  /// Progress that cannot be shown is not worth a failure.
  private func put(_ text: String) {
    try? FileWriting.write(Array(text.utf8), toDescriptor: STDERR_FILENO)
  }
}
