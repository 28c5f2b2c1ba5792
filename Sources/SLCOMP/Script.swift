// An SMT-LIB 2.6 file in the dialect of SL-COMP: what it asserts when the last `(check-sat)` is reached.

import SepLogic

/// A file that was read.
package struct Script: Sendable {
  package var context: HeapContext
  package var formula: HeapFormula
  package var assertions: [FormulaID]
  /// What the file says the answer is: `sat`, `unsat` or `unknown`.
  package var status: String?
  package var logic: String?

  /// Reads a file.
  package static func read(_ bytes: [UInt8]) throws(InputError) -> Script {
    let expressions = try SExpressions(bytes, knownNames: Keyword.allCases.map(\.text))
    var reader = ScriptReader(expressions)
    return try reader.read()
  }
}

/// What a symbol stands for.
enum Meaning {
  case none
  case sort(Int32)
  case record(Int32)
  case constructor(Int32)
  case term(Term)
  case macro(Int32)
  case predicate(Int32)
}

/// A value that is no formula.
enum Term {
  case location(HeapVariableID)
  case integer(LinearSum)
  /// A record of a type, and its fields.
  case record(Int32, [Term])
}

/// What a sort stands for.
enum SortMeaning: Equatable {
  case value(ValueSort)
  case record(Int32)
  case truth
}

struct RecordType {
  var name: String
  var fields: [ValueSort]
}

struct Macro {
  var parameters: [Term]
  var body: FormulaID
}

struct ScriptReader {
  let source: SExpressions
  var meanings: [Meaning]
  var context = HeapContext()
  var formula = HeapFormula()
  var records: [RecordType] = []
  /// For each location sort, what its cells hold: a record type, or one value.
  var heap: [Int32: SortMeaning] = [:]
  var macros: [Macro] = []
  var assertions: [FormulaID] = []
  var status: String?
  var logic: String?
  /// Formulas that have no memory are made once.
  var truthNodes: [Bool: FormulaID] = [:]

  /// Expansion of macros can grow without bound.
  static let nodeLimit = 4_000_000

  init(_ source: SExpressions) {
    self.source = source
    meanings = Array(repeating: .none, count: source.symbolCount)
  }

  // MARK: - Looking at expressions

