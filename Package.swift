// swift-tools-version: 6.2
// Layers, from the bottom: AIMLang and SepLogic know neither each other nor a solver; Prover and
// Machine are siblings that share syntax and nothing else; only Driver sees both engines.
// `.ci/run` builds with `--explicit-target-dependency-import-check error`, so that this list is the truth.

import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "aimcheck",
  products: [.executable(name: "aimcheck", targets: ["aimcheck"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "AIMLang", swiftSettings: strict),
    .target(name: "SepLogic", swiftSettings: strict),
    .target(name: "CertificateFormat", swiftSettings: strict),
    .target(
      name: "CertificateChecker", dependencies: ["AIMLang", "CertificateFormat"], swiftSettings: strict),
    .target(name: "SLCOMP", dependencies: ["SepLogic"], swiftSettings: strict),
    .target(name: "SolverProcess", swiftSettings: strict),
    .target(name: "CVC5Shim", linkerSettings: [.linkedLibrary("cvc5")]),
    .target(
      name: "Prover", dependencies: ["AIMLang", "SepLogic", "CVC5Shim", "CertificateFormat", "SolverProcess"],
      swiftSettings: strict),
    .target(name: "Machine", dependencies: ["AIMLang"], swiftSettings: strict),
    .target(name: "PageAssets", exclude: ["Page"]),
    .target(name: "Report", dependencies: ["AIMLang", "PageAssets"], swiftSettings: strict),
    .target(
      name: "Driver",
      dependencies: [
        "AIMLang", "Prover", "Machine", "Report", "SepLogic", "SLCOMP", "CertificateFormat", "CertificateChecker",
        "SolverProcess",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "aimcheck", dependencies: ["Driver", "Report", argumentParser], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["AIMLang"], path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "TermSamples", dependencies: ["SepLogic"], path: "Tests/TermSamples", swiftSettings: strict),
    .testTarget(name: "AIMLangTests", dependencies: ["AIMLang", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "SolverProcessTests", dependencies: ["SolverProcess"], swiftSettings: strict),
    .testTarget(name: "SepLogicTests", dependencies: ["SepLogic", "TermSamples"], swiftSettings: strict),
    .testTarget(
      name: "SymbolicHeapTests", dependencies: ["SepLogic", "SLCOMP", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "ProverTests", dependencies: ["Prover", "SepLogic", "AIMLang", "TermSamples", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "MachineTests", dependencies: ["Machine", "AIMLang", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ReportTests", dependencies: ["Report", "AIMLang"], swiftSettings: strict),
    .testTarget(
      name: "DriverTests", dependencies: ["Driver", "Prover", "Machine", "Report", "AIMLang", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CorpusTests",
      dependencies: ["Driver", "Report", "Prover", "Machine", "SepLogic", "AIMLang", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CertificateTests",
      dependencies: ["CertificateChecker", "CertificateFormat", "Driver", "AIMLang", "TestSupport"],
      exclude: ["Forged"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: ["Driver", "Report", "Prover", "Machine", "SLCOMP", "SepLogic", "AIMLang", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["TestSupport"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
