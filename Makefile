# Shortcuts; the README's commands do without make.
.PHONY: test bench format smoke

test:
	bash Scripts/test

# Release build, whole-process times and exploration rates; compares with SPIN where `spin` is installed.
bench:
	bash Bench/run

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
