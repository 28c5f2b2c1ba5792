// Families of invariants. I(k) is the plain invariants of level k times the instances that the boot configuration shares;
// which ones there are is fixed, so `name@(a)` is a fact that holds for good.
//
//   owned(flags) ∋ k,  name@(a),  a ≠ b for each instance name(b) that is open
//   ─────────────────────────────────────────────────────────────────────────────
//   { P }   open name(a)   { P * body(a) }           { P * body(a) }   close name(a)   { P }
//
// The running code that owns I(k) owns every instance of it. An instance is taken out of that as a whole (opened) at
// most once, and put back as a whole (closed) before anybody else may rely on it: where the level is given up, before a call and
// at a return. So at each of these points every instance is intact, though the proof never lists them. That two names
// mean different instances is shown or split on, since opening one twice would give its memory twice.

import AIMLang
import SepLogic

/// An instance whose memory is in the path's heap.
struct OpenInstance: Equatable {
  var invariant: InvariantID
  var arguments: [TermID]
  /// N for one of the threads.
  var level: Int
}

extension Execution {
  /// Opens an instance that has the cell, if one is known that can be opened here; where it may be one of several, each in
  /// a case of its own.
  /// - Returns: nil if there is none; otherwise paths that cover this one, in each of which there is more to be found.
  func opening(forCellAt address: TermID, _ path: Path) throws(LoweringError) -> [Path]? {
    let certain = try opening(path) { formula in
      let addresses = formula.addresses
      if names(addresses, address) { return true }
      return addresses.contains { candidate in
        let same = arena.equal(candidate, address)
        return same != arena.false && heap.entails(path.state, same) == .yes
      }
    }
    if let certain { return certain }
    if let named = try openingNamed(byCellAt: address, path) { return named }
    return try openingOneOfSeveral(forCellAt: address, path)
  }

  /// The instance whose argument follows from the address, where it follows that this one is public: one path, however many
  /// instances there are.
  private func openingNamed(byCellAt address: TermID, _ path: Path) throws(LoweringError) -> [Path]? {
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    for (index, invariant) in program.invariants.enumerated() where invariant.parameters.count == 1 {
      let id = InvariantID(index)
      guard owned.contains(lowering.expressions.index(of: invariant.level)) else { continue }
      let parameter = arena.symbol(invariant.parameters[0].name)
      for candidate in try lowering.instance(id, [parameter]).addresses(in: arena) {
        guard let argument = arena.solve(arena.equal(candidate, address), for: parameter) else { continue }
        let instance = instance(id, [argument])
        guard !path.opened.contains(instance) else { continue }
        let isPublic = Formula.atom(lowering.symbol(of: id), [argument], Origin(0))
        let branches = heap.consume(isPublic, from: path.state)
        guard branches.allSatisfy({ if case .success = $0 { true } else { false } }) else { continue }
        guard let paths = try open(instance, try lowering.instance(id, [argument]), path) else { continue }
        return paths
      }
    }
    return nil
  }

  /// A case for each instance that may have the cell, opened there, and the case in which none has it.
  private func openingOneOfSeveral(forCellAt address: TermID, _ path: Path) throws(LoweringError) -> [Path]? {
    var rest = path
    var results: [Path] = []
    for (instance, body) in try closedInstances(path) {
      for candidate in body.addresses(in: arena) {
        let same = arena.equal(candidate, address)
        guard same != arena.false, let here = feasible(rest.assuming(same)).first else { continue }
        guard let opened = try open(instance, body, here) else { continue }
        results += opened
        rest = rest.assuming(arena.not(same))
      }
    }
    return results.isEmpty ? nil : results + feasible(rest)
  }

