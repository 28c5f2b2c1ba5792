import AIMLang

/// Expressions and assertions, translated once into flat code that the `Evaluator` runs without allocating.
struct AssertionCode {
  var nodes: [ExpressionNode] = []
  var operations: [PlanOperation] = []
  /// What each plan operation and each check stems from.
  var origins: [Origin] = []
  /// Names of the bound variables by environment slot; empty for auxiliary ones.
  var variableNames: [String] = []

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
    case ghostWord, ghostNumber
    /// `a` is a slot of the environment.
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