  func children(_ node: Int32) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(Int(source.nodes[Int(node)].childCount))
    var child = source.nodes[Int(node)].firstChild
    while child >= 0 {
      result.append(child)
      child = source.nodes[Int(child)].next
    }
    return result
  }

  func isList(_ node: Int32) -> Bool { source.nodes[Int(node)].kind == .list }

  func symbol(_ node: Int32) -> Int32? {
    let node = source.nodes[Int(node)]
    return node.kind == .symbol ? node.value : nil
  }

  func keyword(_ node: Int32) -> Keyword? {
    let node = source.nodes[Int(node)]
    guard node.kind == .symbol || node.kind == .keyword else { return nil }
    return Keyword(rawValue: node.value)
  }

  func malformed(_ message: String, _ node: Int32, help: String) -> InputError {
    source.error(.malformed, message, at: Int(source.nodes[Int(node)].offset), help: help)
  }

  func unsupported(_ message: String, _ node: Int32, help: String) -> InputError {
    source.error(.unsupported, message, at: Int(source.nodes[Int(node)].offset), help: help)
  }

  func newName(_ node: Int32) throws(InputError) -> Int32 {
    guard let symbol = symbol(node) else {
      throw malformed("a name is expected here", node, help: "Names are symbols, such as `x` or `|a b|`.")
    }
    guard Keyword(rawValue: symbol) == nil || Keyword(rawValue: symbol) == .unknown else {
      throw malformed("`\(source.text(node))` has a meaning already", node, help: "Choose another name.")
    }
    guard case .none = meanings[Int(symbol)] else {
      throw malformed("`\(source.text(node))` is declared already", node, help: "Choose another name.")
    }
    return symbol
  }

  // MARK: - Commands

  mutating func read() throws(InputError) -> Script {
    var atLastCheck: (assertions: Int, status: String?)?
    var command = source.first
    commands: while command >= 0 {
      guard isList(command), let head = children(command).first else {
        throw malformed("a command is expected here", command, help: "For example `(assert …)`.")
      }
      guard let keyword = keyword(head) else {
        throw malformed("`\(source.text(head))` is no command", head, help: "For example `(assert …)`.")
      }
      let parts = children(command)
      switch keyword {
      case .setInfo:
        if parts.count == 3, self.keyword(parts[1]) == .statusKey { status = source.text(parts[2]) }
      case .setLogic: if parts.count == 2 { logic = source.text(parts[1]) }
      case .setOption, .getModel: break
      case .declareSort: try declareSort(command, parts)
      case .declareDatatypes: try declareRecords(command, parts)
      case .declareHeap: try declareHeap(parts)
      case .declareConst: try declareConstant(command, parts)
      case .declareFun:
        guard parts.count == 4, isList(parts[2]) else {
          throw malformed(
            "`declare-fun` has a name, sorts, and a sort", command, help: "For example `(declare-fun x () Loc)`.")
        }
        guard children(parts[2]).isEmpty else {
          throw unsupported(
            "functions without definition are not supported", command, help: "Constants are: `(declare-fun x () Loc)`.")
        }
        try declareConstant(command, [parts[0], parts[1], parts[3]])
      case .defineFun: try defineMacro(command, parts)
      case .defineFunRec: try definePredicate(command, parts)
      case .defineFunsRec: try definePredicates(command, parts)
      case .assertion:
        guard parts.count == 2 else {
          throw malformed("`assert` has one formula", command, help: "For example `(assert (= x y))`.")
        }
        assertions.append(try formula(parts[1]))
      case .checkSat: atLastCheck = (assertions.count, status)
      case .exit: break commands
      case .push, .pop:
        throw unsupported("`push` and `pop` are not supported", command, help: "Write a file for each question.")
      default:
        throw malformed("`\(source.text(head))` is no command", head, help: "For example `(assert …)`.")
      }
      command = source.nodes[Int(command)].next
    }
    guard let atLastCheck else {
      throw source.error(
        .malformed, "the file asks nothing", at: 0, help: "Add `(check-sat)` behind the assertions.")
    }
    return Script(
      context: context, formula: formula, assertions: Array(assertions.prefix(atLastCheck.assertions)),
      status: atLastCheck.status, logic: logic)
  }

  private mutating func declareSort(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 2 || parts.count == 3 else {
      throw malformed("`declare-sort` has a name and 0", command, help: "For example `(declare-sort Loc 0)`.")
    }
    if parts.count == 3 {
      let node = source.nodes[Int(parts[2])]
      guard node.kind == .numeral, source.numerals[Int(node.value)] == 0 else {
        throw unsupported("sorts with parameters are not supported", parts[2], help: "Write 0.")
      }
    }
    let name = try newName(parts[1])
    let index = Int32(context.signature.sorts.count)
    let null = context.variable("nil", .location(index))
    context.signature.sorts.append(HeapSignature.Sort(name: source.name(name), fields: nil, null: null))
    meanings[Int(name)] = .sort(index)
  }

  func sort(_ node: Int32) throws(InputError) -> SortMeaning {
    if let symbol = symbol(node) {
      switch Keyword(rawValue: symbol) {
      case .bool: return .truth
      case .int: return .value(.integer)
      default: break
      }
      switch meanings[Int(symbol)] {
      case .sort(let index): return .value(.location(index))
      case .record(let index): return .record(index)
      default: break
      }
    }
    throw malformed("`\(source.text(node))` is no sort", node, help: "Declare it with `declare-sort`.")
  }

  private mutating func declareRecords(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 3, isList(parts[1]), isList(parts[2]),
      children(parts[1]).count == children(parts[2]).count
    else {
      throw malformed(
        "`declare-datatypes` has a list of names and as many lists of constructors", command,
        help: "For example `(declare-datatypes ((Cell 0)) (((cell (next Loc)))))`.")
    }
    var types: [Int32] = []
    for declaration in children(parts[1]) {
      let inner = isList(declaration) ? children(declaration) : [declaration]
      guard let first = inner.first else {
        throw malformed("the name of a datatype is expected", declaration, help: "For example `(Cell 0)`.")
      }
      let name = try newName(first)
      let index = Int32(records.count)
      records.append(RecordType(name: source.name(name), fields: []))
      meanings[Int(name)] = .record(index)
      types.append(index)
    }
    for (type, list) in zip(types, children(parts[2])) {
      let constructors = children(list)
      guard constructors.count == 1, isList(constructors[0]), let head = children(constructors[0]).first else {
        throw unsupported(
          "a datatype without exactly one constructor is not supported", list,
          help: "Records are: `((cell (next Loc) (data Int)))`.")
      }
      let name = try newName(head)
      for field in children(constructors[0]).dropFirst() {
        let inner = children(field)
        guard inner.count == 2 else {
          throw malformed("a field has a name and a sort", field, help: "For example `(next Loc)`.")
        }
        guard case .value(let sort) = try sort(inner[1]) else {
          throw unsupported("a field holds a location or an integer", inner[1], help: "Take the record apart.")
        }
        records[Int(type)].fields.append(sort)
      }
      meanings[Int(name)] = .constructor(type)
    }
  }

  private mutating func declareHeap(_ parts: [Int32]) throws(InputError) {
    for pair in parts.dropFirst() {
      let inner = children(pair)
      guard inner.count == 2, case .value(.location(let index)) = try sort(inner[0]) else {
        throw malformed(
          "`declare-heap` has pairs of a location sort and what cells hold", pair,
          help: "For example `(declare-heap (Loc Cell))`.")
      }
      let holds = try sort(inner[1])
      heap[index] = holds
      switch holds {
      case .value(let sort): context.signature.sorts[Int(index)].fields = [sort]
      case .record(let type): context.signature.sorts[Int(index)].fields = records[Int(type)].fields
      case .truth:
        throw unsupported("cells hold locations, integers or records", inner[1], help: "Use 0 and 1.")
      }
    }
  }

  private mutating func declareConstant(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 3 else {
      throw malformed(
        "`declare-const` has a name and a sort", command, help: "For example `(declare-const x Loc)`.")
    }
    let name = try newName(parts[1])
    let first = context.variables.count
    meanings[Int(name)] = .term(try variable(source.name(name), parts[2]))
    for index in first..<context.variables.count { context.variables[index].isDeclared = true }
  }

  /// A new variable, or for a record one for each field.
  mutating func variable(_ name: String, _ sortNode: Int32) throws(InputError) -> Term {
    switch try sort(sortNode) {
    case .value(let sort):
      let variable = context.variable(name, sort)
      return sort == .integer ? .integer(LinearSum(variable)) : .location(variable)
    case .record(let type):
      let fields = records[Int(type)].fields.enumerated().map { index, sort in
        let variable = context.variable("\(name).\(index)", sort)
        return sort == .integer ? Term.integer(LinearSum(variable)) : Term.location(variable)
      }
      return .record(type, fields)
    case .truth:
      throw unsupported("variables for truth values are not supported", sortNode, help: "Use an `Int` that is 0 or 1.")
    }
  }
}
