import AIMLang
import SepLogic

/// What the free names of an assertion mean at the point where it is lowered.
struct Scope {
  /// The registers now; nil where an assertion may not mention them (inside an invariant).
  var registers: [TermID]?
  /// The registers when the enclosing function was entered: its parameters, and `old(r)`.
  var entryRegisters: [TermID]?
  /// Logical variables, parameters of declarations, and bound variables on the way down.
  var variables: [VariableID: TermID] = [:]
  /// The flags now; nil where an assertion may not mention them.
  var flags: Flags?
  /// `old(ie)`.
  var entryInterruptEnable: Bool?

  /// Inside an invariant: no state of whoever owns it at the moment.
  static let declaration = Scope()
}

/// Why an assertion has no meaning here. Each becomes an obligation that is not proved, never a silent omission.
enum LoweringError: Error, Equatable {
  /// A construct that this version gives no meaning to, by its name in the source.
  case notSupported(String, SourceSpan)
  /// A register or a flag where the assertion must mean the same to everybody.
  case stateMentioned(String, SourceSpan)
  /// A named invariant that contains itself.
  case cyclic(String, SourceSpan)
  /// More than the prover follows one by one.
  case tooLarge(String, SourceSpan)

  var span: SourceSpan {
    switch self {
    case .notSupported(_, let span), .stateMentioned(_, let span), .cyclic(_, let span), .tooLarge(_, let span): span
    }
  }

  var reason: Reason {
    switch self {
    case .notSupported, .stateMentioned, .cyclic: .notSupported
    case .tooLarge: .limitReached
    }
  }

  var message: String {
    switch self {
    case .notSupported(let what, _): "the prover does not support \(what) here"
    case .stateMentioned(let what, _): "an invariant may not mention \(what): it holds whoever runs"
    case .cyclic(let name, _): "the invariant `\(name)` contains itself"
    case .tooLarge(let what, _): "\(what) is more than the prover follows"
    }
  }
}
