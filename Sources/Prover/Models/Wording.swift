import AIMLang
import SepLogic

// Terms, cells, flags and purposes in the user's words.

extension Execution {
  func describe(_ term: TermID) -> String {
    if let value = arena.constant(term), let name = names.name(of: value) { return name }
    return arena.describe(term)
  }

  func describe(_ atom: Atom) -> String {
    let name = describe(atom.symbol, atom.arguments)
    return atom.guardedBy.map { "\(describe($0)) ? \(name) : emp" } ?? name
  }

  /// An abstract predicate or `name@(…)` as the source writes it.
  func describe(_ symbol: AtomSymbol, _ arguments: [TermID]) -> String {
    "\(lowering.name(of: symbol))(\(arguments.map { describe($0) }.joined(separator: ", ")))"
  }

  func describe(_ instances: [OpenInstance]) -> String {
    let names = instances.map { instance in
      let name = program.invariants[instance.invariant.index].name ?? "invariant"
      return "`\(name)(\(instance.arguments.map { describe($0) }.joined(separator: ", ")))`"
    }
    return names.isEmpty ? "no open instance" : names.joined(separator: ", ")
  }

  func describe(_ flags: Flags) -> String {
    "ie = \(flags.interruptEnable ? 1 : 0) at "
      + (flags.level == program.levelCount ? "thread level" : "the level of irq \(flags.level)")
  }

  /// A cell by its source name where it has one.
  func cell(_ address: TermID, _ model: Model?) -> String {
    if let value = arena.constant(address) { return "`\(names.name(of: value) ?? "[\(value)]")`" }
    let text = "`[\(arena.describe(address))]`"
    guard let model, let value = arena.evaluateInt(address, in: model) else { return text }
    if let name = names.name(of: value) { return "\(text) (for example `\(name)`)" }
    return names.place(of: value).map { "\(text) (for example \($0))" } ?? text
  }

  /// What the path owns, as a list of cells.
  func owned(_ path: Path, _ model: Model?) -> String {
    if !path.state.hasMemory { return "no memory" }
    let atoms = path.state.atoms.filter { !$0.isEmpty }.map { "`\(describe($0))`" }
    let names = path.state.heap.prefix(Self.rowLimit).map { cell($0.address, nil) } + atoms
    let list = names.prefix(Self.rowLimit).joined(separator: ", ")
    return path.state.heap.count + atoms.count > Self.rowLimit ? list + ", …" : list
  }

  func line(of span: SourceSpan) -> Int { program.sources.position(of: span).line }

  func subject(_ purpose: Purpose) -> String {
    switch purpose {
    case .invariant(let level):
      level == program.levelCount
        ? "what the threads share, which becomes public here,"
        : "the invariant of irq \(level), which becomes public here,"
    case .requires(let callee): "`requires` of `\(program.routines[callee.index].name)`"
    case .ensures: "`ensures` of `\(routine.name)`"
    case .handlerEnsures: "`ensures` of the handler `\(routine.name)`"
    case .hands(let queue): "what a thread woken in `\(program.queues[queue.index].name)` receives"
    case .closing: "an instance of an invariant, which has to be intact here,"
    case .handlerRequires: "`requires` of the handler `\(routine.name)`"
    case .loopInvariant(let label): "the invariant of `\(label.name)`"
    case .loopFrame(let label): "the memory that the invariant of `\(label.name)` does not mention"
    case .assertion: "this assertion"
    case .leak: "what is to be given up"
    case .bootThread(let index):
      program.boot.map { "`requires` of thread `\(program.routines[$0.threads[index].routine.index].name)`" }
        ?? "a thread"
    case .bootInvariant: "an invariant, which is public from the start,"
    case .bootShare: "the shared instance, which is public from the start,"
    case .leftover: "the end"
    }
  }

  func place(of kind: OriginInfo.Kind) -> String {
    switch kind {
    case .invariant(let id):
      switch program.invariants[id.index].level {
      case .irq(let level): "the invariant of irq \(level)"
      case .thread: "the invariant of the threads"
      }
    case .queue(let id): "what the queue `\(program.queues[id.index].name)` hands over"
    case .instantiation: "what stands for an abstract predicate"
    case .predicate(let id): "the definition of `\(program.predicates[id.index].name)`"
    case .lemma(let id): "the lemma `\(program.lemmas[id.index].name)`"
    case .share: "shared here"
    case .requires(let id): "`requires` of `\(program.routines[id.index].name)`"
    case .ensures(let id): "`ensures` of `\(program.routines[id.index].name)`"
    case .loop: "the loop invariant"
    case .ghost: "the ghost line"
    case .global: "the global"
    case .instruction: "this instruction"
    }
  }

  /// The place to look at first: an invariant at a loop head fails where the path comes from.
  func site(_ path: Path, _ purpose: Purpose) -> SourceSpan {
    switch purpose {
    case .loopInvariant, .loopFrame:
      arrivingSpan(path)
    case .handlerRequires: routine.requires.first?.span ?? routine.nameSpan
    case .assertion, .leak:
      ghostSpan(path)
    case .bootThread(let index): program.boot?.threads[index].span ?? routine.nameSpan
    case .bootInvariant: program.boot?.span ?? routine.nameSpan
    case .bootShare(let share): share.span
    case .closing:
      switch path.phase {
      case .arrival: arrivingSpan(path)
      case .ghost: ghostSpan(path)
      case .instruction: program.code[path.pc].span
      }
    case .invariant, .requires, .ensures, .handlerEnsures, .leftover, .hands: program.code[path.pc].span
    }
  }

  private func ghostSpan(_ path: Path) -> SourceSpan {
    if case .ghost(let next) = path.phase, program.code[path.pc].ghosts.indices.contains(next - 1) {
      return program.code[path.pc].ghosts[next - 1].span
    }
    return program.code[path.pc].span
  }

  /// Registers that a table of values shows: parameters, and what the routine's own instructions write.
  var mentionedRegisters: RegisterSet {
    let own = routine.code.filter { pc in
      switch program.code[pc].operation {
      case .call, .callRegister: false
      default: true
      }
    }
    var registers = flow.registersWritten(in: own, program: program)
    for index in routine.parameters.indices where index + 1 < Register.count { registers.insert(Register(index + 1)) }
    return registers
  }
}
