/// A resolved instruction. Its index in `Program.code` is its program counter.
package struct Instruction: Sendable, Equatable {
  package var operation: Operation
  package var span: SourceSpan
  /// Ghost lines that stand before it, in source order; no step of the machine.
  package var ghosts: [GhostStatement]

  package init(_ operation: Operation, at span: SourceSpan, ghosts: [GhostStatement] = []) {
    self.operation = operation
    self.span = span
    self.ghosts = ghosts
  }

  /// What it does; logic.md section 1 and the language reference say how.
  package enum Operation: Sendable, Equatable {
    case move(Register, Operand)
    case binary(ALUOperator, Register, Register, Operand)
    case unary(UnaryALUOperator, Register, Register)
    case load(Register, Address)
    case store(Address, Register)
    case branch(BranchCondition, Register, Operand, target: Int)
    case jump(target: Int)
    case jumpRegister(Register)
    case call(RoutineID)
    case callRegister(Register)
    case `return`
    case cli, sti, iret, eoi
    case mask(Int)
    case unmask(Int)
    case `switch`
    case block(QueueID, [Operand])
    case unblock(Register, QueueID, [Operand])
    case halt
    /// Writes the text, then the words in decimal, separated by blanks.
    case print(String, [Operand])
    /// Any word `lo … hi`, unsigned, both included; an empty range is stuck.
    case choose(Register, Operand, Operand)
    /// Fresh consecutive cells of any content the machine gives (it gives 0; the logic promises nothing), or 0.
    case alloc(Register, Int)
    case free(Register, Int)
    case assert(Expression)
  }
}

/// Three-operand arithmetic on words; the machine's word width, wrapping.
package enum ALUOperator: String, Sendable, CaseIterable {
  case add, sub, mul, and, or, xor
  /// Shift amounts are taken modulo the word width, as in RISC-V.
  case shl, shr, sar
  /// Unsigned; by zero: `divu` gives all ones, `remu` gives the dividend, as in RISC-V.
  case divu, remu
}

package enum UnaryALUOperator: String, Sendable, CaseIterable { case not, neg }

/// Comparison of a branch; signed unless it ends in `u`.
package enum BranchCondition: String, Sendable, CaseIterable {
  case beq, bne, blt, bge, bgt, ble, bltu, bgeu, bgtu, bleu
}

package enum Operand: Sendable, Equatable {
  case register(Register)
  case constant(UInt64)
}

/// The address of a load or store.
package enum Address: Sendable, Equatable {
  case absolute(UInt64)
  /// The register plus an offset; the sum wraps at the word width.
  case register(Register, offset: UInt64)
}

/// A ghost line; see “Ghost code” in the language reference.
package struct GhostStatement: Sendable, Equatable {
  package var kind: Kind
  /// Of `@fold`, `@unfold` and `@apply`: only where this holds is it done. nil for always.
  package var condition: Expression?
  package var span: SourceSpan

  package init(_ kind: Kind, if condition: Expression? = nil, at span: SourceSpan) {
    self.kind = kind
    self.condition = condition
    self.span = span
  }

  package enum Kind: Sendable, Equatable {
    case assert(Assertion)
    case assume(Assertion)
    /// Of a predicate with a definition; nil is `_`, which may stand for an output.
    case fold(PredicateID, [Expression?])
    case unfold(PredicateID, [Expression?])
    /// nil is `_`: what the memory and the conditions that the lemma requires determine.
    case apply(LemmaID, [Expression?])
    case open(InvariantID, [Expression])
    case close(InvariantID, [Expression])
    case leak(Assertion)
    case `case`(Expression)
  }
}
