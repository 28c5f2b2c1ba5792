# Shortcuts; the README's commands do without make.
.PHONY: test bench stats format

test:
	bash Scripts/test

# Random programs with threads and nested handlers through both engines, `make soak PROGRAMS=100000 SEED=7` for more and others.
PROGRAMS ?= 20000
SEED ?= 1000000
soak:
	AIMCHECK_SOAK=$(PROGRAMS) AIMCHECK_SOAK_SEED=$(SEED) swift test -c release -Xswiftc -enable-testing \
		--scratch-path .build/soak --filter ThreadedProgramTests

# Release build, whole-process times and exploration rates; compares with SPIN where `spin` is installed.
bench:
	bash Bench/run

# Lines of code, lines of annotation and obligations of the programs that come with aimcheck.
stats:
	bash Scripts/aimcheck stats Proofs/accepts $(wildcard Proofs/kernel)

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
