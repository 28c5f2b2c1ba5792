import AIMLang
import Testing

@testable import Report

@Suite struct ExcerptTests {
  @Test func tabsKeepColumns() {
    #expect(
      Sample.excerpt("\tld\tr1, [x]", Sample.place(1, 2, 12)) == [
        " 1 |     ld  r1, [x]",
        "   |     ^^^^^^^^^^^",
      ])
  }

  @Test func wideAndCombiningCharacters() {
    #expect(
      Sample.excerpt("漢字 e\u{301} x", Sample.place(1, 7, 8), label: "here") == [
        " 1 | 漢字 e\u{301} x",
        "   |        ^ here",
      ])
    #expect(Sample.excerpt("漢字", Sample.place(1, 1, 3))[1] == "   | ^^^^")
  }

  @Test func carriageReturnsAreNoText() {
    #expect(Sample.excerpt("ld r1\r\nhalt\r\n", Sample.place(2, 1, 5)) == [" 2 | halt", "   | ^^^^"])
  }

  @Test func controlCharactersAreShown() {
    #expect(
      Sample.excerpt("a\u{1B}[2Jb", Sample.place(1, 6, 7)) == [
        " 1 | a<U+001B>[2Jb",
        "   |             ^",
      ])
  }

  @Test func emptyAndOutside() {
    #expect(Sample.excerpt("", Sample.place(1, 1, 1)) == [" 1 |", "   | ^"])
    #expect(Sample.excerpt("ab", Sample.place(1, 40, 50)) == [" 1 | ab", "   |   ^"])
    #expect(Sample.excerpt("ab", Sample.place(9, 1, 2)) == [" 9 |", "   | ^"])
  }

  @Test func severalLinesAreMarkedOnTheFirst() {
    #expect(Sample.excerpt("ab  \ncd", Sample.place(1, 1, 2, endLine: 2)) == [" 1 | ab", "   | ^^"])
  }

  @Test(arguments: [1, 50, 99, 150, 5_000, 99_990, 100_000]) func longLinesAreCutAroundTheMark(column: Int) {
    var line = Array(repeating: Character("a"), count: 100_000)
    line[column - 1] = "X"
    let lines = Sample.excerpt(String(line), Sample.place(1, column, column + 1))
    #expect(lines[0].count <= Excerpt.window + 8)
    let mark = lines[1].firstIndex(of: "^").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
    let letter = lines[0].firstIndex(of: "X").map { lines[0].distance(from: lines[0].startIndex, to: $0) }
    #expect(mark == letter)
    #expect(lines[0].hasSuffix("…") == (column < 99_920))
  }

  @Test func longMarksStayInsideTheWindow() {
    let lines = Sample.excerpt(String(repeating: "ab ", count: 10_000), Sample.place(1, 1, 30_000))
    #expect(lines.allSatisfy { $0.count <= Excerpt.window + 8 })
  }

  @Test func otherFilesComeAfterTheFirst() {
    var sources = Sample.sources("one\n")
    _ = sources.add(SourceFile(path: "b.aim", text: "two\n"))
    var other = Sample.place(1, 1, 4)
    other.path = "b.aim"
    let lines = Excerpt(sources: sources, style: .plain).lines(
      [
        Annotation(place: Sample.place(1, 1, 4), label: "", isPrimary: true),
        Annotation(place: other, label: "there", isPrimary: false),
      ], gutter: 2, severity: .error)
    #expect(
      lines == [
        "  --> teeter.aim:1:1", "   |", " 1 | one", "   | ^^^", "  ::: b.aim:1:1", "   |", " 1 | two", "   | --- there",
      ])
  }

  @Test func sourceNotAtHand() {
    let lines = Excerpt(sources: SourceSet(), style: .plain).lines(
      [Annotation(place: Sample.place(1, 1, 4), label: "", isPrimary: true)], gutter: 2, severity: .error)
    #expect(lines == ["  --> teeter.aim:1:1"])
  }

  @Test func overlongTextsEnd() {
    #expect(Sanitizer.line(String(repeating: "x", count: 3_000)).count == Sanitizer.longestText + 1)
    #expect(Sanitizer.line("a\tb\nc") == "a b c")
  }
}
