import Testing

@testable import SolverProcess

/// Small shell scripts in the place of solvers: what they do, a solver may do.
struct SolverProcessTests {
  private func shell(_ script: String, milliseconds: Int = 5_000) throws -> SolverProcess {
    try SolverProcess(path: "/bin/sh", arguments: ["-c", script], millisecondsPerAnswer: milliseconds)
  }

  private func failure(_ body: () throws -> Void) -> SolverProcessFailure.Kind? {
    do { try body() } catch let failure as SolverProcessFailure { return failure.kind } catch {}
    return nil
  }

  @Test func answersComeLineByLine() throws {
    let echo = try shell("while read -r line; do echo \"<$line>\"; done")
    for text in ["one", "", "three"] {
      try echo.send(text + "\n")
      #expect(try echo.readLine() == "<\(text)>")
    }
    try echo.send("a\nb\n")
    #expect(try echo.readLine() == "<a>")
    #expect(try echo.readLine() == "<b>")
  }

  @Test func wholeOutputAndStatus() throws {
    let program = try shell("cat; exit 3")
    try program.send("some\ntext")
    let end = try program.readToEnd()
    #expect(end.text == "some\ntext")
    #expect(end.status == 3)
    let killed = try shell("kill -9 $$")
    #expect(try killed.readToEnd().status == 137)
  }

  @Test func missingProgramsAreNamed() {
    for path in ["no-such-solver", "/no/such/solver"] {
      #expect(
        failure { _ = try SolverProcess(path: path, arguments: [], millisecondsPerAnswer: 100) } == .notFound)
    }
    #expect(
      failure { _ = try SolverProcess(path: "/etc/passwd", arguments: [], millisecondsPerAnswer: 100) } == .notStarted)
  }

  @Test func deathIsNoAnswer() throws {
    let dead = try shell("read -r line; printf unsat; exit 0")
    try dead.send("x\n")
    // Without the end of the line, nobody knows that nothing was to come.
    #expect(failure { _ = try dead.readLine() } == .ended)
    #expect(failure { try dead.send("again\n") } == .ended)
    #expect(failure { _ = try dead.readLine() } == .ended)
  }

  @Test func deathWhileAskedIsNoSignal() throws {
    let dead = try shell("exec <&-; sleep 20")
    #expect(failure { for _ in 0..<100 { try dead.send(String(repeating: "x", count: 1 << 16)) } } == .ended)
  }

  @Test func silenceEndsInTime() throws {
    let start = ContinuousClock.now
    // The child of the shell holds the output too, and has to go with it.
    let silent = try shell("sleep 20; echo unsat", milliseconds: 100)
    try silent.send("x\n")
    #expect(failure { _ = try silent.readLine() } == .late)
    #expect(failure { _ = try silent.readLine() } == .late)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func neitherReadingNorAnsweringEndsInTime() throws {
    let deaf = try shell("sleep 20", milliseconds: 100)
    #expect(failure { try deaf.send(String(repeating: "x", count: 1 << 20)) } == .late)
  }

  @Test func muchInBothDirectionsDoesNotBlock() throws {
    let line = String(repeating: "x", count: 999) + "\n"
    let echo = try SolverProcess(path: "cat", arguments: [], millisecondsPerAnswer: 20_000)
    try echo.send(String(repeating: line, count: 1_000))
    for _ in 0..<1_000 { #expect(try echo.readLine().utf8.count == 999) }
  }

  @Test func floodsEnd() throws {
    let flood = try SolverProcess(path: "/bin/cat", arguments: ["/dev/zero"], millisecondsPerAnswer: 60_000)
    #expect(failure { _ = try flood.readLine() } == .floods)
  }
}
