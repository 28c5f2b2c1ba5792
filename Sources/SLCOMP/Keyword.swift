// The names that the reader gives meaning to. Their numbers are those of the symbols of `SExpressions`.

enum Keyword: Int32, CaseIterable {
  case setLogic, setInfo, setOption, declareSort, declareDatatypes, declareHeap, declareConst, declareFun, defineFun
  case defineFunRec, defineFunsRec, assertion, checkSat, getModel, exit, statusKey, sat, unsat, unknown
  case bool, int, trueWord, falseWord, and, or, not, implies, equal, distinct, exists, separate, wand, pointsTo, emp
  case nilWord, asWord, underscore, plus, minus, times, less, lessOrEqual, greater, greaterOrEqual, letWord, forall
  case ifThenElse, push, pop, parameters

  var text: String {
    switch self {
    case .setLogic: "set-logic"
    case .setInfo: "set-info"
    case .setOption: "set-option"
    case .declareSort: "declare-sort"
    case .declareDatatypes: "declare-datatypes"
    case .declareHeap: "declare-heap"
    case .declareConst: "declare-const"
    case .declareFun: "declare-fun"
    case .defineFun: "define-fun"
    case .defineFunRec: "define-fun-rec"
    case .defineFunsRec: "define-funs-rec"
    case .assertion: "assert"
    case .checkSat: "check-sat"
    case .getModel: "get-model"
    case .exit: "exit"
    case .statusKey: ":status"
    case .sat: "sat"
    case .unsat: "unsat"
    case .unknown: "unknown"
    case .bool: "Bool"
    case .int: "Int"
    case .trueWord: "true"
    case .falseWord: "false"
    case .and: "and"
    case .or: "or"
    case .not: "not"
    case .implies: "=>"
    case .equal: "="
    case .distinct: "distinct"
    case .exists: "exists"
    case .separate: "sep"
    case .wand: "wand"
    case .pointsTo: "pto"
    case .emp: "emp"
    case .nilWord: "nil"
    case .asWord: "as"
    case .underscore: "_"
    case .plus: "+"
    case .minus: "-"
    case .times: "*"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .letWord: "let"
    case .forall: "forall"
    case .ifThenElse: "ite"
    case .push: "push"
    case .pop: "pop"
    case .parameters: "par"
    }
  }
}
