// Every file of Proofs/kernel, structures and scheduler is proved; what boots is explored completely; EXPECTED in each of
// them has the exact counts, and says which instructions nobody executes and which assertions exploration cannot evaluate.
// `AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests` writes those files anew.
import AIMLang
import Machine
import Prover
import Testing

@Suite struct LibraryTests {
  /// Two for each module of the kernel, one for those of the other folders.
  @Test(arguments: Library.folders) func everyModuleHasClients(_ folder: String) throws {
    let wanted = folder == "kernel" ? 2 : 1
    let library = try Library(folder)
    #expect(!library.modules.isEmpty)
    for module in library.modules {
      let number = library.users[module]?.count ?? 0
      #expect(number >= wanted, "\(module) is used by \(number) clients")
    }
  }

  @Test(arguments: Library.folders) func provedAndExplored(_ folder: String) async throws {
    let library = try Library(folder)
    let table = folder + "/EXPECTED"
    let files = Corpus.programs(in: folder)
    // Two at a time: proofs of one and exploration of another leave each other room.
    async let even = Self.measured(files.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    async let odd = Self.measured(files.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    let measured = try await even.merging(odd) { first, _ in first }

    var lines: [String] = []
    for path in files {
      guard let file = measured[path] else { continue }
      for problem in file.problems { Issue.record("\(path): \(problem)") }
      var line = "\(Corpus.name(path)): \(file.counts)"
      if library.modules.contains(path) {
        line += ", " + Self.coverage(of: path, by: (library.users[path] ?? []).compactMap { measured[$0] })
      }
      lines.append(line)
    }
    if Corpus.updates {
      try Corpus.write(AcceptedTests.heading + lines.joined(separator: "\n") + "\n", to: table)
    } else {
      let expected = (Corpus.text(table) ?? "").split(separator: "\n").map(String.init)
      #expect(expected.filter { !$0.hasPrefix("//") } == lines)
    }
  }

  private static func measured(_ paths: [String]) async throws -> [String: CorpusRun] {
    var result: [String: CorpusRun] = [:]
    for path in paths { result[path] = try CorpusRun(path) }
    return result
  }

  /// Which of a module's lines no client executes.
  private static func coverage(of module: String, by clients: [CorpusRun]) -> String {
    guard var open = clients.first?.unreached[module] else { return "no client" }
    for client in clients.dropFirst() { open.formIntersection(client.unreached[module] ?? []) }
    guard !open.isEmpty else { return "every instruction executed by a client" }
    return "executed by no client: \(CorpusRun.lines(open))"
  }
}
