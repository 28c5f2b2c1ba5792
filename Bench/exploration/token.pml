/* token.aim for SPIN: each instruction is one step. One processor, `running`; a timer whose handler is `switch; iret`. A station
   is saved in its handler behind the `switch` (h is 2), or has not started (fresh). */
byte token = 0;
byte running = 0;
bit ie = 1;
byte h[5];
bit fresh1 = 1, fresh2 = 1, fresh3 = 1, fresh4 = 1;

#define RUN (running == _pid && h[_pid] == 0)
#define STEP(s) atomic { RUN -> s }
/* Whoever is resumed has interrupts off, but for one that starts. */
#define RESUME0 running = 0; ie = 0
#define RESUME1 running = 1; ie = fresh1; fresh1 = 0
#define RESUME2 running = 2; ie = fresh2; fresh2 = 0
#define RESUME3 running = 3; ie = fresh3; fresh3 = 0
#define RESUME4 running = 4; ie = fresh4; fresh4 = 0

active [5] proctype station() {
  byte r3 = 0;
again:
  STEP(ie = 0);
  STEP(r3 = token);
  if :: atomic { RUN && r3 != _pid -> goto wait } :: atomic { RUN && r3 == _pid -> skip } fi;
  STEP(token = (_pid + 1) % 5);
wait:
  STEP(ie = 1);
  atomic { RUN -> goto again }
}

active proctype timer() {
end:
  do
  :: atomic { ie == 1 && h[running] == 0 -> h[running] = 1; ie = 0 }
  :: atomic { h[running] == 1 -> h[running] = 2; RESUME0 }
  :: atomic { h[running] == 1 -> h[running] = 2; RESUME1 }
  :: atomic { h[running] == 1 -> h[running] = 2; RESUME2 }
  :: atomic { h[running] == 1 -> h[running] = 2; RESUME3 }
  :: atomic { h[running] == 1 -> h[running] = 2; RESUME4 }
  :: atomic { h[running] == 2 -> h[running] = 0; ie = 1 }
  od
}
