// A program with every construct of the language, for tests of the front end.

extension SamplePrograms {
  /// Every declaration, clause, instruction, ghost line and assertion at least once; loads without errors.
  package static let kitchenSink = #"""
    word 32
    pic 8259a
    import "lock.aim" where Res(l) = counter |-> _, counter

    /* constants /* nested */ and memory */
    const N = 8
    const LAST = N - 1
    const MASK = (1 << N) - 1 & 0xF0 | 0b11 ^ 'a'
    const NEWLINE = '\n'
    struct Node { value, next }
    struct Empty {}
    global counter
    global x = 50
    global buf[N] = 1_000
    global three[3] = 1, 2, -3
    global n: Node
    global table[2]: Node = 1, n, 2, table.next

    /// A list segment.
    /// It ends at `b`.
    predicate lseg(a, b; xs: seq) =
      a == b ? xs == [] : exists v, q, rest: seq :: a |-> v, q ** lseg(q, b, rest) ** xs == [v] ++ rest
    predicate even(p; k) = p == 0 ? k == 0 : exists q, m :: p |-> q ** odd(q; m) ** k == m + 1
    predicate odd(p; k) = exists q, m :: p |-> q ** even(q, m) ** k == m + 1
    function length(xs: seq): int = |xs|
    function all(xs: seq): bool = xs == [] ? true : xs[0] in xs && all(xs[1..]) && xs[..1] ++ xs[1..|xs|] == xs
    function positive(v): bool = forall w :: w > v ==> w >= 1 || v < 0
    lemma append(a, b, xs: seq)
      requires lseg(a, b, xs)
      ensures lseg(a, b, xs) ** |xs| >= 0
    {
      @case a == b
      @unfold lseg(a, b, xs)
      @fold lseg(a, b; _) if a != b
      @apply append(a, _, xs[1..]) if xs != []
    }

    invariant for irq 0: exists l :: x |-> l && l <= 100
    invariant shared for irq 1: emp
    invariant cell(c) for threads: c |-> _ || c |-> 1, 2 ** c != 0
    queue ready(q) hands q |-> _

    extern func outside(a)
      requires a |-> _
      ensures a |-> old(a)

    func fill(p, count)
      with (v, xs: seq)
      requires ie == 1 && level == thread && cell@(p) ** count >= 1
      preserves r4, r5-r9
      ensures result == old(r1) + 1 ** !(r2 == 0) ** signed(r3) < 0 ** xs[0] == |xs ++ [v, 1]|
    {
          mov   r1, 'a'
          mov   r2, fill
          mov   r3, buf + LAST
          add   r1, r1, -1
          sub   r1, r1, r2
          mul   r1, r1, sizeof(Node)
          and   r1, r1, MASK
          or    r1, r1, Node.next
          xor   r1, r1, n.next
          shl   r1, r1, 3
          shr   r1, r1, 3
          sar   r1, r1, 3
          divu  r1, r1, 3
          remu  r1, r1, 3
          not   r1, r2
          neg   r1, r2
          ld    r1, [x]
          ld    r1, [buf + 3]
          ld    r1, [r2]
          st    [r2 + Node.next], r1
          st    [r2 - 1], r1
          @assert x |-> _ ** emp
          @assume r1 == 3
          @leak x |-> _
          @apply append(1, 2, [])
          @open cell(x)
          @close cell(x)
          mov   r4, loop
    loop:
      invariant level == irq 0 || level != thread
      invariant ie != 0 ? r1 == 0 : r1 % 3 == r2 / 2 - 4 * (3 - 1)
      invariant shared()
      invariant ∃ k · k ≥ 0 ∧ k ≠ 4 ∨ k ≤ 2 ⇒ ¬(k == 3)
      invariant (exists h :: h |-> 3) ** r1 & 3 == r2 >> 1 << 2
          beq   r1, 0, out
          bne   r1, r2, out
          blt   r1, r2, out
          bge   r1, r2, out
          bgt   r1, r2, out
          ble   r1, r2, out
          bltu  r1, r2, out
          bgeu  r1, r2, out
          bgtu  r1, r2, out
          bleu  r1, r2, out
          j     loop
    out:  jr    r3
          call  outside
          callr r2
          cli   sti   eoi
          mask  1
          unmask LAST - 6
          switch
          block ready(r1)
          unblock r4, ready(3)
          print "a \"quoted\" \\ text\n", r1, 3
          choose r1, 0, N
          alloc r1, sizeof(Node)
          free  r1, 2
          assert r1 == 3 && !(r2 < 4)
          ret
    }

    handler tick on irq 0
      requires true
      ensures true
    { iret }
    handler slow on irq 1 + 1 { halt }

    boot { thread fill(x, N - 1)  thread fill(1, 2) share cell(x) share lock(counter) }

    """#

  /// What a module declares for its importers to fill in, and definitions of its own.
  package static let abstractions = #"""
    struct Box { lock, state }

    /// What the box at `b` holds, in state `s`.
    abstract predicate State(b; s)
    abstract predicate Nothing(; y)
    abstract function Ready(b, s): bool

    function twice(n): int = n + n
    predicate ready(b) = exists s :: State(b, s) ** Ready(b, s) ** s == twice(s / 2)

    invariant box(b) for threads: exists v :: b + Box.lock |-> v ** (v == 0 ? ready(b) : emp)
    queue waiting(b, n) hands ready(b) ** n > 0

    func take(b)
      requires box@(b) && (ready(b) || emp)
      ensures  box@(b) && (r2 == 0 ==> ready(b))
    {
          ret
    }

    """#
}
