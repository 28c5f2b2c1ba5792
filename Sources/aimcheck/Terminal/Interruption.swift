// Ctrl-C and `kill`: a thread waits for the signal, so that no code runs inside a signal handler.
import Driver
import Glibc

enum Interruption {
  /// Of those that end a process by themselves, the ones that come from outside: keys, `kill`, a terminal that goes away,
  /// a limit of processor time.
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU]

  /// Ends the process with 128 + the signal's number when one arrives; half-written files are taken away.
  ///
  /// To be called before any other thread starts, since threads inherit the mask. A signal that the parent has set to
  /// be ignored (`nohup`, background jobs) stays ignored.
  static func watch() {
    var signals = set { !isIgnored($0) }
    guard pthread_sigmask(SIG_BLOCK, &signals, nil) == 0 else { return }
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { _ in
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        // Not all of them: the parent may have blocked others, such as those of processes that end.
        var signals = Interruption.set { sigismember(&blocked, $0) == 1 }
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 || number == 0 {}
        FileWriting.removeUnfinished {
          Complaint.print("\naimcheck: interrupted")
          _exit(128 + number)
        }
      }, nil)
    // Without the thread nobody would wait; then the signals end the process as they always do.
    if status == 0 { pthread_detach(thread) } else { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
  }

  private static func set(where isIn: (Int32) -> Bool) -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers where isIn(number) { sigaddset(&signals, number) }
    return signals
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
