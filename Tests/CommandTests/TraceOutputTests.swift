import Foundation
import Testing

/// `aimcheck explore --trace-output`: a schedule for other tools.
@Suite struct TraceOutputTests {
  /// Counterexamples and schedules: handlers, threads, a deadlock, an end that is well, numbers of 64 bits.
  static let traces: [[String]] = [
    [Corpus.broken], [Corpus.withoutCli], [Corpus.teeter, "--replay", "1.0.0"], [Corpus.teeter, "--replay", ""],
    [RunCommandTests.client, "--replay", "0.0.0.0.0.0.0.0"],
    ["Proofs/rejects/explore/deadlock/" + (deadlocks.first ?? "")],
    ["Proofs/accepts/timestamp-64.aim", "--replay", "0.0.0.0"],
  ]

  private static let deadlocks =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: Command.root.appendingPathComponent("Proofs/rejects/explore/deadlock").path)) ?? []).sorted()

  private func write(_ arguments: [String], _ name: String, _ more: [String] = []) throws -> (Int32?, String) {
    try TemporaryFolder.with { folder in
      let path = folder.file(name).path
      let ending = try Command.run(["explore", "--no-timing", "--trace-output", path] + more + arguments)
      #expect(ending.errors.isEmpty)
      // Nothing else changes.
      #expect(try Command.run(["explore", "--no-timing"] + arguments) == ending)
      return (ending.status, try String(contentsOfFile: path, encoding: .utf8))
    }
  }

  @Test(arguments: traces) func theDocumentFollowsTheSchema(_ arguments: [String]) throws {
    let (status, text) = try write(arguments, "trace.json")
    let schema = try String(contentsOf: Command.root.appendingPathComponent("docs/trace.schema.json"), encoding: .utf8)
    let document = try JSON.parse(text)
    #expect(SchemaValidator(try JSON.parse(schema)).problems(document) == [])
    #expect((document["trace"]?["violation"] != nil) == (status == 1))
    let steps = document["trace"]?["steps"]?.elements.count ?? -1
    let states = document["states"]?.elements.count ?? -1
    #expect(states == steps || states == steps + 1)
    #expect(document["schedule"]?.text?.split(separator: ".").count == steps)
  }

  @Test(arguments: traces) func theITFIsWellFormed(_ arguments: [String]) throws {
    let (status, text) = try write(arguments, "trace.itf.json")
    let document = try JSON.parse(text)
    #expect(ITFValidator.problems(document) == [])
    let states = document["states"]?.elements ?? []
    #expect(states.count >= 1)
    for (index, state) in states.enumerated() {
      #expect(state["#meta"]?["index"]?.int == index)
      #expect(state["stepIndex"]?["#bigint"]?.text == String(index))
      // Every cell has an owner, every thread a place.
      #expect(ITFValidator.keys(state["memory"]) == ITFValidator.keys(state["owner"]))
      #expect(ITFValidator.keys(state["pc"]) == ITFValidator.keys(state["threads"]))
    }
    #expect((states.last?["violation"]?.text?.isEmpty == false) == (status == 1))
    #expect(states.dropLast().allSatisfy { $0["violation"]?.text == "" })
    // The form can be asked for by name too.
    #expect(try write(arguments, "trace", ["--trace-format", "itf"]).1 == text)
  }

  @Test func statesShowWhatASchedulesDoes() throws {
    let (_, text) = try write([Corpus.broken], "trace.itf.json")
    let states = try JSON.parse(text)["states"]?.elements ?? []
    #expect(states.count == 7)
    #expect(
      states.map { $0["action"]?.text } == [
        "start", "main: cli", "main: ld r1, [left]", "main: beq r1, 0, done", "main: sub r1, r1, 1",
        "main: st [left], r1", "main: sti",
      ])
    #expect(states.map { $0["ie"] } == [.bool(true)] + Array(repeating: .bool(false), count: 6))
    let left = states.map { $0["memory"]?["#map"]?[0]?[1]?["#bigint"]?.text }
    #expect(left == ["5", "5", "5", "5", "5", "4", "4"])
    let owners = states.map { $0["owner"]?["#map"]?[0]?[1]?.text }
    #expect(owners == ["public (irq 0)"] + Array(repeating: "main", count: 6))
    #expect(states.last?["violation"]?.text == "sti:invariant.unproved")
  }

  static let starving = """
    func spin() requires ie == 1 && level == thread { mov r1, 1
    loop: invariant ie == 1 && level == thread
      mov r2, 1
      j loop
    }
    func once() requires ie == 1 && level == thread { halt }
    boot { thread spin  thread once }

    """

  /// Steps that repeat for ever are a loop.
  @Test func aRunWithoutProgressIsALoop() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("starving.aim", Self.starving)
      let (status, text) = try write(["--fair", path], "trace.itf.json")
      #expect(status == 1)
      let document = try JSON.parse(text)
      #expect(ITFValidator.problems(document) == [])
      let states = document["states"]?.elements ?? []
      let loop = try #require(document["loop"]?.int)
      #expect(document["#meta"]?["status"]?.text == "violation")
      #expect(states.allSatisfy { $0["violation"]?.text == "" })
      // What follows the last state is what follows the one that it is equal to.
      for variable in ["pc", "registers", "memory", "threads"] {
        #expect(states.last?[variable] == states[loop - 1][variable], "\(variable)")
      }
      let schema = try String(
        contentsOf: Command.root.appendingPathComponent("docs/trace.schema.json"), encoding: .utf8)
      let trace = try JSON.parse(write(["--fair", path], "trace.json").1)
      #expect(SchemaValidator(try JSON.parse(schema)).problems(trace) == [])
      #expect(trace["trace"]?["repeatsFrom"]?.int == loop)
      #expect(trace["trace"]?["violation"]?["code"]?.text == "explore:starvation")
    }
  }

  @Test func withoutACounterexampleNothingIsWritten() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("trace.json").path
      let ending = try Command.run(["explore", Corpus.teeter, "--trace-output", path])
      #expect(ending.status == 0)
      #expect(ending.errors == "aimcheck: there is no counterexample, so `\(path)` is not written\n")
      #expect(try Command.run(["explore", Corpus.broken, "--trace-output", folder.url.path]).status == 74)
      #expect(try Command.run(["explore", Corpus.teeter, "--replay", "9", "--trace-output", path]).status == 64)
      #expect(folder.names == [])
    }
  }

  @Test func theValidatorFindsWhatIsWrong() throws {
    func problems(_ text: String) throws -> [String] { ITFValidator.problems(try JSON.parse(text)) }
    #expect(try problems(##"{"vars": ["x"], "states": [{"x": {"#bigint": "-3"}}]}"##) == [])
    #expect(try problems(##"{"vars": ["x"], "states": [{"x": {"#bigint": "3.0"}}]}"##) == ["states[0].x: no number"])
    #expect(try problems(##"{"vars": ["x"], "states": [{"x": 1.5}]}"##) == ["states[0].x: no value"])
    #expect(try problems(##"{"vars": ["x"], "states": [{"y": 1}]}"##) == ["states[0]: other variables than vars"])
    #expect(
      try problems(##"{"vars": ["x"], "states": [{"x": {"#map": [[1, 2], [1, 3]]}}]}"##) == ["states[0].x: a key twice"]
    )
    #expect(try problems(##"{"vars": ["x"], "states": [{"x": {"#map": [[1]]}}]}"##) == ["states[0].x: no pair"])
    #expect(
      try problems(##"{"vars": ["x"], "states": [{"x": {"#set": [1, 1]}}]}"##) == ["states[0].x: an element twice"])
    #expect(try problems(##"{"vars": ["x y"], "states": [{"x y": null}]}"##).count == 2)
    #expect(try problems(##"{"vars": [], "states": []}"##).count == 2)
  }
}

