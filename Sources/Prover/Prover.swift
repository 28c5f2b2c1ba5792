// The prover; see docs/architecture.md.
