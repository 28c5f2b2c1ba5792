// swift-tools-version: 6.2
// The readers of aimcheck under libFuzzer and the address sanitizer, as a package of its own: the sources are those of the package
// above, by symbolic links, built with other options. `make fuzz` builds and runs it.

import PackageDescription

let instrumented: [SwiftSetting] = [
  .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing", "-gline-tables-only"])
]

func target(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: instrumented)
}

let package = Package(
  name: "fuzz",
  targets: [
    target("AIMLang"),
    target("SepLogic"),
    target("SLCOMP", "SepLogic"),
    .target(name: "CVC5Shim", linkerSettings: [.linkedLibrary("cvc5")]),
    target("Prover", "AIMLang", "SepLogic", "CVC5Shim"),
    target("Machine", "AIMLang"),
    .target(name: "PageAssets", exclude: ["Page"]),
    target("Report", "AIMLang", "PageAssets"),
    target("Driver", "AIMLang", "Prover", "Machine", "Report", "SepLogic", "SLCOMP"),
    target("TestSupport", "AIMLang"),
    .target(name: "LibFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["LibFuzzer", "Driver", "TestSupport"], swiftSettings: instrumented,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ],
  cxxLanguageStandard: .cxx17
)
