/// The codes of the front end: one for each mistake that a text can have.
package enum FrontEndCode: String, Sendable, CaseIterable {
  // Lexing.
  case characterUnknown = "parse:character.unknown"
  case characterInvalid = "parse:character.invalid"
  case commentUnterminated = "parse:comment.unterminated"
  case escapeUnknown = "parse:escape.unknown"
  case stringUnterminated = "parse:string.unterminated"
  case integerInvalid = "parse:integer.invalid"
  case integerLarge = "parse:integer.large"
  // Parsing.
  case tokenExpected = "parse:token.expected"
  case nameExpected = "parse:name.expected"
  case nameReserved = "parse:name.reserved"
  case expressionExpected = "parse:expression.expected"
  case declarationExpected = "parse:declaration.expected"
  case clauseExpected = "parse:clause.expected"
  case instructionExpected = "parse:instruction.expected"
  case mnemonicUnknown = "parse:mnemonic.unknown"
  case operandExtra = "parse:operand.extra"
  case registerExpected = "parse:register.expected"
  case ghostUnknown = "parse:ghost.unknown"
  case levelExpected = "parse:level.expected"
  case invariantPlace = "parse:invariant.place"
  case comparisonChained = "parse:comparison.chained"
  case negationParenthesised = "parse:negation.parenthesised"
  case wildcardPlace = "parse:wildcard.place"
  case nestingDeep = "parse:nesting.deep"
  // Reading files.
  case fileUnreadable = "parse:file.unreadable"
  case fileLarge = "parse:file.large"
  case filesMany = "parse:files.many"
  case errorsMany = "parse:errors.many"
  // Resolving.
  case importCycle = "resolve:import.cycle"
  case importInstantiation = "resolve:import.instantiation"
  case nameDuplicate = "resolve:name.duplicate"
  case nameUnknown = "resolve:name.unknown"
  case nameShadowed = "resolve:name.shadowed"
  case nameKind = "resolve:name.kind"
  case settingDuplicate = "resolve:setting.duplicate"
  case settingPlace = "resolve:setting.place"
  case widthUnknown = "resolve:width.unknown"
  case controllerUnknown = "resolve:controller.unknown"
  case constantCycle = "resolve:constant.cycle"
  case constantDeep = "resolve:constant.deep"
  case constantNeeded = "resolve:constant.needed"
  case constantRange = "resolve:constant.range"
  case constantOverflow = "resolve:constant.overflow"
  case divisionZero = "resolve:division.zero"
  case fieldUnknown = "resolve:field.unknown"
  case globalCount = "resolve:global.count"
  case globalInitial = "resolve:global.initial"
  case globalsLarge = "resolve:globals.large"
  case levelRange = "resolve:level.range"
  case handlerDuplicate = "resolve:handler.duplicate"
  case parametersMany = "resolve:parameters.many"
  case registersOrder = "resolve:registers.order"
  case routineEmpty = "resolve:routine.empty"
  case routineEnd = "resolve:routine.end"
  case labelEnd = "resolve:label.end"
  case ghostPlace = "resolve:ghost.place"
  case labelUnknown = "resolve:label.unknown"
  case addressInvalid = "resolve:address.invalid"
  case operandInvalid = "resolve:operand.invalid"
  case sizeInvalid = "resolve:size.invalid"
  case arityMismatch = "resolve:arity.mismatch"
  case sortMismatch = "resolve:sort.mismatch"
  case sortUnknown = "resolve:sort.unknown"
  case comparisonNegative = "resolve:comparison.negative"
  case memoryPure = "resolve:memory.pure"
  case conjunctionSpatial = "resolve:conjunction.spatial"
  case resultPlace = "resolve:result.place"
  case oldPlace = "resolve:old.place"
  case statePlace = "resolve:state.place"
  case bootDuplicate = "resolve:boot.duplicate"
  case bootImported = "resolve:boot.imported"
  case bootEntry = "resolve:boot.entry"
  case instancePlace = "resolve:instance.place"
  case predicateAbstract = "resolve:predicate.abstract"
  case definitionCycle = "resolve:definition.cycle"
  case expansionLarge = "resolve:expansion.large"
  case predicateUnproductive = "predicate:unproductive"

  /// The same as every diagnostic carries it.
  package var code: DiagnosticCode {
    let colon = rawValue.firstIndex(of: ":") ?? rawValue.startIndex
    let detail = String(rawValue[rawValue.index(after: colon)...])
    return DiagnosticCode(Check(rawValue: String(rawValue[..<colon])) ?? .resolve, detail: detail)
  }
}

/// Limits of the front end. Everything that walks a tree does so by recursion, so heights are bounded here once;
/// with these, parsing, printing and resolving stay within a stack of 512 KiB.
package enum FrontEndLimits {
  /// Bytes of one file.
  package static let fileBytes = 4 << 20
  /// Files of one program.
  package static let files = 256
  /// How deep imports may go.
  package static let importDepth = 64
  /// Errors shown in one run.
  package static let errors = 50
  /// Errors collected from one file before the parser gives up reporting.
  static let errorsPerFile = 200
  /// Height of an expression tree, and how deep the parser may nest.
  package static let nesting = 64
  /// Height of a constant expression together with those of the later constants that it refers to.
  package static let constantDepth = 64
  /// Memory cells of all globals together.
  package static let cells = 1 << 20
  /// Threads of a boot configuration.
  package static let threads = 1000
  /// Memory cells of one `alloc` or `free`.
  package static let allocation = 4096
}
