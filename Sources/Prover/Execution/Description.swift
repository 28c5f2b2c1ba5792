import AIMLang

extension ReportAssembly {
  /// What the obligation establishes, as a phrase.
  func description(of key: ObligationKey) -> String {
    switch key.owner {
    case .invariant(let index):
      return "\(program.invariants[index].name.map { "`\($0)`" } ?? "the invariant") determines its memory"
    case .queue(let index): return "what `\(program.queues[index].name)` hands over determines its memory"
    case .instantiation(let index):
      let name = program.predicates[program.instantiations[index].predicate.index].name
      return "what stands for `\(name)` determines its memory"
    case .predicate(let index): return "`\(program.predicates[index].name)` determines its memory and its outputs"
    case .function(let index): return "`\(program.functions[index].name)` comes to an end"
    case .boot:
      let threads = program.boot?.threads ?? []
      guard !threads.indices.contains(key.pc) else {
        return "the boot memory has what thread `\(program.routines[threads[key.pc].routine.index].name)` requires"
      }
      return "the boot memory has what an invariant needs"
    case .routine(let index): return description(of: key, in: program.routines[index])
    }
  }

  private func description(of key: ObligationKey, in routine: Routine) -> String {
    switch key.check {
    case .contract: "every path of `\(routine.name)` was followed to its end"
    case .handler: "`\(routine.name)` starts with what it requires, and every path was followed to its end"
    case .load: "the cell that is read is owned"
    case .store: "the cell that is written is owned"
    case .alloc: "the allocation is followed"
    case .free: "the cells that are freed are owned"
    case .choose: "the range is not empty"
    case .assert: "the condition holds"
    case .jump: "the target is a label of `\(routine.name)`"
    case .call: "the callee's `requires` holds"
    case .return: "`ensures` of `\(routine.name)` holds, and nothing is lost"
    case .halt: "the thread may end here"
    case .print: "the output is written"
    case .cli: "what becomes the running code's is gained"
    case .sti: "what becomes public holds"
    case .eoi: "what becomes public holds"
    case .iret: "everything owned is given back as the invariants say, and nothing is lost"
    case .loop: key.rank == 0 ? "the loop invariant holds at every arrival" : "the loop is cut by an invariant"
    case .ghost: "the ghost lines hold"
    case .switch, .block: "what becomes public holds, and this code may give way"
    case .unblock: "what a woken thread receives is there"
    case .mask: "the instruction is followed"
    case .parse, .resolve, .unsupported, .invariant, .predicate, .function, .lemma, .boot, .explore, .solver, .checker:
      "the program is followed"
    }
  }
}
