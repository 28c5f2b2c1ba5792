import Machine
import Report

/// Values of registers and cells at the end of a run, by the names that messages use.
///
/// A confirmed finding shows these instead of the solver's: both fail, but only one set of values belongs to the
/// schedule that the reader can replay.
struct RunValues {
  private var values: [String: UInt64] = [:]

  init(_ trace: Trace) {
    for register in trace.start.registers { values[register.register.description] = register.value }
    for cell in trace.start.cells { values[cell.cell.name] = cell.value }
    for step in trace.steps {
      for change in step.changes {
        switch change {
        case .register(let register, _, let value): values[register.description] = value
        case .cell(let cell, _, let value), .allocated(let cell, let value): values[cell.name] = value
        case .freed(let cell): values[cell.name] = nil
        case .interruptEnable, .level, .halted, .blocked, .woken, .resumed, .masked, .inService, .owner: break
        }
      }
    }
  }

  /// Puts the run's value into each row that shows one; a name that the run does not know loses its row.
  func replaceValues(in diagnostic: inout DiagnosticRecord) {
    diagnostic.facts = diagnostic.facts.compactMap { fact in
      guard fact.kind == .value else { return fact }
      return values[fact.name].map { DiagnosticRecord.Fact(.value, fact.name, String($0)) }
    }
  }
}
