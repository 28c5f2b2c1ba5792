/* counter.aim for SPIN: each instruction is one step. One processor, `running`, which is 3 when it idles; a timer whose handler is
   `switch; iret`. A thread is saved in its handler behind the `switch` (h is 2), or has not started (fresh); st is 2 once it
   has ended. */
byte counter = 0;
byte running = 0;
bit ie = 1;
byte h[4];
byte st[3];
bit fresh1 = 1, fresh2 = 1;

#define RUN (running == _pid && h[_pid] == 0)
#define STEP(s) atomic { RUN -> s }
#define READY(n) (st[n] == 0)
#define NOBODY (st[0] == 2 && st[1] == 2 && st[2] == 2)
/* Whoever is resumed has interrupts off, but for one that starts. */
#define RESUME0 running = 0; ie = 0
#define RESUME1 running = 1; ie = fresh1; fresh1 = 0
#define RESUME2 running = 2; ie = fresh2; fresh2 = 0

active [3] proctype adder() {
  byte r2 = 0, r3 = 0;
  STEP(r3 = 3);
again:
  STEP(ie = 0);
  STEP(r2 = counter);
  STEP(ie = 1);
  STEP(r2 = r2 + 1);
  STEP(ie = 0);
  STEP(counter = r2);
  STEP(ie = 1);
  STEP(r3 = r3 - 1);
  if :: atomic { RUN && r3 != 0 -> goto again } :: atomic { RUN && r3 == 0 -> skip } fi;
  if
  :: atomic { RUN && _pid != 0 && READY(0) -> st[_pid] = 2; r2 = 0; r3 = 0; RESUME0 }
  :: atomic { RUN && _pid != 1 && READY(1) -> st[_pid] = 2; r2 = 0; r3 = 0; RESUME1 }
  :: atomic { RUN && _pid != 2 && READY(2) -> st[_pid] = 2; r2 = 0; r3 = 0; RESUME2 }
  :: atomic { RUN && (_pid == 0 || !READY(0)) && (_pid == 1 || !READY(1)) && (_pid == 2 || !READY(2)) ->
       st[_pid] = 2; r2 = 0; r3 = 0; running = 3 }
  fi;
end:
  false
}

active proctype timer() {
end:
  do
  :: atomic { ie == 1 && h[running] == 0 -> h[running] = 1; ie = 0 }
  :: atomic { h[running] == 1 && READY(0) -> h[running] = 2; RESUME0 }
  :: atomic { h[running] == 1 && READY(1) -> h[running] = 2; RESUME1 }
  :: atomic { h[running] == 1 && READY(2) -> h[running] = 2; RESUME2 }
  :: atomic { running == 3 && h[3] == 1 -> h[3] = 2 }
  :: atomic { h[running] == 2 -> h[running] = 0; ie = 1 }
  od
}
