import Foundation
import Testing

/// `aimcheck stability` varies what has no meaning, and tells what depends on it.
@Suite struct StabilityTests {
  private func document(_ arguments: [String]) throws -> (JSON, Command.Ending) {
    let ending = try Command.run(["stability", "--format", "json"] + arguments)
    return (try JSON.parse(ending.output), ending)
  }

  @Test(arguments: [[], ["--solver-only"]]) func nothingChanges(_ arguments: [String]) throws {
    let (document, ending) = try document(["--seeds", "3", Corpus.ring, Corpus.broken] + arguments)
    #expect(ending.status == 0)
    #expect(document["summary"]?["changed"]?.int == 0)
    let obligations = document["files"]?[0]?["obligations"]?.elements ?? []
    #expect(obligations.count > 10)
    // The proof as it is, and three variations.
    #expect(obligations.allSatisfy { $0["outcomes"]?["proved"]?.int == 4 })
    // A finding is stable too.
    #expect(document["files"]?[1]?["obligations"]?.elements.contains { $0["outcomes"]?["refuted"]?.int == 4 } == true)
  }

  @Test func theDocumentFollowsTheSchemaAndRepeats() throws {
    let schema = try JSON.parse(
      String(contentsOf: Command.root.appendingPathComponent("docs/stability.schema.json"), encoding: .utf8))
    let arguments = ["--seeds", "2", "--max-cv", "9", Corpus.length, Corpus.unparsed]
    let (first, ending) = try document(arguments)
    #expect(ending.status == 3)
    #expect(SchemaValidator(schema).problems(first) == [])
    #expect(first["files"]?[1]?["problem"]?.text?.isEmpty == false)
    #expect(try document(arguments).1 == ending)
  }

  /// Variations vary: were they all the same proof, nothing could ever be found.
  @Test func seedsMakeADifference() throws {
    func efforts(_ seed: String) throws -> [JSON?] {
      let (document, _) = try document(["--seeds", "1", "--first-seed", seed, "--solver-only", Corpus.length])
      let obligations = document["files"]?[0]?["obligations"]?.elements ?? []
      return obligations.sorted { $0["id"]?.text ?? "" < $1["id"]?.text ?? "" }.map { $0["effort"]?["mean"] }
    }
    #expect(try Set([efforts("1"), efforts("2"), efforts("3")].map { "\($0)" }).count > 1)
  }

  /// A program whose proof hangs on the budget: what changes and what costs too much is told, and is a failure.
  @Test func whatIsBrittleIsFound() throws {
    let (spread, ending) = try document(["--seeds", "4", "--max-cv", "0", "--solver-only", Corpus.length])
    #expect(ending.status == 1)
    #expect(spread["summary"]?["worst"] != .integer(0))
    let text = try Command.run(["stability", "--seeds", "4", "--max-cv", "0", "--solver-only", Corpus.length])
    #expect(text.status == 1)
    #expect(text.output.contains("4 variations: outcomes changed: "))
  }
}
