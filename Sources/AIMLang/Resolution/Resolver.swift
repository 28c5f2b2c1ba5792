/// Turns the trees of all modules into one `Program`: names are looked up, constants computed, sorts checked.
///
/// It reports and goes on, so that one run shows many mistakes; what depends on a broken part is dropped silently.
/// Functions that can fail give nil after they have reported. With any error there is no program.
struct Resolver {
  let modules: [LoadedModule]
  var program: Program
  private(set) var diagnostics: [Diagnostic] = []
  /// Some part could not be resolved: there is no program, whatever has been reported.
  fileprivate(set) var failed = false

  /// Everything that a declaration names; one space of names for the program, so that a name means one thing.
  var symbols: [String: Symbol] = [:]
  /// Names in order of declaration, so that suggestions do not depend on the order of a dictionary.
  var symbolNames: [String] = []
  /// How many names may still be compared with unknown ones.
  var suggestionBudget = 200_000
  /// The modules whose names each module sees: itself and all it imports, directly or not.
  var visible: [Set<Int>] = []
  /// The module whose text is being resolved.
  var module = 0

  // Declarations by kind, in source order; indices agree with those of the program's arrays.
  var constants: [Pending<(Name, ExpressionSyntax)>] = []
  var structures: [Pending<(Name, [Name])>] = []
  var globals: [Pending<GlobalSyntax>] = []
  var invariants: [Pending<InvariantSyntax>] = []
  var predicates: [Pending<PredicateSyntax>] = []
  var functions: [Pending<FunctionSyntax>] = []
  var lemmas: [Pending<LemmaSyntax>] = []
  var queues: [Pending<(Name, [BinderSyntax], ExpressionSyntax)>] = []
  var routines: [Pending<RoutineSyntax>] = []
  /// The first instruction of each routine.
  var starts: [Int] = []

  /// Offsets of fields, by struct.
  var fieldOffsets: [[String: Int]] = []

  // Constants and the layout of globals are computed when they are first needed.
  var constantValues: [Progress<Int128>] = []
  /// How many constant expressions are being computed inside each other.
  var constantDepth = 0
  var layout: Progress<Void> = .untouched
  var addresses: [UInt64?] = []
  var cellCounts: [Int] = []

  /// Names of the routine that is being resolved.
  var routine: RoutineScope?
  /// Logical variables, innermost frame last.
  var frames: [[String: VariableID]] = []
  /// What may be mentioned where the resolver is.
  var context = ExpressionContext.constant

  init(modules: [LoadedModule], sources: SourceSet) {
    self.modules = modules
    program = Program(sources: sources)
  }

  /// nil when there were errors.
  mutating func resolve() -> Program? {
    computeVisibility()
    collect()
    resolveSettings()
    resolveStructures()
    resolveConstants()
    resolveGlobals()
    resolveSignatures()
    resolveLogic()
    resolveRoutines()
    resolveBoot()
    resolveInstantiations()
    let graph = DefinitionGraph(program)
    program.recursion = Recursion(graph)
    checkDefinitions(graph)
    return failed ? nil : program
  }

  private mutating func computeVisibility() {
    visible = modules.indices.map { start in
      var seen: Set<Int> = [start]
      var rest = [start]
      while let next = rest.popLast() {
        for case let target? in modules[next].imports where seen.insert(target).inserted { rest.append(target) }
      }
      return seen
    }
    program.visibleModules = visible.map { $0.sorted() }
  }

  // MARK: Reporting

  mutating func report(
    _ code: FrontEndCode, _ message: String, at span: SourceSpan, related: [RelatedPlace] = [],
    suggestion: String? = nil, severity: Severity = .error
  ) {
    if severity == .error { failed = true }
    // Warnings leave room, so that no number of them can hide an error.
    let limit = severity == .error ? 2 * FrontEndLimits.errorsPerFile : FrontEndLimits.errorsPerFile
    guard diagnostics.count < limit else { return }
    diagnostics.append(Diagnostic(severity, code.code, message, at: span, related: related, suggestion: suggestion))
  }
}

extension Resolver {
  /// Marks the program as broken where a part is missing, so that nothing can be dropped in silence.
  mutating func kept<Part>(_ part: Part?) -> Part? {
    if part == nil { failed = true }
    return part
  }
}

/// A declaration that waits for its turn.
struct Pending<Syntax: Sendable>: Sendable {
  var module: Int
  var syntax: Syntax
  var declaration: SourceSpan
  var documentation: String?
}

struct PredicateSyntax: Sendable {
  var name: Name
  var inputs: [BinderSyntax]
  var outputs: [BinderSyntax]
  var body: ExpressionSyntax?
  /// The sort of an abstract function; nil for a predicate.
  var sort: Name?
}

struct FunctionSyntax: Sendable {
  var name: Name
  var parameters: [BinderSyntax]
  var sort: Name
  var body: ExpressionSyntax
}

enum Progress<Value: Sendable>: Sendable {
  case untouched, running, failed
  case done(Value)
}

/// What a declared name stands for.
struct Symbol: Sendable {
  enum Kind: Sendable {
    case constant, structure, global, invariant, predicate, function, lemma, queue, routine, handler
  }

  var kind: Kind
  /// Into the array of its kind; routines and handlers share one.
  var index: Int
  var module: Int
  var span: SourceSpan

  var description: String {
    switch kind {
    case .constant: "a constant"
    case .structure: "a struct"
    case .global: "a global"
    case .invariant: "an invariant"
    case .predicate: "a predicate"
    case .function: "a function of the logic"
    case .lemma: "a lemma"
    case .queue: "a queue"
    case .routine: "a function"
    case .handler: "a handler"
    }
  }
}

/// The names of one routine.
struct RoutineScope: Sendable {
  var parameters: [String: Register] = [:]
  /// Program counters.
  var labels: [String: Int] = [:]
  var labelNames: [String] = []
}

/// What an expression at some place may mention.
struct ExpressionContext: Sendable {
  /// For messages: “an invariant”.
  var what: String
  /// Registers and parameters.
  var registers = false
  /// `ie` and `level`.
  var flags = false
  var result = false
  var old = false
  /// Inside `old(…)`.
  var isOld = false

  static let constant = ExpressionContext(what: "a constant")
  static let invariant = ExpressionContext(what: "an invariant")
  static let definition = ExpressionContext(what: "a definition of the logic")
  static let requires = ExpressionContext(what: "`requires`", registers: true, flags: true)
  static let ensures = ExpressionContext(what: "`ensures`", registers: true, flags: true, result: true, old: true)
  static let handlerEnsures = ExpressionContext(what: "`ensures`", registers: true, flags: true, old: true)
  static let body = ExpressionContext(what: "the body of a routine", registers: true, flags: true, old: true)
}
