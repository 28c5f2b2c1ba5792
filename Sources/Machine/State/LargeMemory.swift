#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Zeroed memory for tables that are read at random places: on large pages where the system gives them on request, since
/// otherwise finding the page costs as much as reading the word.
struct LargeMemory<Element: BitwiseCopyable> {
  let start: UnsafeMutablePointer<Element>
  private let bytes: Int
  private let isMapped: Bool

  /// `zero` is the element whose bytes are all 0.
  init(capacity: Int, zero: Element) {
    bytes = max(capacity, 1) * MemoryLayout<Element>.stride
    #if canImport(Glibc) || canImport(Musl)
      if bytes >= 1 << 21,
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED
      {
        // A request that is refused changes nothing but the speed.
        _ = madvise(memory, bytes, Int32(MADV_HUGEPAGE))
        start = memory.bindMemory(to: Element.self, capacity: capacity)
        isMapped = true
        return
      }
    #endif
    start = .allocate(capacity: max(capacity, 1))
    start.initialize(repeating: zero, count: max(capacity, 1))
    isMapped = false
  }

  func deallocate() {
    #if canImport(Glibc) || canImport(Musl)
      if isMapped {
        _ = munmap(start, bytes)
        return
      }
    #endif
    start.deallocate()
  }
}