  /// The known instances that can be opened here, with their bodies, in the order in which they became known.
  private func closedInstances(_ path: Path) throws(LoweringError) -> [(instance: OpenInstance, body: Formula)] {
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    var result: [(instance: OpenInstance, body: Formula)] = []
    for atom in path.state.atoms {
      guard let id = lowering.family(atom.symbol) else { continue }
      let instance = instance(id, atom.arguments)
      guard owned.contains(instance.level), !path.opened.contains(instance) else { continue }
      result.append((instance, try lowering.instance(id, atom.arguments)))
    }
    return result
  }

  /// Opens an instance that may have the named predicate, if one is known that can be opened here.
  func opening(
    forAtom symbol: AtomSymbol, _ arguments: [TermID], _ path: Path
  ) throws(LoweringError) -> [Path]? {
    if symbol.isFact { return nil }
    return try opening(path) { formula in
      formula.atoms.contains { candidate in
        guard candidate.symbol == symbol else { return false }
        let wanted = arguments[..<symbol.inputCount]
        return zip(candidate.arguments, wanted).allSatisfy { a, b in
          let same = arena.equal(a, b)
          return same == arena.true || (same != arena.false && heap.entails(path.state, same) == .yes)
        }
      }
    }
  }

  /// Whether the address is one of these, as the source writes them. A computed address wraps, and an instance says that
  /// its own do not: that is known only once it is open.
  private func names(_ addresses: [TermID], _ address: TermID) -> Bool {
    addresses.contains(address) || addresses.contains { arena.wrap($0) == address }
  }

  private func opening(_ path: Path, _ suits: (Formula) -> Bool) throws(LoweringError) -> [Path]? {
    for (instance, body) in try closedInstances(path) {
      guard suits(body), let paths = try open(instance, body, path) else { continue }
      return paths
    }
    return nil
  }

  private static var openingLimit: Int { 2_000 }

  func instance(_ id: InvariantID, _ arguments: [TermID]) -> OpenInstance {
    OpenInstance(
      invariant: id, arguments: arguments, level: lowering.expressions.index(of: program.invariants[id.index].level))
  }

  /// The path with the instance opened, and, for each open instance that it may be, the path on which it is that one.
  /// - Returns: nil if it is certain to be open.
  func open(_ instance: OpenInstance, _ body: Formula, _ path: Path) throws(LoweringError) -> [Path]? {
    var path = path
    var results: [Path] = []
    for other in path.opened where other.invariant == instance.invariant {
      let same = arena.equal(other.arguments, instance.arguments)
      if same == arena.false { continue }
      switch heap.entails(path.state, same) {
      case .yes: return nil
      case .no, .unknown: break
      }
      results += feasible(path.assuming(same))
      path = path.assuming(arena.not(same))
    }
    path.opened.append(instance)
    let owned = path.state.heap.count
    let step = record.map { DerivationStep.external($0.number(.opened(instance))) } ?? .produced
    for var opened in try produce(body, into: path, as: step) {
      // Part of what became the running code's with the change of the flags.
      opened.firstGain = (opened.firstGain ?? []) + opened.state.heap.dropFirst(owned)
      results.append(opened)
    }
    return results
  }

  /// Puts the open instances back that `isWanted` names.
  func close(
    _ path: Path, _ duty: Duty, for purpose: Purpose, where isWanted: (OpenInstance) -> Bool = { _ in true }
  ) throws(LoweringError) -> [Path] {
    let wanted = path.opened.filter(isWanted)
    guard !wanted.isEmpty else { return [path] }
    var path = path
    path.opened.removeAll(where: isWanted)
    return try consume(
      bodies(of: wanted), from: path, duty, for: purpose, as: .consumed(isClosing: true)
    ).map(\.path)
  }

  /// The bodies of these instances, one beside the other.
  func bodies(of instances: [OpenInstance]) throws(LoweringError) -> Formula {
    var parts: [Formula] = []
    for instance in instances { parts.append(try lowering.instance(instance.invariant, instance.arguments)) }
    return .separating(parts)
  }

