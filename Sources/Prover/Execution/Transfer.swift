import AIMLang
import SepLogic

// How formulas move into and out of a path's heap, and how a change of the flags moves invariants.

extension Execution {
  /// The path with the formula's memory and facts added, one for each of its cases that is not contradictory.
  func produce(
    _ formula: Formula, into path: Path, as step: DerivationStep = .produced
  ) throws(LoweringError) -> [Path] {
    do {
      return try heap.produce(formula, into: path.state, as: step).map { path.with(state: $0) }
    } catch {
      let origin = formula.origin.flatMap { lowering.origins[$0] }
      throw .tooLarge("the number of cases of this assertion", origin?.span ?? routine.nameSpan)
    }
  }

  /// Takes the formula out of the path's heap. Cases in which that is impossible are failures of the duty, and
  /// the path goes on with the others.
  /// - Parameter emptying: whether nothing may be left. It is part of the search, so that an alternative that leaves
  ///   memory over is not taken where another one fits.
  func consume(
    _ formula: Formula, from path: Path, _ duty: Duty, for purpose: Purpose, flexible: [TermID] = [],
    emptying: Bool = false, as step: DerivationStep = .consumed(isClosing: false)
  ) throws(LoweringError) -> [(path: Path, bindings: [TermID: TermID])] {
    try consumption(of: formula, from: path, duty, for: purpose, flexible: flexible, emptying: emptying).map {
      let after = $0.after
      return (
        after.with(state: recorded(after.state, formula, flexible: flexible, $0.bindings, step)), $0.bindings
      )
    }
  }

  /// Shows that the formula holds of a part of the heap and leaves the heap as it is.
  func check(
    _ formula: Formula, on path: Path, _ duty: Duty, for purpose: Purpose, flexible: [TermID] = []
  ) throws(LoweringError) -> [(path: Path, bindings: [TermID: TermID])] {
    try consumption(of: formula, from: path, duty, for: purpose, flexible: flexible, emptying: false).map { branch in
      var path = branch.before
      path.state.facts = branch.after.state.facts
      path.state.node =
        recorded(branch.after.state, formula, flexible: flexible, branch.bindings, .checked).node
      return (path, branch.bindings)
    }
  }

  /// The cases in which the formula can be taken out: the path before, with the instances opened that it takes, and after.
  private func consumption(
    of formula: Formula, from path: Path, _ duty: Duty, for purpose: Purpose, flexible: [TermID], emptying: Bool
  ) throws(LoweringError) -> [(before: Path, after: Path, bindings: [TermID: TermID])] {
    var results: [(Path, Path, [TermID: TermID])] = []
    for branch in heap.consume(formula, from: path.state, flexible: flexible, emptying: emptying) {
      switch branch {
      case .success(let state, let bindings): results.append((path, path.with(state: state), bindings))
      case .failure(let failure):
        if purpose.opensInstances, let opened = try opening(for: failure, path) {
          for path in opened {
            results += try consumption(
              of: formula, from: path, duty, for: purpose, flexible: flexible, emptying: emptying)
          }
        } else {
          fail(duty, failure, path, purpose)
        }
      }
    }
    return results
  }

  /// The case of a failure with an instance opened that has what is missing.
  private func opening(for failure: ConsumeFailure, _ path: Path) throws(LoweringError) -> [Path]? {
    var here = path
    if !failure.isWhole { here.state.facts = failure.state.facts }
    switch failure.kind {
    case .missingCell(let address, _): return try opening(forCellAt: address, here)
    case .missingAtom(let symbol, let arguments): return try opening(forAtom: symbol, arguments, here)
    case .unprovedValue, .unprovedFact, .disjunction, .witnessUndetermined, .leftover, .solverUnknown, .searchExhausted:
      return nil
    }
  }

  /// A goal that must follow from the path's facts; returns whether it does.
  func require(_ goal: TermID, on path: Path, _ duty: Duty, _ diagnostic: () -> Diagnostic) -> Bool {
    switch heap.entails(path.state, goal) {
    case .yes: return true
    case .no(let model):
      duty.refute(finding(diagnostic(), path, model))
      return false
    case .unknown(let why):
      duty.doubt(finding(withoutAnswer(diagnostic(), duty.key.check, why), path, nil))
      return false
    }
  }

  /// Changes the flags: gives up what the new ones do not own, after showing that it holds, then gains what the old
  /// ones did not own.
  func transfer(_ path: Path, to flags: Flags, _ duty: Duty) throws(LoweringError) -> [Path] {
    let moved = OwnershipTransfer(from: path.flags, to: flags, levelCount: program.levelCount)
    var paths = try giveUp(moved.givesUp, path, duty)
    for index in paths.indices { paths[index].flags = flags }
    return try gain(moved.gains, paths)
  }

  func giveUp(_ levels: [Int], _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    var paths = [path]
    for level in levels {
      var rest: [Path] = []
      for path in paths {
        // The plain invariants and the open instances together: which memory is whose is one question.
        let open = path.opened.filter { $0.level == level }
        let formula = Formula.separating([try lowering.invariant(level: level), try bodies(of: open)])
        var closed = path
        closed.opened.removeAll { $0.level == level }
        rest += try consume(formula, from: closed, duty, for: .invariant(level)).map(\.path)
      }
      paths = rest
    }
    return paths
  }

  func gain(_ levels: [Int], _ paths: [Path]) throws(LoweringError) -> [Path] {
    var paths = paths
    guard !levels.isEmpty else { return paths }
    let owned = paths.map(\.state.heap.count)
    var results: [Path] = []
    for (path, count) in zip(paths, owned) {
      paths = [path]
      for level in levels {
        var next: [Path] = []
        for path in paths { next += try produce(try lowering.invariant(level: level), into: path) }
        paths = next
      }
      for var path in paths {
        if path.firstGain == nil { path.firstGain = Array(path.state.heap.dropFirst(count)) }
        results.append(path)
      }
    }
    return results
  }

  /// Fails the duty if memory is left; `@leak` would have given it up.
  func requireNothingLeft(_ path: Path, _ duty: Duty, for purpose: Purpose) {
    switch heap.leftovers(path.state) {
    case .none, .infeasible: break
    case .chunks(let chunks, let model):
      duty.refute(finding(leftover(chunks, path, duty, purpose), path, model))
    case .unknown(let chunks, let why):
      duty.doubt(
        finding(withoutAnswer(leftover(chunks, path, duty, purpose), duty.key.check, why), path, nil))
    }
  }
}

/// What a formula is consumed for; it decides the wording of a failure.
enum Purpose {
  /// `I(level)` has to hold, because it becomes public.
  case invariant(Int)
  case requires(RoutineID)
  case ensures
  /// Of a handler, before its memory is given up.
  case handlerEnsures
  case handlerRequires
  case loopInvariant(Label)
  case loopFrame(Label)
  case assertion
  case leak
  /// What a woken thread receives.
  case hands(QueueID)
  /// An instance of a family is put back, because others may rely on it from here on.
  case closing
  case bootThread(Int)
  case bootInvariant(InvariantID)
  case bootShare(Boot.Share)
  /// Memory that nobody takes over.
  case leftover

  /// Whether instances may be opened to find what is missing. What is handed to a callee, or left at a return, comes
  /// from outside of them, since they are closed there.
  var opensInstances: Bool {
    switch self {
    case .assertion, .leak, .hands, .loopInvariant, .handlerRequires, .handlerEnsures: true
    case .invariant, .requires, .ensures, .loopFrame, .bootThread, .bootInvariant, .bootShare, .leftover, .closing:
      false
    }
  }
}
