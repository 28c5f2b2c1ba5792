/// One interleaving, as the index of the choice taken at each step: `0.0.1.0.2`.
///
/// At every configuration the possible steps have a fixed order: first what the running code can do, then the interrupts
/// that can arrive, highest priority first. The running code has one step, except for
/// - `choose`: one for each value, lowest first;
/// - `alloc`: the fresh cells, then failure;
/// - `switch`: one for each thread that can be resumed, by its position in `boot`, the running one among them; last the
///   idle context, while it is in the middle of a handler;
/// - `block` and `halt`: the same without the running thread; one, to idle, when there is nobody else;
/// - `unblock`: one for each thread that waits in the queue, by its position in `boot`; one when there is none;
/// - the idle context, outside of handlers: one for each thread that is ready, by its position; none when there is none.
///
/// An instruction that is stuck has one step, which says so.
package struct Schedule: Sendable, Hashable, CustomStringConvertible {
  /// Choice indices, each at least 0, the first step's first.
  package var choices: [Int]

  package init(_ choices: [Int] = []) { self.choices = choices }

  /// Reads what `description` prints. An empty text is the empty schedule.
  /// - Throws: `ScheduleError.malformed` for anything but numbers joined by dots.
  package init(parsing text: String) throws(ScheduleError) {
    choices = []
    guard !text.isEmpty else { return }
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard !part.isEmpty, part.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
        let choice = Int(part)
      else { throw .malformed(position: choices.count + 1, text: String(part)) }
      choices.append(choice)
    }
  }

  package var description: String {
    var text = ""
    for (index, choice) in choices.enumerated() {
      if index > 0 { text += "." }
      text += String(choice)
    }
    return text
  }
}

/// Why a schedule cannot be replayed.
package enum ScheduleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The part at `position` (from 1) is not a number.
  case malformed(position: Int, text: String)
  /// Step `step` (from 1) asks for choice `choice`, but there are only `available` (none: nothing can happen).
  case noSuchChoice(step: Int, choice: Int, available: Int)
  /// Step `step` broke the program, but the schedule goes on.
  case afterViolation(step: Int)
  /// The program cannot be run from the start asked for.
  case notRunnable(String)

  package var description: String {
    switch self {
    case .malformed(let position, let text):
      "part \(position) of the schedule is “\(text)”; a schedule is numbers joined by dots, as 0.0.1"
    case .noSuchChoice(let step, let choice, 0):
      "step \(step) of the schedule asks for choice \(choice), but nothing can happen there: the program has ended"
    case .noSuchChoice(let step, let choice, 1):
      "step \(step) of the schedule asks for choice \(choice), but there is only choice 0"
    case .noSuchChoice(let step, let choice, let available):
      "step \(step) of the schedule asks for choice \(choice), but there are only choices 0 to \(available - 1)"
    case .afterViolation(let step):
      "the program is broken at step \(step), but the schedule goes on; was it made for another version of the program?"
    case .notRunnable(let why):
      why
    }
  }
}
