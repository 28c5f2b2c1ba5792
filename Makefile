# Shortcuts; the README's commands do without make.
.PHONY: test bench soak stats format

test:
	bash Scripts/test

# Release build, whole-process times and exploration rates; compares with SPIN where `spin` is installed.
bench:
	bash Bench/run

# Random programs through both engines, other ones than in the tests: make soak AIMCHECK_SOAK=20000 AIMCHECK_SOAK_SEED=7
soak:
	AIMCHECK_SOAK=$${AIMCHECK_SOAK:-8000} bash Scripts/test --filter ThreadedProgramTests

# Lines of code, lines of annotation and obligations of the programs that come with aimcheck.
stats:
	bash Scripts/aimcheck stats Proofs/accepts $(wildcard Proofs/kernel Proofs/structures Proofs/scheduler)

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
