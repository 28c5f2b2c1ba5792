# What `Trust/faults` runs, and what it lets go wrong: to be read by it. One line for each; a new option is a new line.
# In a command, @O stands for the file of its result, @Q for a folder of queries, @R for a recorded schedule, @P for a program.

teeter=Proofs/accepts/teeter.aim
broken=Proofs/rejects/load/footprint.missing/teeter-without-cli.aim
length=Proofs/structures/lists/length.aim
ring=Proofs/accepts/uart-receive-ring.aim
entailment=Tests/SymbolicHeapTests/Fixtures/qf_shls_entl

# name | does it write @O | arguments
commands=(
  "check||--no-timing $teeter"
  "check-output|O|--no-timing --output @O $teeter"
  "check-json|O|--no-timing --format json --output @O $teeter"
  "check-json-stdout||--no-timing --format json $teeter"
  "check-finding|O|--no-timing --output @O $broken"
  "prove-lists|O|--no-timing --solver-only --timeout 20 --output @O $length"
  "keep-smt||--no-timing --no-explore --solver-only --keep-smt @Q $ring"
  "certificate|O|--no-timing --no-explore --certificate @O $teeter"
  "cross-check|O|--no-timing --no-explore --cross-check z3 --output @O $teeter"
  "explore|O|explore --no-timing --output @O $teeter"
  "explore-cores|O|explore --no-timing --cores 4 --output @O $teeter"
  "explore-html|O|explore --no-timing --html @O --html-states 200 $teeter"
  "explore-replay-html|O|explore --no-timing --html @O --html-states 50 --replay 0 $broken"
  "explore-graph|O|explore --graph json --graph-states 500 --output @O $broken"
  "explore-graph-dot|O|explore --graph dot --graph-states 500 --output @O $broken"
  "explore-graph-stdout||explore --graph json --graph-states 500 $broken"
  "explore-trace|O|explore --no-timing --trace-output @O $broken"
  "explore-trace-itf|O|explore --no-timing --trace-output @O --trace-format itf $broken"
  "explore-step||explore --no-timing --step $broken"
  "run||run $teeter"
  "run-json|O|run --format json --output @O $teeter"
  "run-record|O|run --record @O --max-steps 3000 $teeter"
  "run-replay||run --replay @R $teeter"
  "explore-recorded||explore --no-timing --replay @R $teeter"
  "stats|O|stats --no-timing --output @O Proofs/accepts/modules"
  "entail||entail --no-timing $entailment"
  "entail-json||entail --json --no-timing $entailment"
  "explain||explain load:footprint.missing"
  "help||--help"
  "version||--version"
)

# Calls of the system that can fail, with the error that each fails with.
calls=(
  write:ENOSPC write:EIO open:EMFILE open:EACCES read:EIO read:EINTR close:EIO close:ENOSPC rename:EXDEV rename:EACCES fchmod:EPERM
  mkdir:ENOSPC access:EACCES fstat:EIO stat:EACCES fork:EAGAIN socketpair:EMFILE poll:EINTR poll:ENOMEM send:EPIPE send:EINTR
  pthread_create:EAGAIN pthread_sigmask:EINVAL malloc:ENOMEM
)

declare -A numbers=(
  [ENOSPC]=28 [EIO]=5 [EMFILE]=24 [EACCES]=13 [EINTR]=4 [EXDEV]=18 [EPERM]=1 [EAGAIN]=11 [ENOMEM]=12 [EPIPE]=32 [EINVAL]=22
)

# Calls at which a signal arrives. The last one cannot be caught, as when the power fails.
signals=(INT TERM HUP QUIT XCPU KILL)
signal_calls=(open write rename close fork)

# Streams, as a shell opens them.
streams=(
  'stdout-closed|>&-' 'stdout-full|>/dev/full' 'stdout-pipe|| true' 'stderr-closed|2>&-' 'stderr-full|2>/dev/full'
  'stdin-closed|<&-' 'stdin-folder|</' 'all-closed|<&- >&- 2>&-' 'stdout-read-only|1</dev/null'
)

# Limits, as `ulimit` sets them.
limits=(
  '-f 0' '-f 1' '-f 8' '-n 4' '-n 5' '-n 6' '-n 7' '-n 8' '-n 12' '-s 48' '-s 100' '-s 256' '-s unlimited' '-v 90000' '-v 120000'
  '-v 300000' '-v 700000' '-v 1100000' '-t 1' '-c 0' '-u 1' '-u 2' '-u 3' '-u 4'
)

# Solvers that fail, of `--testing-solver`, with programs that need a proof.
solvers=(absent unknown dies dies-later dies-asserting garbage garbage-models always-sat hangs)
proofs=("$teeter" "$length" "$ring" "$broken" Proofs/accepts/modules Proofs/rejects/sti/invariant.unproved/sum-broken.aim)
