/// What can be asked while stepping through a schedule.
package enum StepCommand: Sendable, Equatable {
  case next(Int)
  case previous(Int)
  /// The step of this number; 0 is the start.
  case step(Int)
  case end
  /// The last step before this one that writes the cell.
  case write(String)
  /// The next step at which memory changes hands, and the previous one.
  case transfer, back
  case whereabouts, memory, registers, threads
  case choices
  case take(Int)
  case schedule, help, quit

  package enum Line: Sendable, Equatable {
    case command(StepCommand)
    /// An empty line: the last command again.
    case repetition
    /// A sentence.
    case problem(String)
  }

  /// Reads a line of input.
  package static func read(_ line: String) -> Line {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
    guard let name = words.first else { return .repetition }
    if words.count > 2 { return .problem("a command has at most one argument; `help` lists them") }
    let argument = words.count > 1 ? words[1] : nil
    if argument == nil, let number = number(name) { return .command(.step(number)) }
    switch name {
    case "next", "n": return counted(argument) { .next($0) }
    case "previous", "p": return counted(argument) { .previous($0) }
    case "step", "s": return numbered(name, argument) { .step($0) }
    case "take", "k": return numbered(name, argument) { .take($0) }
    case "write", "w":
      guard let argument else { return .problem("`write` needs the name of a cell, as `write x`; `memory` lists them") }
      return .command(.write(argument))
    default: break
    }
    guard let command = plain[name] else {
      return .problem("there is no command `\(Sanitizer.line(name, limit: 40))`; `help` lists them")
    }
    return argument == nil ? .command(command) : .problem("`\(name)` has no argument")
  }

  private static let plain: [String: StepCommand] = [
    "end": .end, "e": .end, "transfer": .transfer, "t": .transfer, "back": .back, "b": .back,
    "where": .whereabouts, "l": .whereabouts, "memory": .memory, "m": .memory, "registers": .registers, "r": .registers,
    "threads": .threads, "i": .threads, "choices": .choices, "c": .choices, "schedule": .schedule, "help": .help,
    "h": .help, "?": .help, "quit": .quit, "q": .quit,
  ]

  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func counted(_ argument: String?, _ make: (Int) -> StepCommand) -> Line {
    guard let argument else { return .command(make(1)) }
    guard let count = number(argument), count > 0 else { return notANumber(argument) }
    return .command(make(count))
  }

  private static func numbered(_ name: String, _ argument: String?, _ make: (Int) -> StepCommand) -> Line {
    guard let argument else { return .problem("`\(name)` needs a number") }
    guard let number = number(argument) else { return notANumber(argument) }
    return .command(make(number))
  }

  private static func notANumber(_ text: String) -> Line {
    .problem("“\(Sanitizer.line(text, limit: 40))” is no number of steps or choices")
  }

  package static let helpText = """
    next [N]      n   goes N steps forward
    previous [N]  p   goes N steps back
    step N        s   goes to step N; 0 is the start. The number alone does it too
    end           e   goes to the last step
    write CELL    w   goes back to the last step that writes a cell
    transfer      t   goes to the next step at which memory changes hands
    back          b   goes back to the last such step
    where         l   the source around the current instruction of each thread
    memory        m   the cells with their values and owners
    registers     r   the registers, the flags and the stack of the running code
    threads       i   what every thread is doing
    choices       c   the steps that are possible here
    take N        k   takes one of them, and leaves the later steps
    schedule          the choices up to here, for `--replay`
    help          h   this list
    quit          q   ends
    An empty line does the last command again.

    """
}
