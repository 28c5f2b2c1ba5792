# Shortcuts; the README's commands do without make.
.PHONY: test bench bench-entail soak trust audit fuzz sanitize stats format

test:
	bash Scripts/test

# Release build, whole-process times and exploration rates; compares with SPIN where `spin` is installed.
bench:
	bash Bench/run

# Entailments: solved, wrong, unknown and time for each division: make bench-entail BENCH=folder TIMEOUT=seconds
bench-entail:
	BENCH="$(BENCH)" TIMEOUT="$(TIMEOUT)" bash Bench/entail

# Random programs through both engines, other ones than in the tests: make soak AIMCHECK_SOAK=20000 AIMCHECK_SOAK_SEED=7 (0: until it is interrupted)
soak:
	AIMCHECK_SOAK=$${AIMCHECK_SOAK:-8000} bash Scripts/test --filter RandomProgramsTests

# Everything that tries to make the checker lie, and one table of what came of it: make trust TRUST="certificates faults"
trust:
	bash Trust/run

# Inputs that reach new code, by libFuzzer: make fuzz FUZZ_SECONDS=600 FUZZ_TARGETS="parser program"
fuzz:
	FUZZ_SECONDS="$${FUZZ_SECONDS:-60}" FUZZ_TARGETS="$$FUZZ_TARGETS" bash Fuzz/run

# The tests under sanitizers, each in a build of its own, which takes its time: make sanitize SANITIZERS=thread
sanitize:
	bash Scripts/sanitize $${SANITIZERS:-address thread}

# Every question of every proof in Proofs to z3 as well, and many random expressions: a quarter of an hour.
audit:
	TRUST_CROSS_CHECK_PATHS=Proofs TRUST_CROSS_CHECK_SAMPLES=10000 bash Trust/cross-check

# Lines of code, lines of annotation and obligations of the programs that come with aimcheck.
stats:
	bash Scripts/aimcheck stats Proofs/accepts $(wildcard Proofs/kernel Proofs/structures Proofs/scheduler)

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
