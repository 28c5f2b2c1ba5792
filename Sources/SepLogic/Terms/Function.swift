/// Names a function of the logic in one `TermArena`.
package struct FunctionSymbol: Hashable, Sendable {
  package let index: Int
}

/// What is known of a function of the logic.
package struct FunctionInfo: Sendable {
  /// For messages and solver files; names need not be unique.
  package let name: String
  package let parameters: [TermSort]
  package let result: TermSort
  /// Nil where the function is a name only: any function of its sorts.
  package internal(set) var definition: FunctionDefinition?
}

/// What a function is defined as.
package struct FunctionDefinition: Sendable {
  /// Symbols that stand for the arguments in the body.
  package let parameters: [TermID]
  package let body: FunctionBody
}

/// The body of a function, as a tree of guarded cases: the guards are looked at before what they guard, so that a
/// recursion ends where a guard ends it.
package indirect enum FunctionBody: Sendable {
  case value(TermID)
  case choice(TermID, then: FunctionBody, otherwise: FunctionBody)
}
