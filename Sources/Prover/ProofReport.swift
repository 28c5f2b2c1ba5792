import AIMLang
import CertificateFormat
import SepLogic

/// What a run of the prover found, in an order that depends on the program alone.
package struct ProofReport: Sendable, Equatable {
  /// By routine in source order, then by program counter, then by check.
  package var obligations: [Obligation]
  /// What makes proofs vacuous: contradictory contracts, unsatisfiable invariants, unreachable code.
  package var warnings: [Diagnostic]
  /// `extern` functions and `@assume` lines that proofs may rest on, as notes.
  package var assumptions: [Diagnostic]
  /// Instructions that no path reaches, ascending; only of routines all of whose obligations are proved, because a
  /// path that fails goes no further.
  package var unreached: [Int]
  package var statistics: ProofStatistics
  /// How each task was proved, that of the boot memory last; empty unless `ProverOptions.recordsDerivations`. Of use only
  /// if everything is proved.
  package var derivations: [TaskDerivation] = []

  package init(
    obligations: [Obligation], warnings: [Diagnostic], assumptions: [Diagnostic], unreached: [Int],
    statistics: ProofStatistics
  ) {
    self.obligations = obligations
    self.warnings = warnings
    self.assumptions = assumptions
    self.unreached = unreached
    self.statistics = statistics
  }

  /// Whether there is an obligation and every one is proved.
  package var allProved: Bool { !obligations.isEmpty && obligations.allSatisfy { $0.outcome == .proved } }
}

/// Work done; equal in two runs except for the times.
package struct ProofStatistics: Sendable, Equatable {
  /// Routines × flags that were executed symbolically.
  package var tasks = 0
  package var paths = 0
  /// Instructions executed on all paths.
  package var steps = 0
  /// Questions that went to the solver.
  package var queries = 0
  /// Questions that the pure core in front of it was asked, and how long it took for each.
  package var coreTimes = TimeHistogram()
  /// Time inside the solver, and inside the pure core, summed over threads.
  package var solverTime: Duration = .zero
  package var coreTime: Duration = .zero

  package init() {}

  package static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.tasks += b.tasks
    sum.paths += b.paths
    sum.steps += b.steps
    sum.queries += b.queries
    sum.solverTime += b.solverTime
    sum.coreTime += b.coreTime
    sum.coreTimes = a.coreTimes + b.coreTimes
    return sum
  }
}

/// One thing that has to be established at one place, over all paths and all flags the place is reached with.
package struct Obligation: Sendable, Equatable {
  /// `main#3`: the third obligation of its routine; stable while the routine's text is.
  package var id: String
  /// The routine's name; `boot` and `invariant` for what belongs to the declarations.
  package var routine: String
  package var check: Check
  package var span: SourceSpan
  /// What is established, as a phrase: “`sti` gives the invariant of irq 0 back”.
  package var description: String
  package var outcome: Outcome
  package var cost: Cost

  package struct Cost: Sendable, Equatable {
    /// How often a path came by.
    package var visits: Int
    /// Questions to the solver.
    package var queries: Int
    /// Systems of bounds that were looked at, and, of a varied proof, tens of the solver's resource units.
    package var effort: Int
    package init(visits: Int, queries: Int, effort: Int = 0) {
      self.visits = visits
      self.queries = queries
      self.effort = effort
    }
  }

  package init(
    id: String, routine: String, check: Check, span: SourceSpan, description: String, outcome: Outcome, cost: Cost
  ) {
    self.id = id
    self.routine = routine
    self.check = check
    self.span = span
    self.description = description
    self.outcome = outcome
    self.cost = cost
  }
}

/// The answer to an obligation. There is no default: `proved` is made from positive answers alone.
package enum Outcome: Sendable, Equatable {
  case proved
  /// The logic finds a way in which it fails. Whether the machine can take that way, or the proof is too weak, is for
  /// the driver to confirm.
  case refuted(Finding)
  /// No answer: the solver gave none, a limit was reached, or a construct has no meaning here.
  case undecided(Finding)
}

/// Why an obligation is not proved.
package struct Finding: Sendable, Equatable {
  package var diagnostic: Diagnostic
  /// The instruction; nil for a declaration.
  package var pc: Int?
  /// A start from which the machine should fail too, where the solver's model gave one.
  package var counterexample: Counterexample?

  package init(diagnostic: Diagnostic, pc: Int?, counterexample: Counterexample? = nil) {
    self.diagnostic = diagnostic
    self.pc = pc
    self.counterexample = counterexample
  }
}

/// A concrete start of a routine that leads into the failing path, read off the solver's model.
package struct Counterexample: Sendable, Equatable {
  package struct Cell: Sendable, Equatable {
    package var address: UInt64
    package var value: UInt64
    package init(address: UInt64, value: UInt64) {
      self.address = address
      self.value = value
    }
  }

  package var routine: RoutineID
  package var interruptEnable: Bool
  package var level: Level
  /// Whether the running level is in service; false at thread level.
  package var inService: Bool
  /// The 16 registers at entry.
  package var registers: [UInt64]
  /// Memory that the routine owns at entry, by address.
  package var cells: [Cell]
  /// Memory of the invariants when the path first gains them, by address; empty when it never does.
  package var publicCells: [Cell]
  /// In path order: the word that a `choose` gives, the address (or 0) that an `alloc` gives.
  package var choices: [UInt64]

  package init(
    routine: RoutineID, interruptEnable: Bool, level: Level, inService: Bool, registers: [UInt64], cells: [Cell],
    publicCells: [Cell], choices: [UInt64]
  ) {
    self.routine = routine
    self.interruptEnable = interruptEnable
    self.level = level
    self.inService = inService
    self.registers = registers
    self.cells = cells
    self.publicCells = publicCells
    self.choices = choices
  }
}
