// What graphs and pages call the steps of a program.
import AIMLang
import Machine

struct StepWords {
  let program: Program
  let names: TraceConversion

  init(program: Program) {
    self.program = program
    names = TraceConversion(program: program)
  }

  /// `main: cli`, `irq 0 arrives`, `worker: switch → watcher`.
  func label(_ edge: StateGraph.Edge) -> String {
    let detail = edge.outcome.map { " " + text($0) } ?? ""
    switch edge.event {
    case .instruction(let pc): return "\(names.name(edge.actor)): \(text(pc))\(detail)"
    case .interrupt(let level): return "irq \(level) arrives"
    case .dispatch: return "idle\(detail)"
    }
  }

  /// What an instruction says in the source.
  func text(_ pc: Int) -> String { names.instruction(pc) }

  func text(_ outcome: StateGraph.Outcome) -> String {
    switch outcome {
    case .value(let value): "= \(value)"
    case .allocated(let address?): "= 0x" + String(address, radix: 16)
    case .allocated(nil): "fails"
    case .resumed(let actor): "→ \(names.name(actor))"
    case .woken(let thread): "wakes \(names.thread(thread))"
    }
  }
}
