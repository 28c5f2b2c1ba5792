import Testing

/// Fixtures with what `aimcheck entail --explain` says of them.
struct ExplainedFile: Sendable, CustomTestStringConvertible {
  var file: String
  var text: String
  var testDescription: String { file }

  static let all = [
    ExplainedFile(
      file: "random/ls-7001-00018.smt2",
      text: """
        sat
          stack
            x0 = @1
            x1, x3 = @2
            x2 = @3
          heap
            @2 ↦ (@2)
            @3 ↦ (@1)
          a proof fails
            at       x3 ↦ (x1) ⊢ ls(x0, x1)
            missing  ls(x0, x1)
            nearest  nothing: no atom of the left starts there or is of its kind
            path     empty-right: ls(x1, x3) can only be empty
                     compose: ls(x2, x1) begins with ls(x2, x0)
                     empty-right: ls(x2, x2) can only be empty

        """),
    ExplainedFile(
      file: "qf_shls_entl/clones-01-e07.tptp.smt2",
      text: """
        sat
          stack
            x0 = @1
            x1 = @2
            x2 = @3
            x3 = @4
            x4 = @5
            x5 = @6
            x6 = @7
            x7 = @8
          heap
            @2 ↦ (@3)
            @3 ↦ (@2)
          a proof fails
            at       ls(x1, x2) ⊢ ls(x3, x2) * x1 = x3
            open     x1 = x3
            path     match: x2 ↦ (x3) is the cell at that address

        """),
    ExplainedFile(
      file: "qf_shls_entl/ls-vc01.smt2",
      text: """
        sat
          stack
            x_emp, z_emp = @1
            y_emp = @2
          heap
            @1 ↦ (@2)
            @2 ↦ (@1)
          a proof fails
            at       x_emp ↦ (y_emp) * y_emp ↦ (z_emp) ⊢ emp
            left     x_emp ↦ (y_emp), for which the right has no place
            path     split: x_emp = z_emp
                     empty-right: ls(x_emp, z_emp) can only be empty

        """),
    ExplainedFile(
      file: "qf_shidlia_entl/ls-entl-02.smt2",
      text: """
        sat
          stack
            X = @1
            Y = @2
            Z = @3
            a = 0
            b0 = -2
            b1 = 0
            c = -2
          heap
            @1 ↦ (@2, 0)
            @2 ↦ (@3, 0)
          a proof fails
            at       emp ⊢ c + 4 ≤ a * b1 = b0
            open     c + 4 ≤ a
            path     compose: sls(X, a, Z, c) begins with a segment
                     match: sls(Y, b0, Z, c) is on the left

        """),
    ExplainedFile(
      file: "qf_shls_entl/ls-vc08.smt2",
      text: """
        unsat
          ls(x_emp, y_emp) * ls(y_emp, nil) ⊢ ls(x_emp, nil)
          0 compose: ls(x_emp, nil) begins with ls(x_emp, y_emp)
          ls(y_emp, nil) ⊢ ls(y_emp, nil)
          1 match: ls(y_emp, nil) is on the left
          emp ⊢ emp
          2 close: nothing is left on either side

        """),
    ExplainedFile(
      file: "qf_shidlia_entl/sls_join_2_known_bnd.sb.smt2",
      text: """
        unsat
          sls(x, y, k1, k100) * sls(y, z, k200, k300) ⊢ sls(x, z, k1, k300)
          0 lemma: sls(v20, v21, v22, v23) * sls(v21, v24, v25, v26) ⊢ sls(v20, v24, v22, v26)
          sls(x, z, k1, k300) ⊢ sls(x, z, k1, k300)
          1 match: sls(x, z, k1, k300) is on the left
          emp ⊢ emp
          2 close: nothing is left, and the rest follows

        """),
  ]
}
