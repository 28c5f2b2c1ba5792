// Fair runs in which a thread gets nowhere.
import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Threads that starve")
struct StarvationTests {
  private func fair(_ text: String) throws -> Exploration {
    explore(try load(text), options: ExplorationOptions(findsStarvation: true))
  }

  private static let timer = "handler timer on irq 0 { switch  iret }\n"
  private static let spinner = "func spinner() requires ie == 1 { l: j l }\n"

  /// A thread that never gives way, and no timer.
  @Test func aReadyThreadNeverRuns() throws {
    let text = Self.spinner + "func other() requires ie == 1 { halt }\n boot { thread spinner  thread other }"
    let alone = explore(try load(text))
    #expect(alone.summary == "complete")
    let result = try fair(text)
    #expect(result.summary == "violation explore:starvation 0")
    guard case .violation(let violation) = result.outcome else { return }
    #expect(violation.diagnostic.message.hasPrefix("`other` is ready and never runs"))
    #expect(violation.trace.repeatsFrom == 1)
    #expect(violation.trace.violation == violation.diagnostic)
    #expect(try load(text).code[violation.pc ?? -1].operation == .halt)
  }

  /// With a timer that switches, a scheduler that never chose the other would not be fair.
  @Test func aTimerGivesEveryoneATurn() throws {
    let result = try fair(
      Self.timer + Self.spinner + "func other() requires ie == 1 { halt }\n boot { thread spinner  thread other }")
    #expect(result.summary == "complete")
  }

  /// The timer is no help while it is masked, or interrupts are off.
  @Test(arguments: ["mask 0\n l: j l", "cli\n l: j l"])
  func aTimerThatCannotCome(body: String) throws {
    let result = try fair(
      Self.timer + "func spinner() requires ie == 1 { \(body) }\n func other() requires ie == 1 { halt }\n"
        + "boot { thread spinner  thread other }")
    #expect(result.summary.hasPrefix("violation explore:starvation"), "\(result.summary)")
  }

  /// A handler that comes again and again without end is not fair to the code that it interrupts; nor is a choice that always
  /// falls the same way the fault of the program.
  @Test func unfairRunsDoNotCount() throws {
    let ticks = "handler tick on irq 0 { iret }\n"
    let text = ticks + "func main() requires ie == 1 { cli\n switch\n sti\n halt }\n boot { thread main  thread main }"
    #expect(try fair(text).summary == "complete")
  }

  private static func mesa(release: String) -> String {
    """
    global l = 0
    global counter = 0
    invariant for threads: exists v :: l |-> v ** (v == 0 ? counter |-> _ : emp)
    queue mutex(a) hands emp
    handler timer on irq 0 { switch  iret }
    func worker() requires ie == 1 && level == thread {
    again:
      mov r1, l
      cli
    test:
      ld r2, [l]
      beq r2, 0, free
      block mutex(r1)
      j test
    free:
      mov r2, 1
      st [l], r2
      sti
      ld r2, [counter]
      st [counter], r2
      mov r1, l
      cli
      mov r2, 0
      st [l], r2
      \(release)
      sti
      j again
    }
    boot { thread worker  thread worker }
    """
  }

  /// A lock that is set free without a word to those who wait for it: the other thread goes on, so that it is no deadlock.
  @Test func aForgottenWakeUp() throws {
    let right = try fair(Self.mesa(release: "unblock r3, mutex(r1)"))
    #expect(right.summary == "complete", "\(right.summary)")
    let wrong = try fair(Self.mesa(release: ""))
    #expect(wrong.summary.hasPrefix("violation explore:starvation"), "\(wrong.summary)")
    guard case .violation(let violation) = wrong.outcome else { return }
    #expect(violation.diagnostic.message.contains("waits in `mutex(l)` for ever"), "\(violation.diagnostic.message)")
    let repeats = try #require(violation.trace.repeatsFrom)
    #expect(repeats > 1 && repeats <= violation.trace.steps.count)
    // The steps from there on lead back to where they began: taken twice, they are a schedule as well.
    let choices = violation.schedule.choices
    let twice = Schedule(choices + choices[(repeats - 1)...])
    let again = try replay(load(Self.mesa(release: "")), twice)
    let length = choices.count - repeats + 1
    let (first, second) = (again.steps.suffix(2 * length).prefix(length), again.steps.suffix(length))
    #expect(zip(first, second).allSatisfy { $0.event == $1.event && $0.changes == $1.changes && $0.actor == $1.actor })
  }

  /// With a hand-off the lock is never free while somebody waits, and whoever waits is woken.
  @Test func aLockThatIsHandedOver() throws {
    let result = try fair(ReductionSamples.lockedCounter)
    #expect(result.summary == "complete", "\(result.summary)")
  }
}
