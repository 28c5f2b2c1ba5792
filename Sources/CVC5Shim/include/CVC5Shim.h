// A small C interface to the parts of cvc5 that aimcheck uses: integers, truth values, bit-vectors, sequences of
// integers, functions, incremental checks.
//
// Terms are small integers that index a table of the solver. No C++ exception leaves these functions: a failure is
// AIM_CVC5_NONE or a status other than AIM_CVC5_OK, and `aim_cvc5_error` says why. After a failure the solver may only
// be destroyed. A solver must be used on the thread that made it.

#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct aim_cvc5 aim_cvc5;

/// Index of a term, or AIM_CVC5_NONE.
typedef int32_t aim_cvc5_term;
enum { AIM_CVC5_NONE = -1 };

typedef enum { AIM_CVC5_OK = 0, AIM_CVC5_FAILED = 1 } aim_cvc5_status;

typedef enum { AIM_CVC5_UNSAT = 0, AIM_CVC5_SAT = 1, AIM_CVC5_UNKNOWN = 2 } aim_cvc5_answer;

typedef enum { AIM_CVC5_INTEGERS = 0, AIM_CVC5_BOOLEANS = 1, AIM_CVC5_SEQUENCES = 2 } aim_cvc5_sort;

typedef enum {
  AIM_CVC5_ADD,
  AIM_CVC5_MULTIPLY,
  /// Euclidean, as in SMT-LIB; the divisor must not be 0, else the result is any number.
  AIM_CVC5_DIVIDE,
  AIM_CVC5_REMAINDER,
  AIM_CVC5_ITE,
  /// On two terms of one sort.
  AIM_CVC5_EQUAL,
  AIM_CVC5_LESS_OR_EQUAL,
  AIM_CVC5_NOT,
  AIM_CVC5_AND,
  /// On bit-vectors of one width; the names are those of SMT-LIB.
  AIM_CVC5_BVADD,
  AIM_CVC5_BVMUL,
  AIM_CVC5_BVAND,
  AIM_CVC5_BVOR,
  AIM_CVC5_BVXOR,
  AIM_CVC5_BVASHR,
  AIM_CVC5_BVUDIV,
  AIM_CVC5_BVUREM,
  AIM_CVC5_BVSDIV,
  AIM_CVC5_BVSMOD,
  AIM_CVC5_BVSLE,
  /// On sequences of integers, with the meanings of cvc5's SMT-LIB operators of these names.
  AIM_CVC5_SEQ_UNIT,
  AIM_CVC5_SEQ_CONCAT,
  AIM_CVC5_SEQ_LENGTH,
  AIM_CVC5_SEQ_NTH,
  AIM_CVC5_SEQ_EXTRACT,
  AIM_CVC5_SEQ_CONTAINS,
  /// A function and its arguments.
  AIM_CVC5_CALL
} aim_cvc5_operator;

typedef struct {
  /// SMT-LIB name, such as "QF_LIA".
  const char *logic;
  /// Resource units a check may use; 0 for no bound.
  uint64_t resources_per_check;
  /// Milliseconds a check may take; 0 for no bound.
  uint64_t milliseconds_per_check;
  uint64_t seed;
  /// Whether `aim_cvc5_value` may be used.
  int produce_models;
  /// Whether there are sequences; the logic has to have them too.
  int sequences;
  /// Whether there is one check, of which `aim_cvc5_proof` may be asked. Making proofs can end the process in this
  /// version of cvc5, so that the check runs in a copy of it.
  int proofs;
} aim_cvc5_options;

/// Makes a solver, or returns NULL and writes the reason, cut to fit, into `message`.
aim_cvc5 *aim_cvc5_create(const aim_cvc5_options *options, char *message, size_t capacity);
void aim_cvc5_destroy(aim_cvc5 *solver);

/// The reason of the last failure, or of the last unknown answer; valid until the next call.
const char *aim_cvc5_error(const aim_cvc5 *solver);

aim_cvc5_term aim_cvc5_boolean(aim_cvc5 *solver, int value);
aim_cvc5_term aim_cvc5_integer(aim_cvc5 *solver, int64_t value);
/// From decimal digits, with a sign where negative.
aim_cvc5_term aim_cvc5_integer_decimal(aim_cvc5 *solver, const char *decimal);
/// A new constant symbol, different from every other.
aim_cvc5_term aim_cvc5_symbol(aim_cvc5 *solver, const char *name, int is_boolean);
/// From decimal digits of a number below 2^width.
aim_cvc5_term aim_cvc5_vector_decimal(aim_cvc5 *solver, uint32_t width, const char *decimal);
/// A new constant symbol for a bit-vector.
aim_cvc5_term aim_cvc5_vector_symbol(aim_cvc5 *solver, const char *name, uint32_t width);
/// A new constant symbol for a sequence of integers.
aim_cvc5_term aim_cvc5_sequence_symbol(aim_cvc5 *solver, const char *name);
aim_cvc5_term aim_cvc5_empty_sequence(aim_cvc5 *solver);
/// A new function symbol with at least one parameter.
aim_cvc5_term aim_cvc5_function(
    aim_cvc5 *solver, const char *name, const aim_cvc5_sort *parameters, size_t count, aim_cvc5_sort result);
aim_cvc5_term aim_cvc5_apply(
    aim_cvc5 *solver, aim_cvc5_operator operation, const aim_cvc5_term *operands, size_t count);
/// The sum of `factors[i] * atoms[i]`, where a factor of AIM_CVC5_NONE is 1, and an atom of AIM_CVC5_NONE is 1.
aim_cvc5_term aim_cvc5_linear(
    aim_cvc5 *solver, const aim_cvc5_term *factors, const aim_cvc5_term *atoms, size_t count);

aim_cvc5_status aim_cvc5_assert(aim_cvc5 *solver, aim_cvc5_term formula);
aim_cvc5_status aim_cvc5_push(aim_cvc5 *solver);
aim_cvc5_status aim_cvc5_pop(aim_cvc5 *solver, uint32_t levels);
/// Checks all assertions. On AIM_CVC5_UNKNOWN `aim_cvc5_error` gives the reason.
aim_cvc5_status aim_cvc5_check(aim_cvc5 *solver, aim_cvc5_answer *answer);
/// The value of a term after an answer of AIM_CVC5_SAT, as a decimal (of a bit-vector, unsigned), as
/// `true`/`false`, or as `[1,2]`; fails where it does not fit.
aim_cvc5_status aim_cvc5_value(aim_cvc5 *solver, aim_cvc5_term term, char *buffer, size_t capacity);

/// The proof of an answer AIM_CVC5_UNSAT in the format LFSC, or NULL; valid until the next call.
const char *aim_cvc5_proof(aim_cvc5 *solver);
/// The term in SMT-LIB's words, or NULL; valid until the next call.
const char *aim_cvc5_text(aim_cvc5 *solver, aim_cvc5_term term);

/// Resource units that the checks have used so far; 0 where that is not known.
uint64_t aim_cvc5_resources(aim_cvc5 *solver);

/// The version of the library, such as "1.0.3"; never NULL.
const char *aim_cvc5_version(void);

#ifdef __cplusplus
}
#endif
