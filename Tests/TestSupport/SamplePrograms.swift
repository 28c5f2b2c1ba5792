// The programs of the language's design, as tests use them.

/// Sample programs by the path under which they import each other.
package enum SamplePrograms {
  package static let all: [String: String] = ["teeter.aim": teeter, "lock.aim": lock, "client.aim": client]

  /// One interrupt line; both engines understand it whole.
  package static let teeter = #"""
    // Main moves weight to the left, the timer moves it back; who finds the other side empty wins.
    global left  = 50
    global right = 50

    /// What main and the timer share. It is public whenever interrupts are on.
    invariant for irq 0:
      exists l, r :: left |-> l ** right |-> r ** l + r == 100

    handler timer on irq 0 {
          ld   r1, [left]
          beq  r1, 0, won
          sub  r1, r1, 1
          st   [left], r1
          ld   r2, [right]
          add  r2, r2, 1
          st   [right], r2
          iret
    won:  print "right wins!"
          iret
    }

    func main()
      requires ie == 1
    {
    loop:
      invariant ie == 1
          cli
          ld   r1, [right]
          beq  r1, 0, won
          sub  r1, r1, 1
          st   [right], r1
          ld   r2, [left]
          add  r2, r2, 1
          st   [left], r2
          sti
          j    loop
    won:  sti
          print "left wins!"
          halt
    }

    boot { thread main }

    """#

  /// A lock for threads: parses and resolves.
  package static let lock = #"""
    abstract predicate Res(l)

    invariant lock(l) for threads: exists v :: l |-> v ** (v == 0 ? Res(l) : emp)
    queue mutex(l) hands Res(l)

    /// Hoare-style: the releaser hands the lock to a waiter.
    func acquire(l)
      requires ie == 1 && level == thread && lock@(l)
      ensures  ie == 1 && level == thread && Res(l)
    {
          cli
          ld   r2, [r1]
          bne  r2, 0, busy
          mov  r2, 1
          st   [r1], r2
          sti
          ret
    busy: block mutex(r1)
          sti
          ret
    }

    func release(l)
      requires ie == 1 && level == thread && lock@(l) && Res(l)
      ensures  ie == 1 && level == thread
    {
          cli
          unblock r2, mutex(r1)
          bne  r2, 0, handed
          mov  r2, 0
          st   [r1], r2
    handed:
          sti
          ret
    }

    """#

  /// A client of the lock, in a file of its own.
  package static let client = #"""
    import "lock.aim" where Res(l) = counter |-> _

    global m
    global counter

    func worker()
      requires ie == 1 && level == thread && lock@(m)
    {
          mov  r1, m
          call acquire
          ld   r2, [counter]
          add  r2, r2, 1
          st   [counter], r2
          mov  r1, m
          call release
          halt
    }

    handler timer on irq 0 { switch  iret }

    boot { thread worker  thread worker  share lock(m) }

    """#
}
