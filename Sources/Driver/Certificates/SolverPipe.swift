import CertificateChecker
import Glibc

final class SolverPipe: EntailmentSolver {
  private var input: Int32 = -1
  private var output: Int32 = -1
  private var pid: pid_t = 0
  private var buffer: [UInt8] = []

  init(_ path: String) throws {
    var a: [Int32] = [0, 0]
    var b: [Int32] = [0, 0]
    pipe(&a)
    pipe(&b)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, a[0], 0)
    posix_spawn_file_actions_adddup2(&actions, b[1], 1)
    for d in a + b { posix_spawn_file_actions_addclose(&actions, d) }
    var argv: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("-in"), strdup("-t:5000"), nil]
    guard posix_spawnp(&pid, path, &actions, nil, &argv, environ) == 0 else { throw FileProblem(reason: "no solver \(path)") }
    close(a[0])
    close(b[1])
    input = a[1]
    output = b[0]
  }

  deinit {
    close(input)
    close(output)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  func send(_ text: String) throws {
    try FileWriting.write(Array(text.utf8), toDescriptor: input)
  }

  func ask(_ text: String) throws -> String {
    try send(text)
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let got = read(output, &chunk, 4096)
      guard got > 0 else { throw FileProblem(reason: "the solver ended") }
      buffer += chunk[..<got]
    }
  }
}
