# Shortcuts; the README's commands do without make.
.PHONY: test bench stats format

test:
	bash Scripts/test

# Release build, whole-process times and exploration rates; compares with SPIN where `spin` is installed.
bench:
	bash Bench/run

# Lines of code, lines of annotation and obligations of the programs that come with aimcheck.
stats:
	bash Scripts/aimcheck stats Proofs/accepts $(wildcard Proofs/kernel)

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