  /// Closes everything if that is possible without further ado; otherwise leaves everything open.
  func closeIfPossible(_ path: Path) throws(LoweringError) -> [Path] {
    guard !path.opened.isEmpty else { return [path] }
    var closed = path
    closed.opened = []
    var results: [Path] = []
    let formula = try bodies(of: path.opened)
    for branch in heap.consume(formula, from: path.state) {
      guard case .success(let state, let bindings) = branch else { return [path] }
      results.append(
        closed.with(state: recorded(state, formula, flexible: [], bindings, .consumed(isClosing: true))))
    }
    return results
  }

  /// The cases in which an instance of a defined predicate that has the cell is opened; nil if there is none.
  private func exposing(
    _ address: TermID, _ path: Path, isNamed: Bool
  ) throws(LoweringError) -> [Path]? {
    do throws(SearchExhausted) {
      let states =
        isNamed ? try heap.exposing(named: address, in: path.state) : try heap.exposing(address, in: path.state)
      return states?.map { path.with(state: $0) }
    } catch {
      throw .tooLarge("the number of cases of a definition", program.code[path.pc].span)
    }
  }

  /// The chunk at an address, in each case of which one it is; instances are opened where the cell is theirs. Without a
  /// chunk the duty fails.
  ///
  /// An instance that names this very address is opened first: only then is it known that the address is that of no
  /// other cell.
  func cases(
    of address: TermID, _ path: Path, _ duty: Duty, depth: Int = 0
  ) throws(LoweringError) -> [(path: Path, index: Int)] {
    // Each turn opens an instance or excludes one, so this many turns are enough for any program; it guards against the
    // checker, not against the program.
    guard depth <= Self.openingLimit, options.isCancelled?() != true else {
      throw .tooLarge("which of many instances has a cell", program.code[path.pc].span)
    }
    var results: [(path: Path, index: Int)] = []
    if !path.state.heap.contains(where: { $0.address == address }),
      let opened = try opening(path, { names($0.addresses, address) })
    {
      for path in opened { results += try cases(of: address, path, duty, depth: depth + 1) }
      return results
    }
    if !path.state.heap.contains(where: { $0.address == address }),
      let exposed = try exposing(address, path, isNamed: true)
    {
      for path in exposed { results += try cases(of: address, path, duty, depth: depth + 1) }
      return results
    }
    for branch in heap.lookup(address, in: path.state) {
      switch branch {
      case .hit(let state, let index): results.append((path.with(state: state), index))
      case .missing(let missing):
        let here = path.with(state: missing.state)
        let exposed = try exposing(address, here, isNamed: false)
        let opened = if let exposed { exposed } else { try opening(forCellAt: address, here) }
        if let opened {
          for path in opened { results += try cases(of: address, path, duty, depth: depth + 1) }
        } else {
          fail(duty, missing, address, path)
        }
      }
    }
    return results
  }
}

extension Formula {
  /// Addresses of cells, as far as they are known without the memory: those that speak of bound variables are not.
  func addresses(in arena: TermArena) -> [TermID] {
    let bound = allBoundVariables
    return addresses.filter { !arena.freeSymbols(of: $0).contains(where: bound.contains) }
  }

  private var allBoundVariables: Set<TermID> {
    switch self {
    case .emp, .pure, .cell, .atom: []
    case .separating(let parts): parts.reduce(into: []) { $0.formUnion($1.allBoundVariables) }
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.allBoundVariables.union(b.allBoundVariables)
    case .exists(let variables, let body): body.allBoundVariables.union(variables)
    }
  }

  /// All named predicates that some case of it has.
  var atoms: [Atom] {
    switch self {
    case .emp, .pure, .cell: []
    case .atom(let symbol, let arguments, let origin): [Atom(symbol: symbol, arguments: arguments, origin: origin)]
    case .separating(let parts): parts.flatMap(\.atoms)
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.atoms + b.atoms
    case .exists(_, let body): body.atoms
    }
  }
}
