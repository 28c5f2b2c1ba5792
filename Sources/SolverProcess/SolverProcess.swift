// A solver, or a checker of its proofs, as a process of its own: text goes to its input, lines come from its output.
//
// Nothing that the other side does can make an answer out of no answer, or keep this process from going on: whatever is
// no line within the time is a failure that is thrown; the process is killed then, with all that it has started, and
// every later call fails as well. So a solver that dies, hangs, floods or stops reading costs one answer and the time for
// it. While text is sent, what comes back is taken too, so that the two never wait for each other; and that the other
// side is gone is an error here, not a signal.

import Glibc
import Synchronization

/// One process starts at a time: none must inherit the ends of another's pipes.
private let starting = Mutex<Void>(())

/// To be used from one thread at a time.
package final class SolverProcess {
  private let name: String
  private let milliseconds: Int
  private var process: pid_t
  private var input: Int32
  private var output: Int32
  /// What has come and was not asked for yet.
  private var received: [UInt8] = []
  private var isAtEnd = false
  private var deadline: ContinuousClock.Instant
  private var failure: SolverProcessFailure?

  /// What is not a line after so many bytes is no answer.
  private static let lineLimit = 1 << 26
  private static let chunk = 1 << 16

  /// Starts the program. Its standard error is thrown away, and of the environment it has the search path alone.
  /// - Parameters:
  ///   - path: a path, or a name that is looked for in `PATH`.
  ///   - millisecondsPerAnswer: the time from the beginning of `send` to the last line of the answer to it.
  package init(path: String, arguments: [String], millisecondsPerAnswer: Int) throws(SolverProcessFailure) {
    name = path
    milliseconds = millisecondsPerAnswer
    deadline = .now + .milliseconds(millisecondsPerAnswer)
    let started = try starting.withLock { _ throws(SolverProcessFailure) in try Self.started(path, arguments) }
    process = started.process
    input = started.input
    output = started.output
    for end in [input, output] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
  }

  deinit { terminate() }

  /// Sends text. The time for the answer begins.
  package func send(_ text: String) throws(SolverProcessFailure) {
    deadline = .now + .milliseconds(milliseconds)
    if let failure { throw failure }
    guard input >= 0 else { throw failed(.ended, "its input is closed") }
    let bytes = Array(text.utf8)
    var next = 0
    while next < bytes.count {
      let written = Self.write(bytes[next...], to: input)
      if written > 0 {
        next += written
      } else if written == 0 {
        try wait(for: input)
      } else {
        throw failed(.ended, "it ended while it was asked")
      }
    }
  }

  /// Says that nothing more will be sent.
  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// The next line of its output, without the end of the line.
  package func readLine() throws(SolverProcessFailure) -> String {
    if let failure { throw failure }
    var searched = 0
    while true {
      if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self)
        received.removeSubrange(...end)
        return line
      }
      searched = received.count
      guard !isAtEnd else { throw failed(.ended, "it ended without an answer") }
      try wait(for: -1)
    }
  }

  /// All that it says from now on until it ends by itself, and its exit status; 128 and the number of a signal that ended
  /// it.
  package func readToEnd() throws(SolverProcessFailure) -> (text: String, status: Int32) {
    if let failure { throw failure }
    closeInput()
    while !isAtEnd { try wait(for: -1) }
    let text = String(decoding: received, as: UTF8.self)
    received = []
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { break }
      guard ended == 0 || errno == EINTR, ContinuousClock.now < deadline else { throw failed(.late, late) }
      usleep(500)
    }
    process = 0
    return (text, status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f)
  }

  /// Ends the process, whatever it is doing. There are no answers any more.
  package func terminate() {
    if failure == nil { failure = SolverProcessFailure(.ended, "`\(name)` was ended") }
    if process > 0 {
      // It leads a group of its own, in which its children are.
      kill(-process, SIGKILL)
      kill(process, SIGKILL)
      while waitpid(process, nil, 0) < 0 && errno == EINTR {}
      process = 0
    }
    closeInput()
    if output >= 0 { close(output) }
    output = -1
  }

  private var late: String { "no answer within \(milliseconds) ms" }

  private func failed(_ kind: SolverProcessFailure.Kind, _ reason: String) -> SolverProcessFailure {
    let made = SolverProcessFailure(kind, "`\(name)`: \(reason)")
    failure = made
    terminate()
    return made
  }

  /// Waits until something can be read, which is taken, or until the file can be written.
  private func wait(for written: Int32) throws(SolverProcessFailure) {
    while true {
      let rest = deadline - .now
      guard rest > .zero else { throw failed(.late, late) }
      let wait = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000 + 1
      var ends = [
        pollfd(fd: isAtEnd ? -1 : output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: written, events: Int16(POLLOUT), revents: 0),
      ]
      let count = poll(&ends, 2, Int32(clamping: min(wait, 60_000)))
      if count == 0 || (count < 0 && errno == EINTR) { continue }
      guard count > 0 else { throw failed(.ended, "it cannot be listened to") }
      let isReadable = ends[0].revents != 0
      if isReadable { try take() }
      if isReadable || ends[1].revents != 0 { return }
    }
  }

  private func take() throws(SolverProcessFailure) {
    var buffer = [UInt8](repeating: 0, count: Self.chunk)
    let got = read(output, &buffer, buffer.count)
    if got > 0 {
      received += buffer[..<got]
      if received.count > Self.lineLimit { throw failed(.floods, "it says more than an answer can be") }
    } else if got == 0 || (errno != EINTR && errno != EAGAIN) {
      isAtEnd = true
    }
  }

  /// How many bytes went, 0 if none can go now, less if nobody is there. That this raises no signal needs the signal
  /// blocked, and taken where it was raised: it goes to the thread that writes.
  private static func write(_ bytes: ArraySlice<UInt8>, to file: Int32) -> Int {
    var brokenPipe = sigset_t()
    sigemptyset(&brokenPipe)
    sigaddset(&brokenPipe, SIGPIPE)
    var old = sigset_t()
    pthread_sigmask(SIG_BLOCK, &brokenPipe, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    while true {
      let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if written > 0 { return written }
      switch errno {
      case EINTR: continue
      case EAGAIN: return 0
      case EPIPE:
        if sigismember(&old, SIGPIPE) == 0 {
          var now = timespec()
          sigtimedwait(&brokenPipe, nil, &now)
        }
        return -1
      default: return -1
      }
    }
  }

  /// The process, and our ends of its pipes.
  private static func started(
    _ path: String, _ arguments: [String]
  ) throws(SolverProcessFailure) -> (process: pid_t, input: Int32, output: Int32) {
    func failed(_ status: Int32) -> SolverProcessFailure {
      if status == ENOENT { return SolverProcessFailure(.notFound, "there is no program `\(path)`") }
      return SolverProcessFailure(.notStarted, "`\(path)` does not start: \(String(cString: strerror(status)))")
    }
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    defer { for end in toChild + fromChild where end >= 0 { close(end) } }
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw failed(errno) }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (status, process) = spawn(path, arguments, input: toChild[0], output: fromChild[1])
    guard status == 0 else { throw failed(status) }
    defer {
      toChild[1] = -1
      fromChild[0] = -1
    }
    return (process, toChild[1], fromChild[0])
  }

  private static func spawn(
    _ path: String, _ arguments: [String], input: Int32, output: Int32
  ) -> (status: Int32, process: pid_t) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals are as at the start of any program; a key pressed to end this process does not end the other first.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var environment = [strdup("LC_ALL=C"), getenv("PATH").flatMap { strdup("PATH=\(String(cString: $0))") }, nil]
    defer { for word in words + environment { free(word) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, path, &actions, &attributes, &words, &environment)
    return (status, process)
  }
}