/// The form of Apalache's ADR 15.
enum ITFValidator {
  static func problems(_ document: JSON) -> [String] {
    var found: [String] = []
    let variables = (document["vars"]?.elements ?? []).compactMap(\.text)
    if variables.isEmpty || variables.count != document["vars"]?.elements.count { found.append("vars: no names") }
    for name in variables where name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil { found.append("vars: “\(name)”") }
    let states = document["states"]?.elements ?? []
    if states.isEmpty { found.append("states: none") }
    if case .object(let members) = document {
      for name in members.keys.sorted() where !["#meta", "params", "vars", "states", "loop"].contains(name) {
        found.append("\(name): not known")
      }
    }
    for (index, state) in states.enumerated() {
      guard case .object(let members) = state else {
        found.append("states[\(index)]: no object")
        continue
      }
      if Set(members.keys.filter { $0 != "#meta" }) != Set(variables) {
        found.append("states[\(index)]: other variables than vars")
      }
      for (name, value) in members.sorted(by: { $0.key < $1.key }) where name != "#meta" {
        found += problems(value, "states[\(index)].\(name)")
      }
    }
    return found
  }

  private static func problems(_ value: JSON, _ place: String) -> [String] {
    switch value {
    case .bool, .string, .integer: return []
    case .number, .null: return ["\(place): no value"]
    case .array(let elements): return elements.flatMap { problems($0, place) }
    case .object(let members):
      guard let special = members.keys.first(where: { $0.hasPrefix("#") }) else {
        return members.sorted { $0.key < $1.key }.flatMap { problems($0.value, "\(place).\($0.key)") }
      }
      guard members.count == 1, let content = members[special] else { return ["\(place): more than \(special)"] }
      let elements = content.elements
      switch special {
      case "#bigint": return content.text?.wholeMatch(of: /-?[0-9]+/) == nil ? ["\(place): no number"] : []
      case "#tup": return elements.flatMap { problems($0, place) }
      case "#set":
        return (areDifferent(elements) ? [] : ["\(place): an element twice"]) + elements.flatMap { problems($0, place) }
      case "#map":
        guard elements.allSatisfy({ $0.elements.count == 2 }) else { return ["\(place): no pair"] }
        return (areDifferent(elements.map { $0.elements[0] }) ? [] : ["\(place): a key twice"])
          + elements.flatMap { $0.elements.flatMap { problems($0, place) } }
      default: return ["\(place): \(special) is not known"]
      }
    }
  }

  private static func areDifferent(_ values: [JSON]) -> Bool {
    values.indices.allSatisfy { index in !values[..<index].contains(values[index]) }
  }

  /// The keys of a map.
  static func keys(_ map: JSON?) -> [JSON] { (map?["#map"]?.elements ?? []).compactMap { $0[0] } }
}
