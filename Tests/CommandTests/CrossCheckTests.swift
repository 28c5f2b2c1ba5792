import Foundation
import Testing

/// What `--cross-check` does with solvers that agree, contradict, or are none.
@Suite struct CrossCheckTests {
  static let hasZ3 = ["/usr/bin/z3", "/usr/local/bin/z3"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs the check of `path` with a script in the place of the solver.
  /// - Parameter solver: what the script does; `$(handshake)` is not among it.
  private func check(
    _ path: String, with solver: String, _ arguments: [String] = [], saysWho: Bool = true,
    _ body: (Command.Ending, JSON?, URL) throws -> Void
  ) throws {
    try TemporaryFolder.with { folder in
      let script = folder.file("solver")
      let greeting = """
        #!/bin/bash
        while read -r line; do
          case "$line" in
            "(get-info :name)") echo '(:name "Fake")' ;;
            "(get-info :version)") echo '(:version "1")'; break ;;
          esac
        done

        """
      try ((saysWho ? greeting : "#!/bin/bash\n") + solver + "\n").write(to: script, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
      let ending = try Command.run(
        ["--no-explore", "--format", "json", "--cross-check", script.path] + arguments + [path],
        environment: ["TMPDIR": folder.file(".").path])
      try body(ending, try? JSON.parse(ending.output)["files"]?[0], folder.file("."))
    }
  }

  /// Answers every question with these lines.
  private func always(_ answer: String) -> String {
    """
    while read -r line; do
      case "$line" in
        "(check-sat)") \(answer) ;;
        "(echo "*) echo end-of-answer ;;
      esac
    done
    """
  }

  @Test(.enabled(if: hasZ3, "z3 is not installed")) func anHonestSolverAgrees() throws {
    for arguments in [[], ["--solver-only"]] {
      let ending = try Command.run(["--cross-check", "z3", "--format", "json"] + arguments + [Corpus.teeter])
      #expect(ending.status == 0)
      let record = try JSON.parse(ending.output)["files"]?[0]?["crossCheck"]
      #expect(record?["solver"]?.text?.hasPrefix("Z3 ") == true)
      let questions = record?["questions"]?.int ?? 0
      #expect(questions > 10)
      #expect(record?["agreed"]?.int == questions)
      #expect(record?["disagreements"]?.elements.isEmpty == true)
      // Everything was decided by our own procedure, or what is no literal contradiction by cvc5.
      let ofCore = record?["agreedWithCore"]?.int ?? 0
      #expect(arguments.isEmpty ? ofCore == questions : ofCore < questions)
    }
  }

  @Test(.enabled(if: hasZ3, "z3 is not installed")) func theOppositeIsAFault() throws {
    let flip = "z3 -in -smt2 | sed -u 's/^sat$/x/; s/^unsat$/sat/; s/^x$/unsat/'"
    try check(Corpus.teeter, with: flip) { ending, file, folder in
      #expect(ending.status == 70)
      let record = file?["crossCheck"]
      #expect(record?["agreed"]?.int == 0)
      let disagreements = record?["disagreements"]?.elements ?? []
      #expect(disagreements.count > 1)
      #expect(
        Set(disagreements.map { "\($0["ours"]?.text ?? "")-\($0["theirs"]?.text ?? "")" }) == [
          "sat-unsat", "unsat-sat",
        ])
      #expect(file?["verdict"]?["sentence"]?.text?.contains("Fake 1 says") == true)
      for disagreement in disagreements {
        let path = try #require(disagreement["file"]?.text)
        #expect(path.contains("/aimcheck-"))
        // The question is one that the true solver answers as we did.
        let truth = try Command.shell("z3 '\(path)'")
        #expect(truth.output.split(separator: "\n").first.map(String.init) == disagreement["ours"]?.text)
      }
    }
  }

  /// Each of the two answers contradicts something; the question goes where questions were to go.
  @Test(arguments: ["sat", "unsat"]) func oneAnswerToEverythingIsAFault(_ answer: String) throws {
    try TemporaryFolder.with { kept in
      try check(Corpus.teeter, with: always("echo \(answer)"), ["--keep-smt", kept.file("smt").path]) {
        ending, file, _ in
        #expect(ending.status == 70)
        let disagreements = file?["crossCheck"]?["disagreements"]?.elements ?? []
        #expect(!disagreements.isEmpty)
        for disagreement in disagreements {
          #expect(disagreement["theirs"]?.text == answer)
          let path = try #require(disagreement["file"]?.text)
          #expect(path.hasPrefix(kept.file("smt").path))
          #expect(try String(contentsOfFile: path, encoding: .utf8).contains("(check-sat)"))
        }
      }
    }
  }

  /// Not knowing is an answer, and no agreement.
  @Test func anIgnorantSolverChangesNothing() throws {
    try check(Corpus.teeter, with: always("echo unknown")) { ending, file, _ in
      #expect(ending.status == 2)
      #expect(file?["verdict"]?["kind"]?.text == "proved-not-explored")
      let record = file?["crossCheck"]
      #expect(record?["agreed"]?.int == 0)
      #expect(record?["unknown"]?.int == record?["questions"]?.int)
      #expect(record?["questions"]?.int ?? 0 > 10)
    }
  }

  static let failing = [
    "exit 0", "kill -9 $$", "echo unsat", "exec sleep 30", "cat > /dev/null",
    "while true; do echo unsat; done",
  ]
  static let babbling = [
    "echo 'unsat?'", "echo UNSAT", "echo; echo unsat", "echo unsat; echo sat", "printf 'unsat\\r\\n'",
    #"printf '\0unsat\n'"#, #"echo '(error "no such command")'; echo unsat"#, "true", "printf unsat; exit",
  ]

  /// A module, of which everything is proved: status 0 without the second solver, and never with one that fails.
  @Test(arguments: failing.map { [$0] } + babbling.map { [$0, ""] }) func failuresNeverAgree(_ solver: [String]) throws
  {
    let script = solver.count == 1 ? solver[0] : always(solver[0])
    try check(Corpus.withoutBoot, with: script, ["--cross-check-timeout", "0.2"]) { ending, file, _ in
      #expect(ending.status == 2 || ending.status == 0)
      let record = file?["crossCheck"]
      #expect(record?["agreed"]?.int == 0)
      let (failed, late) = (record?["failed"]?.int ?? 0, record?["late"]?.int ?? 0)
      #expect(record?["questions"]?.int == failed + late)
      #expect(failed + late > 0)
      // Whoever is only slow gives no reason to doubt; whoever fails leaves open what was asked for.
      if failed > 0 {
        #expect(ending.status == 2)
        #expect(file?["verdict"]?["sentence"]?.text?.contains("the second solver failed at") == true)
      }
    }
  }

  @Test func whoIsNoSolverIsRefusedAtOnce() throws {
    for solver in ["no-such-solver", "/no/such/solver", "/etc/passwd", "/bin/true"] {
      let ending = try Command.run(["--cross-check", solver, Corpus.teeter])
      #expect(ending.status == 64)
      #expect(ending.output.isEmpty)
      #expect(ending.errors.contains("apt-get install z3"))
    }
    try check(Corpus.teeter, with: "cat", saysWho: false) { ending, _, _ in #expect(ending.status == 64) }
    try check(Corpus.teeter, with: "sleep 30", ["--cross-check-timeout", "0.2"], saysWho: false) { ending, _, _ in
      #expect(ending.status == 64)
    }
  }

  /// cvc5's proofs lie beside what they prove contradictory, and are counted.
  @Test func proofsAreWritten() throws {
    try TemporaryFolder.with { folder in
      let place = folder.file("proofs").path
      let ending = try Command.run(["--proofs", place, "--format", "json", Corpus.teeter])
      #expect(ending.status == 0)
      let record = try JSON.parse(ending.output)["files"]?[0]?["refutations"]
      let proved = record?["proved"]?.int ?? 0
      #expect(proved > 0)
      let missing = record?["missing"]?.elements.reduce(0) { $0 + ($1["count"]?.int ?? 0) } ?? 0
      #expect(record?["found"]?.int == proved + missing)
      let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
      let proofs = names.filter { $0.hasSuffix(".lfsc") }
      #expect(proofs.count <= proved && !proofs.isEmpty)
      #expect(names.filter { $0.hasSuffix(".smt2") }.map { $0.dropLast(5) } == proofs.map { $0.dropLast(5) })
      for name in proofs {
        let text = try String(contentsOfFile: "\(place)/\(name)", encoding: .utf8)
        #expect(text.contains("(check") && text.contains("(holds false)"))
        guard Self.hasZ3 else { continue }
        let answer = try Command.shell("z3 '\(place)/\(name.dropLast(5)).smt2'")
        #expect(answer.output == "unsat\n")
      }
    }
    #expect(try Command.run(["--proofs", "/dev/null/x", Corpus.teeter]).status == 74)
  }

  @Test(.enabled(if: hasZ3, "z3 is not installed")) func theTextSaysHowMany() throws {
    let ending = try Command.run(["--cross-check", "z3", Corpus.teeter])
    #expect(ending.output.contains("  cross-check  Z3 "))
    #expect(ending.output.contains("; disagreements: 0\n"))
  }
}
