import ArgumentParser
import Report

struct ExplainCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell a diagnostic code in full; without a code, list them all.")

  @Argument(help: ArgumentHelp("A code, as `load:footprint.missing`.", valueName: "code"))
  var code: String?

  func status() -> Int32 {
    guard let code else {
      let all = Explanation.all
      let width = all.map(\.code.utf8.count).max() ?? 0
      let lines = all.map { $0.code + String(repeating: " ", count: width - $0.code.utf8.count) + "  " + $0.title }
      return print(lines.joined(separator: "\n") + "\n")
    }
    if let explanation = Explanation.find(code) { return print(explanation.text(width: 80)) }
    var message = "aimcheck: there is no code `\(Sanitizer.line(code, limit: 80))`"
    let suggestions = Explanation.suggestions(for: code)
    if !suggestions.isEmpty {
      message += "; did you mean " + suggestions.map { "`\($0)`" }.joined(separator: ", ") + "?"
    }
    Complaint.print(message + "\n`aimcheck explain` lists all codes")
    return 64
  }

  private func print(_ text: String) -> Int32 {
    ResultOutput.standard.write(text) ? 0 : ResultOutput.failureStatus
  }
}
