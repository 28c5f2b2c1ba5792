import Driver
import Glibc
import Report
import Synchronization

/// One live line on standard error, for work over half a second.
final class ProgressLine: Sendable {
  private struct State {
    var began = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var isProving = false
    var length = 0
  }

  private static let patience = Duration.milliseconds(500)
  /// Between two lines where each stays on the screen.
  private static let interval = Duration.seconds(1)

  /// Whether a line can be overwritten.
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(isTerminal: Bool) { self.isTerminal = isTerminal }

  func show(_ event: ProgressEvent, of path: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      if case .loading = event { state = State(began: now) }
      if case .proving = event { state.isProving = true }
      guard now - state.began >= Self.patience else { return }
      if !isTerminal, let shown = state.shown, now - shown < Self.interval { return }
      state.shown = now
      write("\(Sanitizer.line(path, limit: 40)): \(words(event, state))", &state)
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if isTerminal && state.length > 0 { put("\r\u{1B}[K") }
      state.length = 0
    }
  }

  private func words(_ event: ProgressEvent, _ state: State) -> String {
    switch event {
    case .loading: "reading"
    case .proving: "proving"
    case .exploring(let states, let depth, let rate):
      "\(state.isProving ? "proving; " : "")\(states) states explored, depth \(depth), \(rate) a second"
    case .confirming: "confirming findings"
    }
  }

  private func write(_ line: String, _ state: inout State) {
    if isTerminal {
      put("\r\u{1B}[K" + line)
      state.length = line.utf8.count
    } else {
      put(line + "\n")
    }
  }

  /// Progress that cannot be shown is not worth a failure.
  private func put(_ text: String) {
    try? FileWriting.write(Array(text.utf8), toDescriptor: STDERR_FILENO)
  }
}
