// What the generators rest on: each piece of code keeps what holds of its memory, and shrinking ends at the smallest.
import Foundation
import Machine
import Prover
import Testing

@Suite struct GeneratorTests {
  /// Every piece of every form is proved in a critical section, and no interleaving breaks it.
  @Test func everyPieceIsRight() throws {
    var bounds = ProverOptions()
    bounds.store = ProofStore()
    for (number, form) in (SharedMemory.all + SharedMemory.lists).enumerated() {
      for (index, update) in PlacedMemory(form: form, x: "x", y: "y").updates.enumerated() {
        try check("form \(number), piece \(index)", form, update, isShared: true, bounds)
      }
    }
    for (index, update) in PlacedMemory(form: SharedMemory.ownList, x: "r8", y: "").updates.enumerated() {
      try check("own list, piece \(index)", SharedMemory.ownList, update, isShared: false, bounds)
    }
  }

  private func check(
    _ name: String, _ form: SharedMemory, _ update: [String], isShared: Bool, _ bounds: ProverOptions
  ) throws {
    var lines = ["word 8"] + SharedMemory.definitions + SharedMemory.listDefinitions.flatMap(\.lines)
    lines += ["global d[2] = 1, 0", "global x = \(form.initial.x.hasPrefix("@") ? "d" : form.initial.x)"]
    lines.append("global y = \(form.initial.y)")
    lines += SharedMemory.listFunctions.flatMap(\.lines)
    lines += ["func poke(c)", "requires c |-> _", "ensures c |-> _", "{", "mov r2, 1", "st [r1], r2", "ret", "}"]
    if isShared { lines.append("invariant for irq 0: \(form.text(x: "x", y: "y"))") }
    lines += ["func main()", "requires ie == 1"]
    if !isShared { lines.append("requires \(form.text(x: "x", y: "y"))") }
    // Twice, so that it meets what it has left behind.
    let twice = ["first", "second"].flatMap { label in update.map { $0.replacingOccurrences(of: "$", with: label) } }
    lines += ["{", "mov r8, x", "mov r9, 0", "cli"] + twice + ["sti", "halt", "}", "boot { thread main }"]
    let program = try #require(ProgramLines(lines: lines).load().program, "\(name)")
    let report = prove(program, options: bounds)
    #expect(report.allProved, "\(name): \(report.obligations.filter { $0.outcome != .proved }.map(\.description))")
    guard case .complete = explore(program).outcome else {
      Issue.record("\(name): \(explore(program).outcome)")
      return
    }
  }

  @Test func shrinkingKeepsWhatMatters() throws {
    let program = ProgramShape.threaded.program(seed: 3)
    let smallest = program.shrunk { candidate in
      candidate.load().program != nil && candidate.lines.contains("word 8") && candidate.lines.contains("halt")
    }
    // One routine, the thread that runs it, and its arguments.
    #expect(smallest.lines.count <= 11, "\(smallest.text)")
    let conjuncts = ProgramLines(lines: ["a ** b ** c", "d"]).shrunk { $0.text.contains("b") }
    #expect(conjuncts.text == "b")
  }

  @Test func programsAreWrittenWithTheirModule() throws {
    let program = ProgramLines(lines: ["import \"lock.aim\"", ProgramLines.moduleMark, "word 8"])
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aimcheck-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try program.write(to: folder)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "import \"lock.aim\"\n")
    let module = folder.appendingPathComponent("lock.aim").path
    #expect(try String(contentsOfFile: module, encoding: .utf8) == "word 8\n")
  }
}
