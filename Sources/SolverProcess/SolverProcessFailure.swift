/// Why a solver gives no answer. After one, the process is gone, and so is whatever it would have said.
package struct SolverProcessFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// There is no such program.
    case notFound
    /// The system does not start it.
    case notStarted
    /// It ended, or closed its output, before it had answered.
    case ended
    /// It did not answer in time.
    case late
    /// It says more than an answer can be.
    case floods
  }

  package let kind: Kind
  package let message: String
  package var description: String { message }

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
