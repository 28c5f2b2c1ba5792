import CVC5Shim
import SepLogic

/// cvc5 in this process.
final class CVC5Solver: Solver {
  private let handle: OpaquePointer

  init(_ options: SolverOptions) throws(SolverFailure) {
    var message = [CChar](repeating: 0, count: 512)
    // The logic admits products of variables; on linear facts it was as fast as the linear one. So were models.
    let made = (options.vectors ? "QF_BV" : options.sequences ? "ALL" : "QF_NIA").withCString { logic in
      var shimOptions = aim_cvc5_options(
        logic: logic, resources_per_check: options.resourcesPerCheck,
        milliseconds_per_check: options.millisecondsPerCheck, seed: options.seed,
        produce_models: 1, sequences: options.sequences ? 1 : 0, proofs: options.proofs ? 1 : 0)
      return aim_cvc5_create(&shimOptions, &message, message.count)
    }
    guard let made else { throw SolverFailure("cvc5 did not start: \(text(message))") }
    handle = made
  }

  deinit { aim_cvc5_destroy(handle) }

  func boolean(_ value: Bool) throws(SolverFailure) -> SolverTerm {
    try term(aim_cvc5_boolean(handle, value ? 1 : 0))
  }

  func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm {
    if let small = Int64(exactly: value) { return try term(aim_cvc5_integer(handle, small)) }
    return try term(aim_cvc5_integer_decimal(handle, String(value)))
  }

  func symbol(_ name: String, isBoolean: Bool) throws(SolverFailure) -> SolverTerm {
    try term(aim_cvc5_symbol(handle, name, isBoolean ? 1 : 0))
  }

  func vector(_ value: Int128, width: Int) throws(SolverFailure) -> SolverTerm {
    let bits = UInt128(truncatingIfNeeded: value) & (UInt128.max >> UInt128(128 - width))
    return try term(aim_cvc5_vector_decimal(handle, UInt32(width), String(bits)))
  }

  func vectorSymbol(_ name: String, width: Int) throws(SolverFailure) -> SolverTerm {
    try term(aim_cvc5_vector_symbol(handle, name, UInt32(width)))
  }

  func sequenceSymbol(_ name: String) throws(SolverFailure) -> SolverTerm {
    try term(aim_cvc5_sequence_symbol(handle, name))
  }

  func emptySequence() throws(SolverFailure) -> SolverTerm { try term(aim_cvc5_empty_sequence(handle)) }

  func function(_ name: String, parameters: [TermSort], result: TermSort) throws(SolverFailure) -> SolverTerm {
    let sorts = parameters.map(\.shimSort)
    return try term(aim_cvc5_function(handle, name, sorts, sorts.count, result.shimSort))
  }

  func apply(_ operation: SolverOperator, _ operands: [SolverTerm]) throws(SolverFailure) -> SolverTerm {
    let indices = operands.map(\.index)
    return try term(aim_cvc5_apply(handle, operation.shimOperator, indices, indices.count))
  }

  func linear(factors: [SolverTerm?], atoms: [SolverTerm?]) throws(SolverFailure) -> SolverTerm {
    guard factors.count == atoms.count else { throw SolverFailure("factors and atoms differ in number") }
    let missing = Int32(AIM_CVC5_NONE)
    return try term(
      aim_cvc5_linear(
        handle, factors.map { $0?.index ?? missing }, atoms.map { $0?.index ?? missing }, factors.count))
  }

  func assert(_ formula: SolverTerm) throws(SolverFailure) { try done(aim_cvc5_assert(handle, formula.index)) }

  func push() throws(SolverFailure) { try done(aim_cvc5_push(handle)) }

  func pop(_ levels: Int) throws(SolverFailure) { try done(aim_cvc5_pop(handle, UInt32(levels))) }

  func check() throws(SolverFailure) -> String {
    var answer = AIM_CVC5_UNKNOWN
    try done(aim_cvc5_check(handle, &answer))
    switch answer {
    case AIM_CVC5_UNSAT: return "unsat"
    case AIM_CVC5_SAT: return "sat"
    default: return lastError
    }
  }

  func value(of term: SolverTerm) throws(SolverFailure) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    try done(aim_cvc5_value(handle, term.index, &buffer, buffer.count))
    return text(buffer)
  }

  /// The proof of the answer `unsat`, of a solver that was made to give one.
  func proof() throws(SolverFailure) -> String {
    guard let text = aim_cvc5_proof(handle) else { throw SolverFailure("cvc5: \(lastError)") }
    return String(cString: text)
  }

  /// A term in the words of SMT-LIB.
  func words(of term: SolverTerm) throws(SolverFailure) -> String {
    guard let text = aim_cvc5_text(handle, term.index) else { throw SolverFailure("cvc5: \(lastError)") }
    return String(cString: text)
  }

  var resourcesUsed: UInt64 { aim_cvc5_resources(handle) }

  private var lastError: String { String(cString: aim_cvc5_error(handle)) }

  private func term(_ index: aim_cvc5_term) throws(SolverFailure) -> SolverTerm {
    guard index >= 0 else { throw SolverFailure("cvc5: \(lastError)") }
    return SolverTerm(index: index)
  }

  private func done(_ status: aim_cvc5_status) throws(SolverFailure) {
    guard status == AIM_CVC5_OK else { throw SolverFailure("cvc5: \(lastError)") }
  }
}

/// The version of the cvc5 library that is linked.
package func cvc5Version() -> String { String(cString: aim_cvc5_version()) }

/// The text of a buffer that ends in a zero.
private func text(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension TermSort {
  fileprivate var shimSort: aim_cvc5_sort {
    switch self {
    case .int: AIM_CVC5_INTEGERS
    case .bool: AIM_CVC5_BOOLEANS
    case .seq: AIM_CVC5_SEQUENCES
    }
  }
}

extension SolverOperator {
  fileprivate var shimOperator: aim_cvc5_operator {
    switch self {
    case .add: AIM_CVC5_ADD
    case .multiply: AIM_CVC5_MULTIPLY
    case .divide: AIM_CVC5_DIVIDE
    case .remainder: AIM_CVC5_REMAINDER
    case .ite: AIM_CVC5_ITE
    case .equal: AIM_CVC5_EQUAL
    case .lessOrEqual: AIM_CVC5_LESS_OR_EQUAL
    case .not: AIM_CVC5_NOT
    case .and: AIM_CVC5_AND
    case .bvadd: AIM_CVC5_BVADD
    case .bvmul: AIM_CVC5_BVMUL
    case .bvand: AIM_CVC5_BVAND
    case .bvor: AIM_CVC5_BVOR
    case .bvxor: AIM_CVC5_BVXOR
    case .bvashr: AIM_CVC5_BVASHR
    case .bvudiv: AIM_CVC5_BVUDIV
    case .bvurem: AIM_CVC5_BVUREM
    case .bvsdiv: AIM_CVC5_BVSDIV
    case .bvsmod: AIM_CVC5_BVSMOD
    case .bvsle: AIM_CVC5_BVSLE
    case .sequenceUnit: AIM_CVC5_SEQ_UNIT
    case .concatenate: AIM_CVC5_SEQ_CONCAT
    case .sequenceLength: AIM_CVC5_SEQ_LENGTH
    case .nth: AIM_CVC5_SEQ_NTH
    case .extract: AIM_CVC5_SEQ_EXTRACT
    case .containsSequence: AIM_CVC5_SEQ_CONTAINS
    case .call: AIM_CVC5_CALL
    }
  }
}
