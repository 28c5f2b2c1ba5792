/// A configuration as bytes: every word in as few 7-bit groups as it needs.
///
/// The order is `pc and flags | shape | controller | contexts | registers | cells | ghost values of the root frame | frames`.
/// It leaves out what follows from the rest (the level is that of the top interrupt frame, the running thread the one that
/// is not saved) and what a program cannot change: the controller stands there only where code sets masks or there is
/// `eoi`; otherwise the in-service bits are those of the interrupt frames. Reading it back needs nothing else than
/// the tables of shapes and of contexts, where equal ones have equal numbers, so equal bytes mean equal configurations.
extension Stepper {
  /// No packed configuration is longer.
  var packedCapacity: Int { (wordCapacity + 5) * 10 + 16 }

  /// More bytes than this configuration takes, with 8 readable ones behind it.
  @inline(__always)
  func packedBound(_ c: Configuration) -> Int { (c.count - firstContext + 5) * 10 + 16 }

  @inline(__always)
  private func put(_ value: UInt64, _ target: inout UnsafeMutablePointer<UInt8>) {
    var value = value
    while value >= 0x80 {
      target.pointee = UInt8(truncatingIfNeeded: value) | 0x80
      target += 1
      value >>= 7
    }
    target.pointee = UInt8(truncatingIfNeeded: value)
    target += 1
  }

  @inline(__always)
  private func take(_ source: inout UnsafePointer<UInt8>) -> UInt64 {
    var byte = UInt64(source.pointee)
    source += 1
    if byte < 0x80 { return byte }
    var value = byte & 0x7F
    var shift: UInt64 = 7
    repeat {
      byte = UInt64(source.pointee)
      source += 1
      value |= (byte & 0x7F) &<< shift
      shift += 7
    } while byte >= 0x80
    return value
  }

  /// Several words; most are small, and then a byte each needs no look at the single one.
  @inline(__always)
  private func put(_ words: UnsafePointer<UInt64>, count: Int, _ target: inout UnsafeMutablePointer<UInt8>) {
    var all: UInt64 = 0
    for index in 0..<count { all |= words[index] }
    guard all < 0x80 else {
      for index in 0..<count { put(words[index], &target) }
      return
    }
    for index in 0..<count { target[index] = UInt8(truncatingIfNeeded: words[index]) }
    target += count
  }

  /// Several words, eight at a time while they are small; the bytes are followed by 8 readable ones.
  @inline(__always)
  private func take(_ source: inout UnsafePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>, count: Int) {
    var index = 0
    while index &+ 8 <= count {
      let eight = UnsafeRawPointer(source).loadUnaligned(as: UInt64.self)
      if eight & 0x8080_8080_8080_8080 == 0 {
        for offset in 0..<8 { words[index &+ offset] = UInt64(source[offset]) }
        source += 8
      } else {
        for offset in 0..<8 { words[index &+ offset] = take(&source) }
      }
      index &+= 8
    }
    while index < count {
      words[index] = take(&source)
      index &+= 1
    }
  }

  /// Writes the configuration.
  /// - Returns: the number of bytes.
  @inline(__always)
  func pack(_ c: borrowing Configuration, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
    var target = buffer
    put(UInt64(c.pc) << 1 | (c.interruptEnable ? 1 : 0), &target)
    put(UInt64(c.shape), &target)
    if packsController { put(UInt64(c.inService << 8 | c.masked), &target) }
    let words = c.words
    let root = firstCell + globalCount + c.heapCount
    for index in firstContext..<firstRegister { put(words[index], &target) }
    put(words + firstRegister, count: root - firstRegister, &target)
    let rootGhosts = roots[c.thread].ghosts
    if rootGhosts > 0 { for index in 0..<rootGhosts { put(words[root + 2 + index], &target) } }
    if c.frames > 0 { packFrames(c, root + 2 + rootGhosts, &target) }
    return target - buffer
  }

  private func packFrames(
    _ c: borrowing Configuration, _ start: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) {
    var position = start
    while position < c.count {
      let size = frameSize(FrameHeader(word: c.words[position]))
      put(c.words[position], &target)
      for index in 2..<size { put(c.words[position + index], &target) }
      position += size
    }
  }

  @inline(__always)
  func frameSize(_ header: FrameHeader) -> Int {
    let sizes = frameSizes[header.routine]
    return header.isInterrupt ? sizes.interrupt : sizes.call
  }

  /// Reads a configuration back.
  @inline(__always)
  func unpack(_ bytes: UnsafePointer<UInt8>, length: Int, into c: inout Configuration) {
    var source = bytes
    let end = bytes + length
    let control = take(&source)
    c.pc = Int(control >> 1)
    c.interruptEnable = control & 1 != 0
    c.shape = Int(take(&source))
    c.owners = shapes.owners(c.shape)
    c.heapCount = shapes.heapCount(c.shape)
    let controller = packsController ? Int(truncatingIfNeeded: take(&source)) : 0
    c.level = levelCount
    c.inService = 0
    c.depth = 0
    c.frames = 0
    let words = c.words
    let root = firstCell + globalCount + c.heapCount
    for index in firstContext..<firstRegister { words[index] = take(&source) }
    take(&source, words + firstRegister, count: root - firstRegister)
    c.thread = contextCount == 0 ? 0 : runningThread(words)
    words[root] = c.pc == idle ? 0 : roots[c.thread].header
    words[root + 1] = 0
    c.top = root
    c.ghosts = root + 2
    let rootGhosts = roots[c.thread].ghosts
    if rootGhosts > 0 { for index in 0..<rootGhosts { words[root + 2 + index] = take(&source) } }
    c.count = root + 2 + rootGhosts
    if source < end { unpackFrames(&source, end, &c) }
    if packsController {
      c.inService = controller >> 8
      c.masked = controller & 0xFF
    }
    c.actor = OwnerCode.running(thread: c.thread, depth: c.depth)
  }

  private func unpackFrames(
    _ source: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ c: inout Configuration
  ) {
    let words = c.words
    while source < end {
      let header = FrameHeader(word: take(&source))
      let size = frameSize(header)
      words[c.count] = header.word
      for index in 2..<size { words[c.count + index] = take(&source) }
      addFrame(&c, header, size)
    }
  }

  /// Makes the words behind the last frame one more frame: what follows from it is set, its link included.
  @inline(__always)
  func addFrame(_ c: inout Configuration, _ header: FrameHeader, _ size: Int) {
    c.words[c.count + 1] = UInt64(c.top) << 8 | UInt64(c.level)
    c.top = c.count
    c.ghosts = c.top + 2
    c.count += size
    c.frames += 1
    if header.isInterrupt {
      c.depth += 1
      c.level = handlerLevel[header.routine]
      c.inService |= 1 << c.level
      c.ghosts += routines[header.routine].saved.count
    }
  }
}
