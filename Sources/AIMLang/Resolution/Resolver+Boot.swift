/// The initial configuration.
extension Resolver {
  mutating func resolveBoot() {
    var first: SourceSpan?
    for (index, item) in modules.enumerated() {
      begin(index, .constant)
      for declaration in item.syntax.declarations {
        guard case .boot(let items) = declaration.kind else { continue }
        if let first {
          report(
            index == 0 ? .bootDuplicate : .bootImported,
            index == 0 ? "the program is booted twice" : "an imported file cannot boot the program",
            at: declaration.span, related: [RelatedPlace(first, "the first `boot`")])
          continue
        }
        guard index == 0 else {
          report(
            .bootImported, "an imported file cannot boot the program", at: declaration.span,
            suggestion: "move `boot` to the file that is checked")
          continue
        }
        first = declaration.span
        boot(items, at: declaration.span)
      }
    }
  }

  private mutating func boot(_ items: [BootItemSyntax], at span: SourceSpan) {
    var boot = Boot(threads: [], shares: [], span: span)
    for item in items {
      let arguments = item.arguments.compactMap { kept(word($0)) }
      switch item.kind {
      case .thread:
        guard let routine = lookUp(item.name, .routine, "a function"), arguments.count == item.arguments.count else {
          continue
        }
        let syntax = routines[routine].syntax
        if syntax.kind == .externFunction {
          report(
            .bootEntry, "a thread cannot run `\(item.name.text)`, since it is extern and has no code",
            at: item.name.span, related: [RelatedPlace(syntax.name.span, "declared here")])
          continue
        }
        guard checkArity(arguments.count, syntax.parameters.count, of: item.name.text, at: item.place.span) else {
          continue
        }
        // `unblock` gives a thread's number as a word, from 1.
        let limit = Int(min(program.width.mask, UInt64(FrontEndLimits.threads)))
        guard boot.threads.count < limit else {
          report(
            .bootEntry, "a program with words of \(program.width.bits) bits has at most \(limit) threads",
            at: item.place.span)
          return
        }
        boot.threads.append(Boot.Thread(routine: RoutineID(routine), arguments: arguments, span: item.place.span))
      case .share:
        guard let index = lookUp(item.name, .invariant, "a family of invariants"),
          arguments.count == item.arguments.count
        else { continue }
        let syntax = invariants[index].syntax
        if syntax.parameters.isEmpty {
          report(
            .bootEntry, "`\(item.name.text)` is not a family and is always public", at: item.name.span,
            related: [RelatedPlace(invariants[index].declaration, "declared here")],
            suggestion: "leave this `share` out")
          continue
        }
        guard checkArity(arguments.count, syntax.parameters.count, of: item.name.text, at: item.place.span) else {
          continue
        }
        let share = Boot.Share(invariant: InvariantID(index), arguments: arguments, span: item.place.span)
        if let first = boot.shares.first(where: { $0.invariant == share.invariant && $0.arguments == arguments }) {
          report(
            .bootEntry, "this instance is shared twice", at: item.place.span,
            related: [RelatedPlace(first.span, "the first time")], suggestion: "leave this `share` out")
          continue
        }
        boot.shares.append(share)
      }
    }
    if boot.threads.isEmpty, !items.contains(where: { $0.kind == .thread }) {
      report(
        .bootEntry, "nothing runs at boot: there is no thread", at: span, suggestion: "as in `boot { thread main }`")
    }
    program.boot = boot
  }
}
