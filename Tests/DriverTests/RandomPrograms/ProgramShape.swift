/// The generators of random programs: what their programs have most of.
enum ProgramShape: String, CaseIterable {
  /// One thread without interrupts or loops, and assertions about words.
  case arithmetic
  /// One thread and one handler: branches, loops, calls.
  case structured
  /// Threads, levels, queues, families of invariants, an imported lock.
  case threaded
  /// The same with memory in lists: inductive predicates, sequences, functions of the logic, `alloc` and `free`.
  case lists

  /// How many of a hundred programs are of this shape; those with lists take five times as long as others.
  var share: Int {
    switch self {
    case .arithmetic: 28
    case .structured: 30
    case .threaded: 32
    case .lists: 10
    }
  }

  /// Of a hundred programs at least so many are proved, and at least so many refuted with a schedule that shows it. A
  /// cross-check is worth something only if there are many of both kinds.
  var floors: (proved: Int, confirmed: Int) {
    switch self {
    case .arithmetic: (45, 25)
    case .structured: (35, 15)
    case .threaded: (35, 15)
    case .lists: (30, 15)
    }
  }

  /// Whether the prover's paths are exactly the machine's runs, so that what it refutes some run breaks, at a place that it
  /// names.
  var isExact: Bool { self == .arithmetic }

  /// The same program for the same seed. A third is right by its plan (the assertions of arithmetic are guesses), a third is
  /// then broken, once or twice, and a third has pieces that are wrong from the start.
  func program(seed: UInt64) -> ProgramLines {
    var program: ProgramLines
    switch self {
    case .arithmetic:
      var generator = ArithmeticProgram(seed: seed)
      return generator.program()
    case .structured:
      var generator = StructuredProgram(seed: seed, hasSlips: seed % 3 == 2)
      program = generator.program()
    case .threaded, .lists:
      var generator = ThreadedProgram(seed: seed, hasLists: self == .lists, hasSlips: seed % 3 == 2)
      program = generator.program()
    }
    var mutation = ProgramMutation(seed: seed)
    if seed % 3 == 1 || seed % 6 == 5 { program = mutation.broken(program) }
    if seed % 6 == 4 { program = mutation.broken(program) }
    return program
  }
}
