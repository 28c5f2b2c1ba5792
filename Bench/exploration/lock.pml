/* lock.aim for SPIN: each instruction is one step. One processor, `running`; a timer whose handler is `switch; iret`. A client is
   saved in its handler behind the `switch` (h is 2), or by `block` (st is 1 until it is woken), or has not started (fresh). */
byte l = 0, counter = 0;
byte running = 0;
bit ie = 1;
byte h[3];
byte st[3];
bit fresh1 = 1, fresh2 = 1;

#define RUN (running == _pid && h[_pid] == 0)
#define STEP(s) atomic { RUN -> s }
#define READY(n) (st[n] == 0)
#define BLOCKED(n) (st[n] == 1)
/* Whoever is resumed has interrupts off, but for one that starts. */
#define RESUME0 running = 0; ie = 0
#define RESUME1 running = 1; ie = fresh1; fresh1 = 0
#define RESUME2 running = 2; ie = fresh2; fresh2 = 0

active [3] proctype client() {
  byte r2 = 0;
again:
  STEP(ie = 0);
  STEP(r2 = l);
  if :: atomic { RUN && r2 != 0 -> skip }; goto busy :: atomic { RUN && r2 == 0 -> skip } fi;
  STEP(r2 = 1);
  STEP(l = r2);
  STEP(ie = 1);
work:
  STEP(r2 = counter);
  STEP(r2 = r2 + 1);
  STEP(r2 = r2 & 7);
  STEP(counter = r2);
  STEP(ie = 0);
  if
  :: atomic { RUN && BLOCKED(0) -> st[0] = 0; r2 = 1 }
  :: atomic { RUN && BLOCKED(1) -> st[1] = 0; r2 = 2 }
  :: atomic { RUN && BLOCKED(2) -> st[2] = 0; r2 = 3 }
  :: atomic { RUN && !BLOCKED(0) && !BLOCKED(1) && !BLOCKED(2) -> r2 = 0 }
  fi;
  if :: atomic { RUN && r2 != 0 -> skip }; goto handed :: atomic { RUN && r2 == 0 -> skip } fi;
  STEP(r2 = 0);
  STEP(l = r2);
handed:
  STEP(ie = 1);
  atomic { RUN -> goto again };
busy:
  if
  :: atomic { RUN && _pid != 0 && READY(0) -> st[_pid] = 1; RESUME0 }
  :: atomic { RUN && _pid != 1 && READY(1) -> st[_pid] = 1; RESUME1 }
  :: atomic { RUN && _pid != 2 && READY(2) -> st[_pid] = 1; RESUME2 }
  fi;
  STEP(ie = 1);
  atomic { RUN -> goto work }
}

active proctype timer() {
end:
  do
  :: atomic { ie == 1 && h[running] == 0 -> h[running] = 1; ie = 0 }
  :: atomic { h[running] == 1 && READY(0) -> h[running] = 2; RESUME0 }
  :: atomic { h[running] == 1 && READY(1) -> h[running] = 2; RESUME1 }
  :: atomic { h[running] == 1 && READY(2) -> h[running] = 2; RESUME2 }
  :: atomic { h[running] == 2 -> h[running] = 0; ie = 1 }
  od
}
