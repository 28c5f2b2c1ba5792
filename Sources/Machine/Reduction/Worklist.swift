/// What is still to be looked at, each number once; what was added last comes first. So an analysis takes time in proportion
/// to what changes, whatever the order of the code.
struct Worklist {
  private var numbers: [Int]
  private var isOpen: [Bool]

  /// Everything, the last number first.
  init(_ range: Range<Int>) {
    numbers = Array(range)
    isOpen = [Bool](repeating: true, count: range.count)
  }

  mutating func next() -> Int? {
    guard let number = numbers.popLast() else { return nil }
    isOpen[number] = false
    return number
  }

  mutating func add(_ number: Int) {
    if isOpen[number] { return }
    isOpen[number] = true
    numbers.append(number)
  }
}
