/* race.aim for SPIN: each instruction is one step, the handler a process that preempts main. Registers that the handler
   changes are its own, and are cleared when it ends, since main gets its own back. */
int produced = 0, consumed = 0, ticks = 0, mine = 0;
bit ie = 1, active_handler = 0;

active proctype Main() provided (!active_handler) {
  int r3 = 0, r4 = 0;
loop:
  ie = 0;
  r3 = produced;
  if :: r4 = 0 :: r4 = 1 fi;
  r3 = r3 + r4;
  r3 = r3 & 15;
  produced = r3;
  ie = 1;
  r4 = mine;
  r4 = r4 + r3;
  r4 = r4 & 7;
  mine = r4;
  skip; goto loop
}

active proctype Tick() {
  int r1 = 0, r2 = 0;
idle:
  atomic { ie == 1 -> ie = 0; active_handler = 1 };
  r1 = ticks;
  r1 = r1 + 1;
  r1 = r1 & 7;
  ticks = r1;
  r1 = produced;
  r2 = consumed;
  if
  :: r1 == r2 ->
    atomic { r1 = 0; r2 = 0; active_handler = 0; ie = 1 }
  :: else ->
    if :: r1 = 1 :: r1 = 2 fi;
    r2 = r2 + r1;
    r2 = r2 & 15;
    consumed = r2;
    atomic { r1 = 0; r2 = 0; active_handler = 0; ie = 1 }
  fi;
  goto idle
}
