import AIMLang

/// Expressions and assertions, translated once into flat code that the `Evaluator` runs without allocating.
struct AssertionCode {
  var nodes: [ExpressionNode] = []
  var operations: [PlanOperation] = []
  /// What each plan operation and each check stems from.
  var origins: [Origin] = []
  /// The variables of plans by environment slot.
  var variables: [Slot] = []
  /// Nodes and slots that operations and nodes name by position and number: arguments, elements.
  var lists: [Int32] = []
  /// Recursive predicates by `PredicateID`; nil for all others.
  var predicates: [PredicateCode?] = []
  /// Recursive functions by `FunctionID`; nil for all others.
  var functions: [FunctionCode?] = []
  var functionOperations: [FunctionOperation] = []

  /// What a place of the environment holds.
  struct Slot {
    /// Empty for auxiliary ones.
    var name: String
    var isSequence: Bool
  }

  /// What stands in the source behind an operation.
  struct Origin {
    var span: SourceSpan
    /// Whether the fact speaks of `ie` and the level alone.
    var aboutFlags: Bool
  }
}

/// A node of an expression; `a`, `b` and `c` are nodes unless the operator says otherwise.
struct ExpressionNode {
  enum Operator: UInt8 {
    case constant
    /// `a` is a position in the word vector.
    case word
    /// `a` is an offset in the ghost values of the top frame: one word, or two for a variable of `with`.
    case ghostWord, ghostNumber, ghostSequence
    /// `a` is a slot of the environment, or, in the body of a predicate, of its instance.
    case variable
    case interruptEnable
    /// `a` is a level, N for thread level.
    case levelIs
    case negate, not
    case add, subtract, multiply, divide, remainder
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight
    case equal, notEqual, less, lessOrEqual
    case and, or, implies
    case conditional
    case signed
    /// The sequence of the `b` nodes from `a` on in `lists`.
    case sequence
    case concatenate, length, element, contains, sequenceEqual
    /// `b` and `c` are the bounds, -1 for none.
    case slice
    /// The function `a` of as many nodes as it has parameters, from `b` on in `lists`.
    case apply
    /// Nothing that this evaluator can compute.
    case unknown
  }

  var code: Operator
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var value: Int128 = 0
}

/// One operation of a plan. A plan finds the footprint of an assertion and checks its facts in an order in which each
/// variable is determined before it is used; operations follow each other, alternatives name where they go on.
struct PlanOperation {
  enum Kind: UInt8 {
    /// Take the cell in slot `a`; its value goes to environment slot `b` (-1: nowhere).
    case cellInSlot
    /// Take the cell at the address that node `a` gives.
    case cellAtAddress
    /// The value of node `a` must be true.
    case check
    /// Environment slot `b` is the value of node `a`.
    case bind
    /// Node `a` decides between the plans at `b` and `c`.
    case branch
    /// Go on at `a`.
    case jump
    /// The plan at `b`, or else the one at `c`.
    case either
    /// Try each owned cell: its address goes to environment slot `a`, then the plan at `b`.
    case searchCells
    /// Try each number between nodes `a` and `c` for environment slot `d`, then the plan at `b`.
    case searchRange
    /// An instance of the predicate `a`: from `b` on in `lists` stand the nodes of its inputs, then the slots for its
    /// outputs.
    case instance
    /// No order determines what remains; `a` is 1 when cells are among it.
    case giveUp
    case done
  }

  var kind: Kind
  var a: Int32 = -1
  var b: Int32 = -1
  var c: Int32 = -1
  var d: Int32 = -1
  var origin: Int32 = -1
}

/// The body of a recursive predicate as a plan. Each of its instances has slots of its own: those of the parameters come
/// first, the inputs in front.
struct PredicateCode {
  var start: Int32 = 0
  var inputCount: Int
  var parameterCount: Int
  var slotCount = 0
}

/// The body of a recursive function, for a machine with a stack, so that no depth of recursion is too deep.
struct FunctionCode {
  var start: Int32 = 0
  var parameterCount: Int
}

/// One operation of a function's body; values are taken from the stack and put there.
struct FunctionOperation {
  enum Code: UInt8 {
    case constant
    /// Argument `a` of the function.
    case argument
    /// The operator `node` of the one or two values on top.
    case unary, binary
    /// The sequence of the `a` values on top.
    case sequence
    /// Of a sequence and its bounds: bit 0 of `a` says whether the lower one is there, bit 1 the upper one.
    case slice
    case jump
    /// Takes a truth value.
    case jumpIfFalse
    /// The function `a`.
    case call
    case `return`
    case giveUp
  }

  var code: Code
  var node = ExpressionNode.Operator.unknown
  var a: Int32 = 0
  var value: Int128 = 0
}

/// Where a plan starts, and what is known about it before it runs.
struct Plan {
  var start: Int32
  /// True of every configuration, without memory: nothing to run.
  var isTrivial: Bool
  /// The footprint is the same in every configuration that satisfies it.
  var hasFixedFootprint: Bool
  /// It takes the first way that holds where there may be others: another one may have another footprint.
  var hasChoices: Bool
  var span: SourceSpan
}

/// The answer of a plan.
enum PlanResult: UInt8 {
  /// Holds, of the footprint marked.
  case holds
  case fails
  /// A fact could not be evaluated; the footprint marked is the assertion's all the same.
  case unknown
  /// Not even the footprint could be determined.
  case undetermined
}
