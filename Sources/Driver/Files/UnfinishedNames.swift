// The temporary files that exist now, so that a process that ends before its time takes them away.
//
// A signal may arrive at any moment: a file is made and noted under one lock, and whoever ends the process holds that lock
// till the end, so that no file appears after the others were taken away. After a crash nothing can be waited for: names
// are C strings behind atomic pointers, which a signal handler may read.
import Glibc
import Synchronization

enum UnfinishedNames {
  private typealias Slot = Atomic<UnsafeMutablePointer<CChar>?>

  /// As many as can be written at once: a few outputs, and a query for each thread of a proof.
  private static let count = 64
  private nonisolated(unsafe) static let slots: UnsafeMutablePointer<Slot> = {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Slot(nil)) }
    return slots
  }()
  private static let making = Mutex<Void>(())

  /// Opens a new file.
  /// - Returns: its descriptor, negative where it cannot be made, and the number under which it is noted.
  static func make(_ path: String) -> (descriptor: Int32, number: Int?) {
    making.withLock { _ in
      let number = note(path)
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      let reason = errno
      if descriptor < 0 { forget(number) }
      errno = reason
      return (descriptor, number)
    }
  }

  /// The file has its name, or is gone.
  static func forget(_ number: Int?) {
    guard let number else { return }
    free(slots[number].exchange(nil, ordering: .acquiringAndReleasing))
  }

  /// Takes away all that there are, and ends the process; no other can be made in between.
  static func removeAll(then end: () -> Never) -> Never {
    making.withLock { _ in
      removeAll()
      end()
    }
  }

  /// Takes away all that there are. Calls nothing that a signal handler may not.
  static func removeAll() {
    for index in 0..<count {
      // Never freed: the process ends.
      if let path = slots[index].exchange(nil, ordering: .acquiringAndReleasing) { unlink(path) }
    }
  }

  private static func note(_ path: String) -> Int? {
    guard let copy = strdup(path) else { return nil }
    for index in 0..<count
    where slots[index].compareExchange(expected: nil, desired: copy, ordering: .acquiringAndReleasing).exchanged {
      return index
    }
    free(copy)
    return nil
  }
}
