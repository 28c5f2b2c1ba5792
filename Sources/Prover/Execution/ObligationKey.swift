import AIMLang

/// What an obligation is about. Comparison gives the order of the report: declarations, routines, boot.
struct ObligationKey: Hashable, Comparable, Sendable {
  enum Owner: Hashable, Comparable, Sendable {
    case invariant(Int)
    case queue(Int)
    case instantiation(Int)
    case predicate(Int)
    case function(Int)
    case routine(Int)
    case boot
  }

  var owner: Owner
  /// The instruction; -1 for the routine as a whole; for `boot` the position among what is handed out.
  var pc: Int
  /// The position of the check among those of its instruction.
  var rank: Int
  var check: Check

  static func < (a: Self, b: Self) -> Bool {
    (a.owner, a.pc, a.rank, a.check.rawValue) < (b.owner, b.pc, b.rank, b.check.rawValue)
  }

  /// A routine as a whole: that its paths were followed to their ends, and a handler's `requires`.
  static func entry(_ routine: RoutineID, program: Program) -> ObligationKey {
    ObligationKey(
      owner: .routine(routine.index), pc: -1, rank: 0,
      check: program.routines[routine.index].isHandler ? .handler : .contract)
  }

  static func loop(_ routine: RoutineID, pc: Int) -> ObligationKey {
    ObligationKey(owner: .routine(routine.index), pc: pc, rank: 0, check: .loop)
  }

  static func ghost(_ routine: RoutineID, pc: Int) -> ObligationKey {
    ObligationKey(owner: .routine(routine.index), pc: pc, rank: 1, check: .ghost)
  }

  static func instruction(_ routine: RoutineID, pc: Int, _ check: Check) -> ObligationKey {
    ObligationKey(owner: .routine(routine.index), pc: pc, rank: 2, check: check)
  }

  /// The numbers in the names of the routine's obligations, from 1.
  static func numbers(of routine: RoutineID, program: Program) -> [ObligationKey: Int] {
    var result: [ObligationKey: Int] = [:]
    for (position, key) in all(of: routine, program: program).enumerated() { result[key] = position + 1 }
    return result
  }

  /// Every obligation that the routine's text can give, in order, reached or not: what the numbers in obligation
  /// names count, so that they do not depend on how far a proof got.
  static func all(of routine: RoutineID, program: Program) -> [ObligationKey] {
    let declaration = program.routines[routine.index]
    let heads = Set(declaration.labels.filter { !$0.invariants.isEmpty }.map(\.pc))
    var keys = [entry(routine, program: program)]
    for pc in declaration.code {
      if heads.contains(pc) { keys.append(loop(routine, pc: pc)) }
      if !program.code[pc].ghosts.isEmpty { keys.append(ghost(routine, pc: pc)) }
      keys.append(instruction(routine, pc: pc, program.code[pc].operation.check))
      if program.code[pc].operation.jumps { keys.append(backwardJump(routine, pc: pc)) }
    }
    return keys
  }

  /// That a jump which closes a cycle goes through a label with an invariant. Only ever open where it does not.
  static func backwardJump(_ routine: RoutineID, pc: Int) -> ObligationKey {
    ObligationKey(owner: .routine(routine.index), pc: pc, rank: 3, check: .loop)
  }
}

extension Routine {
  var isHandler: Bool { if case .handler = kind { true } else { false } }
  var isExtern: Bool { kind == .externFunction }
}

extension Instruction.Operation {
  /// The check under which this instruction's own obligation is filed. Register arithmetic needs nothing; it is filed
  /// under `checker`, which never opens.
  var check: Check {
    switch self {
    case .move, .binary, .unary: .checker
    case .load: .load
    case .store: .store
    case .branch, .jump, .jumpRegister: .jump
    case .call, .callRegister: .call
    case .return: .return
    case .cli: .cli
    case .sti: .sti
    case .iret: .iret
    case .eoi: .eoi
    case .mask, .unmask: .mask
    case .switch: .switch
    case .block: .block
    case .unblock: .unblock
    case .halt: .halt
    case .print: .print
    case .choose: .choose
    case .alloc: .alloc
    case .free: .free
    case .assert: .assert
    }
  }

  var jumps: Bool {
    switch self {
    case .branch, .jump, .jumpRegister: true
    case .move, .binary, .unary, .load, .store, .call, .callRegister, .return, .cli, .sti, .iret, .eoi, .mask, .unmask,
      .switch, .block, .unblock, .halt, .print, .choose, .alloc, .free, .assert:
      false
    }
  }
}
