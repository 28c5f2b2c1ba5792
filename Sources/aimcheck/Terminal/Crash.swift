// A crash is a fault of the checker, and ends with the status of one: no shell, make file or CI has to know what a signal means.
import Driver
import Glibc

enum Crash {
  /// Ends the process with 70 when it traps, is out of memory, or touches what is not its own.
  ///
  /// Whoever sets `SWIFT_BACKTRACE` wants the backtrace of the Swift runtime instead, and gets it.
  static func watch() {
    if let wish = getenv("SWIFT_BACKTRACE"), wish.pointee != 0 { return }
    // What is made at the first use is made now; there is nothing to take away yet.
    FileWriting.removeUnfinishedAfterCrash()
    let numbers = [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE]
    // Those that are blocked, as some parents leave them to their children, end the process without a word.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in numbers {
      signal(number) { _ in
        // Inside a signal handler: system calls, and nothing else.
        FileWriting.removeUnfinishedAfterCrash()
        let message: StaticString = """
          aimcheck: out of memory, or a fault of aimcheck: please report it (SWIFT_BACKTRACE=enable=yes tells where)

          """
        _ = Glibc.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(70)
      }
    }
  }
}
