// The S-expressions of a text, as flat arrays.
//
// One pass with an explicit stack of open lists, so that depth costs memory and no recursion; symbols are numbered by a
// hash table over bytes, so that no string is made for a token. Comments, quoted symbols and string literals as in
// SMT-LIB 2.6.

struct SExpressions {
  enum Kind: UInt8 { case list, symbol, numeral, decimal, string, keyword }

  struct Node {
    var kind: Kind
    /// Number of a symbol (also of a keyword); index into `numerals`.
    var value: Int32 = 0
    /// Where it starts, in bytes.
    var offset: Int32
    var firstChild: Int32 = -1
    var next: Int32 = -1
    var childCount: Int32 = 0
  }

  let bytes: [UInt8]
  private(set) var nodes: [Node] = []
  /// The first of the outermost expressions, or -1.
  private(set) var first: Int32 = -1
  private(set) var numerals: [Int64?] = []
  private var table: [Int32] = Array(repeating: -1, count: 512)
  private var names: [Range<Int>] = []
  /// Names that are no part of the text: those that the translation looks for.
  private var knownNames: [[UInt8]] = []

  static let byteLimit = 64 << 20
  static let depthLimit = 400

  init(_ bytes: [UInt8], knownNames: [String]) throws(InputError) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 5)
    guard bytes.count <= Self.byteLimit else {
      throw InputError(
        kind: .tooLarge, message: "the file has more than \(Self.byteLimit >> 20) MiB", line: 1, column: 1,
        help: "Problems of this kind have kilobytes; is this one?")
    }
    for name in knownNames {
      let bytes = Array(name.utf8)
      self.knownNames.append(bytes)
      _ = symbol(named: bytes[...], at: -1)
    }
    try read()
  }

  var symbolCount: Int { names.count }

  func name(_ symbol: Int32) -> String {
    if Int(symbol) < knownNames.count { return String(decoding: knownNames[Int(symbol)], as: UTF8.self) }
    return String(decoding: bytes[names[Int(symbol)]], as: UTF8.self)
  }

  /// The text of a node that is no list, cut to fit a message.
  func text(_ node: Int32) -> String {
    let node = nodes[Int(node)]
    switch node.kind {
    case .list: return "(…)"
    case .symbol, .keyword: return String(name(node.value).prefix(60))
    case .numeral, .decimal, .string:
      let end = bytes[Int(node.offset)...].prefix(60).prefix { !Self.isSeparator($0) }.endIndex
      return String(decoding: bytes[Int(node.offset)..<end], as: UTF8.self)
    }
  }

  func error(
    _ kind: InputError.Kind, _ message: String, at offset: Int, help: String
  ) -> InputError {
    var line = 1
    var start = 0
    for index in bytes.indices.prefix(max(0, offset)) where bytes[index] == 10 {
      line += 1
      start = index + 1
    }
    return InputError(kind: kind, message: message, line: line, column: offset - start + 1, help: help)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case 32, 9, 10, 13, 40, 41, 59, 34, 124: true
    default: false
    }
  }

  private mutating func read() throws(InputError) {
    var open: [(list: Int32, last: Int32)] = []
    var last: Int32 = -1
    var position = 0

    func attach(_ index: Int32, _ this: inout SExpressions) {
      if last >= 0 {
        this.nodes[Int(last)].next = index
      } else if let list = open.last?.list {
        this.nodes[Int(list)].firstChild = index
      } else {
        this.first = index
      }
      if let list = open.last?.list { this.nodes[Int(list)].childCount += 1 }
      last = index
    }

    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case 32, 9, 10, 13: position += 1
      case 59:
        while position < bytes.count && bytes[position] != 10 { position += 1 }
      case 40:
        nodes.append(Node(kind: .list, offset: Int32(position)))
        let index = Int32(nodes.count - 1)
        attach(index, &self)
        guard open.count < Self.depthLimit else {
          throw error(
            .tooLarge, "more than \(Self.depthLimit) open parentheses", at: position,
            help: "Nest less deeply, for example with `and` of many instead of two formulas.")
        }
        open.append((index, last))
        last = -1
        position += 1
      case 41:
        guard let closed = open.popLast() else {
          throw error(.malformed, "`)` without `(`", at: position, help: "Remove it, or add the `(` that is missing.")
        }
        last = closed.last
        position += 1
      case 34:
        let start = position
        position += 1
        while true {
          while position < bytes.count && bytes[position] != 34 { position += 1 }
          guard position < bytes.count else {
            throw error(.malformed, "a string without end", at: start, help: "Close it with `\"`.")
          }
          position += 1
          guard position < bytes.count && bytes[position] == 34 else { break }
          position += 1
        }
        nodes.append(Node(kind: .string, offset: Int32(start)))
        attach(Int32(nodes.count - 1), &self)
      case 124:
        let start = position
        position += 1
        while position < bytes.count && bytes[position] != 124 { position += 1 }
        guard position < bytes.count else {
          throw error(.malformed, "a quoted symbol without end", at: start, help: "Close it with `|`.")
        }
        let symbol = symbol(named: bytes[(start + 1)..<position], at: start + 1)
        position += 1
        nodes.append(Node(kind: .symbol, value: symbol, offset: Int32(start)))
        attach(Int32(nodes.count - 1), &self)
      default:
        guard byte > 32 && byte != 127 else {
          throw error(
            .malformed, "a control character", at: position, help: "An SMT-LIB file is text; is this one?")
        }
        let start = position
        while position < bytes.count && !Self.isSeparator(bytes[position]) { position += 1 }
        let token = bytes[start..<position]
        if byte >= 48 && byte <= 57 {
          guard token.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
            guard token.allSatisfy({ ($0 >= 48 && $0 <= 57) || $0 == 46 }) else {
              throw error(
                .malformed, "`\(String(decoding: token.prefix(40), as: UTF8.self))` is neither a number nor a name",
                at: start, help: "Names do not begin with a digit.")
            }
            nodes.append(Node(kind: .decimal, offset: Int32(start)))
            attach(Int32(nodes.count - 1), &self)
            continue
          }
          var value: Int64? = 0
          for digit in token {
            guard let known = value else { break }
            let (product, overflow1) = known.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.addingReportingOverflow(Int64(digit - 48))
            value = overflow1 || overflow2 ? nil : sum
          }
          numerals.append(value)
          nodes.append(Node(kind: .numeral, value: Int32(numerals.count - 1), offset: Int32(start)))
        } else {
          let symbol = symbol(named: token, at: start)
          nodes.append(Node(kind: byte == 58 ? .keyword : .symbol, value: symbol, offset: Int32(start)))
        }
        attach(Int32(nodes.count - 1), &self)
      }
    }
    if let list = open.last?.list {
      throw error(
        .malformed, "`(` without `)`", at: Int(nodes[Int(list)].offset),
        help: "Add the `)` that is missing; the file ends before it.")
    }
  }

  /// The number of a symbol, a new one where it is new.
  private mutating func symbol(named text: ArraySlice<UInt8>, at offset: Int) -> Int32 {
    if names.count * 2 >= table.count { grow() }
    var slot = Self.hash(text) & (table.count - 1)
    while table[slot] >= 0 {
      if spelling(table[slot]).elementsEqual(text) { return table[slot] }
      slot = (slot + 1) & (table.count - 1)
    }
    let number = Int32(names.count)
    table[slot] = number
    names.append(offset < 0 ? 0..<0 : text.startIndex..<text.endIndex)
    return number
  }

  private func spelling(_ symbol: Int32) -> ArraySlice<UInt8> {
    Int(symbol) < knownNames.count ? knownNames[Int(symbol)][...] : bytes[names[Int(symbol)]]
  }

  private mutating func grow() {
    var larger = [Int32](repeating: -1, count: table.count * 2)
    for number in names.indices {
      var slot = Self.hash(spelling(Int32(number))) & (larger.count - 1)
      while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(number)
    }
    table = larger
  }

  private static func hash(_ text: ArraySlice<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash >> 16 ^ hash)
  }
}
