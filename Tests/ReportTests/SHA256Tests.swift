import Testing

@testable import Report

@Suite struct SHA256Tests {
  /// Test vectors of FIPS 180-4, and lengths around the ends of blocks.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func vectors(_ text: String, _ digest: String) {
    #expect(SHA256.digest(text.utf8) == digest)
  }

  @Test func aMillionBytesInParts() {
    var digest = SHA256()
    for _ in 0..<1_000 { digest.update(repeatElement(UInt8(ascii: "a"), count: 1_000)) }
    #expect(digest.digest() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    // Asking changes nothing.
    #expect(digest.digest() == digest.digest())
  }

  @Test(arguments: [55, 56, 57, 63, 64, 65, 119, 120])
  func partsMakeNoDifference(_ length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var digest = SHA256()
    digest.update(bytes.prefix(13))
    digest.update(bytes.dropFirst(13))
    #expect(digest.digest() == SHA256.digest(bytes))
    #expect(SHA256.digest(bytes) != SHA256.digest(bytes + [0]))
  }
}
