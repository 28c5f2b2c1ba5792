#if !__has_include(<cvc5/cvc5.h>)
#error "aimcheck needs cvc5: install the package libcvc5-dev (apt-get install libcvc5-dev)"
#else

#include "CVC5Shim.h"

#include <cvc5/cvc5.h>

#include "Worker.h"

#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct aim_cvc5 {
  cvc5::Solver solver;
  cvc5::Sort integers;
  cvc5::Sort booleans;
  std::vector<cvc5::Term> terms;
  /// Reused by every call that makes a term.
  std::vector<cvc5::Term> operands;
  std::string error;
  /// For solvers that check in a process of their own: the deadline of a check, 0 for none, and who has the answer.
  bool is_isolated = false;
  uint64_t milliseconds_per_check = 0;
  std::unique_ptr<aim::Worker> worker;
  /// What those have used.
  uint64_t resources_of_workers = 0;
  /// The last text that was asked for.
  std::string text;

  aim_cvc5_term add(cvc5::Term term) {
    if (terms.size() >= static_cast<size_t>(INT32_MAX)) throw std::length_error("too many terms");
    terms.push_back(std::move(term));
    return static_cast<aim_cvc5_term>(terms.size() - 1);
  }

  const cvc5::Term &at(aim_cvc5_term index) const {
    if (index < 0 || static_cast<size_t>(index) >= terms.size()) throw std::out_of_range("no such term");
    return terms[static_cast<size_t>(index)];
  }
};

namespace {

void copyText(const char *text, char *buffer, size_t capacity) {
  if (buffer == nullptr || capacity == 0) return;
  size_t length = std::min(std::strlen(text), capacity - 1);
  std::memcpy(buffer, text, length);
  buffer[length] = '\0';
}

/// Runs `body`; any exception becomes the failure value and the text of the error.
template <typename Result, typename Body>
Result guarded(aim_cvc5 *solver, Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const std::exception &exception) {
    try {
      solver->error = exception.what();
    } catch (...) {
    }
  } catch (...) {
    try {
      solver->error = "unknown exception";
    } catch (...) {
    }
  }
  return failure;
}

template <typename Body>
aim_cvc5_term makingTerm(aim_cvc5 *solver, Body body) noexcept {
  return guarded<aim_cvc5_term>(solver, AIM_CVC5_NONE, body);
}

template <typename Body>
aim_cvc5_status doing(aim_cvc5 *solver, Body body) noexcept {
  return guarded<aim_cvc5_status>(solver, AIM_CVC5_FAILED, [&] {
    body();
    return AIM_CVC5_OK;
  });
}

cvc5::Kind kind(aim_cvc5_operator operation) {
  switch (operation) {
    case AIM_CVC5_ADD: return cvc5::ADD;
    case AIM_CVC5_MULTIPLY: return cvc5::MULT;
    case AIM_CVC5_DIVIDE: return cvc5::INTS_DIVISION;
    case AIM_CVC5_REMAINDER: return cvc5::INTS_MODULUS;
    case AIM_CVC5_ITE: return cvc5::ITE;
    case AIM_CVC5_EQUAL: return cvc5::EQUAL;
    case AIM_CVC5_LESS_OR_EQUAL: return cvc5::LEQ;
    case AIM_CVC5_NOT: return cvc5::NOT;
    case AIM_CVC5_AND: return cvc5::AND;
    case AIM_CVC5_BVADD: return cvc5::BITVECTOR_ADD;
    case AIM_CVC5_BVMUL: return cvc5::BITVECTOR_MULT;
    case AIM_CVC5_BVAND: return cvc5::BITVECTOR_AND;
    case AIM_CVC5_BVOR: return cvc5::BITVECTOR_OR;
    case AIM_CVC5_BVXOR: return cvc5::BITVECTOR_XOR;
    case AIM_CVC5_BVASHR: return cvc5::BITVECTOR_ASHR;
    case AIM_CVC5_BVUDIV: return cvc5::BITVECTOR_UDIV;
    case AIM_CVC5_BVUREM: return cvc5::BITVECTOR_UREM;
    case AIM_CVC5_BVSDIV: return cvc5::BITVECTOR_SDIV;
    case AIM_CVC5_BVSMOD: return cvc5::BITVECTOR_SMOD;
    case AIM_CVC5_BVSLE: return cvc5::BITVECTOR_SLE;
    case AIM_CVC5_SEQ_UNIT: return cvc5::SEQ_UNIT;
    case AIM_CVC5_SEQ_CONCAT: return cvc5::SEQ_CONCAT;
    case AIM_CVC5_SEQ_LENGTH: return cvc5::SEQ_LENGTH;
    case AIM_CVC5_SEQ_NTH: return cvc5::SEQ_NTH;
    case AIM_CVC5_SEQ_EXTRACT: return cvc5::SEQ_EXTRACT;
    case AIM_CVC5_SEQ_CONTAINS: return cvc5::SEQ_CONTAINS;
    case AIM_CVC5_CALL: return cvc5::APPLY_UF;
  }
  throw std::invalid_argument("no such operator");
}

cvc5::Sort sort(aim_cvc5 *solver, aim_cvc5_sort which) {
  switch (which) {
    case AIM_CVC5_INTEGERS: return solver->integers;
    case AIM_CVC5_BOOLEANS: return solver->booleans;
    case AIM_CVC5_SEQUENCES: return solver->solver.mkSequenceSort(solver->integers);
  }
  throw std::invalid_argument("no such sort");
}

/// Adds the elements of the value of a sequence, each followed by a comma.
void addElements(const cvc5::Term &value, std::string &text) {
  if (value.isIntegerValue()) {
    text += value.getIntegerValue() + ",";
  } else if (value.isSequenceValue()) {
    for (const cvc5::Term &element : value.getSequenceValue()) addElements(element, text);
  } else if (value.getKind() == cvc5::SEQ_UNIT || value.getKind() == cvc5::SEQ_CONCAT) {
    for (const cvc5::Term &part : value) addElements(part, text);
  } else {
    throw std::invalid_argument("not a constant: " + value.toString());
  }
}

/// The answer to all assertions; of an unknown one, the reason goes into `reason`.
aim_cvc5_answer check(aim_cvc5 *solver, std::string &reason) {
  cvc5::Result result = solver->solver.checkSat();
  if (result.isUnsat()) return AIM_CVC5_UNSAT;
  if (result.isSat()) return AIM_CVC5_SAT;
  reason = result.toString();
  return AIM_CVC5_UNKNOWN;
}

std::string value(aim_cvc5 *solver, aim_cvc5_term term) {
  cvc5::Term value = solver->solver.getValue(solver->at(term));
  if (value.isIntegerValue()) return value.getIntegerValue();
  if (value.isBooleanValue()) return value.getBooleanValue() ? "true" : "false";
  if (value.isBitVectorValue()) return value.getBitVectorValue(10);
  if (!value.getSort().isSequence()) throw std::invalid_argument("not a constant: " + value.toString());
  std::string text = "[";
  addElements(value, text);
  if (text.back() == ',') text.pop_back();
  return text + "]";
}

/// Resource units used in this process; 0 where the library does not tell.
uint64_t resources(aim_cvc5 *solver) {
  try {
    return static_cast<uint64_t>(solver->solver.getStatistics().get("resource::resourceUnitsUsed").getInt());
  } catch (...) {
    return 0;
  }
}

/// The request for the proof; others are terms.
constexpr int32_t proofRequest = -2;

/// What a worker does: it checks once, then gives values until nobody asks.
void work(aim_cvc5 *solver, aim::Worker &worker) {
  std::string text;
  aim_cvc5_answer answer = AIM_CVC5_UNKNOWN;
  try {
    answer = check(solver, text);
    if (answer != AIM_CVC5_UNKNOWN) text = std::to_string(resources(solver));
  } catch (const std::exception &exception) {
    text = exception.what();
  }
  worker.reply(static_cast<uint8_t>(answer), text);
  while (std::optional<int32_t> term = worker.nextRequest()) {
    try {
      worker.reply(AIM_CVC5_OK, *term == proofRequest ? solver->solver.getProof() : value(solver, *term));
    } catch (const std::exception &exception) {
      worker.reply(AIM_CVC5_FAILED, exception.what());
    }
  }
}

}  // namespace

aim_cvc5 *aim_cvc5_create(const aim_cvc5_options *options, char *message, size_t capacity) {
  try {
    auto made = std::make_unique<aim_cvc5>();
    cvc5::Solver &solver = made->solver;
    solver.setOption("incremental", options->proofs ? "false" : "true");
    solver.setOption("produce-models", options->produce_models ? "true" : "false");
    if (options->proofs) {
      // Alethe ends the process for most proofs of this version; LFSC writes down what it takes on trust.
      solver.setOption("produce-proofs", "true");
      solver.setOption("proof-format-mode", "lfsc");
      solver.setOption("proof-granularity", "theory-rewrite");
    }
    if (options->resources_per_check > 0) {
      solver.setOption("rlimit-per", std::to_string(options->resources_per_check));
    }
    if (options->milliseconds_per_check > 0) {
      solver.setOption("tlimit-per", std::to_string(options->milliseconds_per_check));
    }
    if (options->seed > 0) solver.setOption("seed", std::to_string(options->seed));
    if (options->sequences) solver.setOption("strings-exp", "true");
    // The theory of sequences does not always look at its limits: only a process can be stopped then.
    made->is_isolated = options->sequences || options->proofs;
    made->milliseconds_per_check = options->milliseconds_per_check;
    // Warnings would go to the standard error of whoever uses this; what matters of them is in the answers.
    solver.setOption("verbosity", "-1");
    solver.setLogic(options->logic);
    made->integers = solver.getIntegerSort();
    made->booleans = solver.getBooleanSort();
    return made.release();
  } catch (const std::exception &exception) {
    copyText(exception.what(), message, capacity);
  } catch (...) {
    copyText("unknown exception", message, capacity);
  }
  return nullptr;
}

void aim_cvc5_destroy(aim_cvc5 *solver) {
  try {
    delete solver;
  } catch (...) {
  }
}

const char *aim_cvc5_error(const aim_cvc5 *solver) { return solver->error.c_str(); }

aim_cvc5_term aim_cvc5_boolean(aim_cvc5 *solver, int value) {
  return makingTerm(solver, [&] { return solver->add(solver->solver.mkBoolean(value != 0)); });
}

aim_cvc5_term aim_cvc5_integer(aim_cvc5 *solver, int64_t value) {
  return makingTerm(solver, [&] { return solver->add(solver->solver.mkInteger(value)); });
}

aim_cvc5_term aim_cvc5_integer_decimal(aim_cvc5 *solver, const char *decimal) {
  return makingTerm(solver, [&] { return solver->add(solver->solver.mkInteger(std::string(decimal))); });
}

aim_cvc5_term aim_cvc5_symbol(aim_cvc5 *solver, const char *name, int is_boolean) {
  return makingTerm(solver, [&] {
    return solver->add(solver->solver.mkConst(is_boolean ? solver->booleans : solver->integers, name));
  });
}

aim_cvc5_term aim_cvc5_vector_decimal(aim_cvc5 *solver, uint32_t width, const char *decimal) {
  return makingTerm(solver, [&] { return solver->add(solver->solver.mkBitVector(width, std::string(decimal), 10)); });
}

aim_cvc5_term aim_cvc5_vector_symbol(aim_cvc5 *solver, const char *name, uint32_t width) {
  return makingTerm(
      solver, [&] { return solver->add(solver->solver.mkConst(solver->solver.mkBitVectorSort(width), name)); });
}

aim_cvc5_term aim_cvc5_sequence_symbol(aim_cvc5 *solver, const char *name) {
  return makingTerm(
      solver, [&] { return solver->add(solver->solver.mkConst(sort(solver, AIM_CVC5_SEQUENCES), name)); });
}

aim_cvc5_term aim_cvc5_empty_sequence(aim_cvc5 *solver) {
  return makingTerm(solver, [&] { return solver->add(solver->solver.mkEmptySequence(solver->integers)); });
}

aim_cvc5_term aim_cvc5_function(
    aim_cvc5 *solver, const char *name, const aim_cvc5_sort *parameters, size_t count, aim_cvc5_sort result) {
  return makingTerm(solver, [&] {
    std::vector<cvc5::Sort> sorts;
    for (size_t i = 0; i < count; ++i) sorts.push_back(sort(solver, parameters[i]));
    cvc5::Sort whole = solver->solver.mkFunctionSort(sorts, sort(solver, result));
    return solver->add(solver->solver.mkConst(whole, name));
  });
}

aim_cvc5_term aim_cvc5_apply(
    aim_cvc5 *solver, aim_cvc5_operator operation, const aim_cvc5_term *operands, size_t count) {
  return makingTerm(solver, [&] {
    solver->operands.clear();
    for (size_t i = 0; i < count; ++i) solver->operands.push_back(solver->at(operands[i]));
    return solver->add(solver->solver.mkTerm(kind(operation), solver->operands));
  });
}

aim_cvc5_term aim_cvc5_linear(
    aim_cvc5 *solver, const aim_cvc5_term *factors, const aim_cvc5_term *atoms, size_t count) {
  return makingTerm(solver, [&] {
    if (count == 0) return solver->add(solver->solver.mkInteger(0));
    solver->operands.clear();
    for (size_t i = 0; i < count; ++i) {
      if (factors[i] == AIM_CVC5_NONE) {
        solver->operands.push_back(
            atoms[i] == AIM_CVC5_NONE ? solver->solver.mkInteger(1) : solver->at(atoms[i]));
      } else if (atoms[i] == AIM_CVC5_NONE) {
        solver->operands.push_back(solver->at(factors[i]));
      } else {
        solver->operands.push_back(
            solver->solver.mkTerm(cvc5::MULT, {solver->at(factors[i]), solver->at(atoms[i])}));
      }
    }
    if (count == 1) return solver->add(solver->operands[0]);
    return solver->add(solver->solver.mkTerm(cvc5::ADD, solver->operands));
  });
}

aim_cvc5_status aim_cvc5_assert(aim_cvc5 *solver, aim_cvc5_term formula) {
  solver->worker.reset();
  return doing(solver, [&] { solver->solver.assertFormula(solver->at(formula)); });
}

aim_cvc5_status aim_cvc5_push(aim_cvc5 *solver) {
  solver->worker.reset();
  return doing(solver, [&] { solver->solver.push(1); });
}

aim_cvc5_status aim_cvc5_pop(aim_cvc5 *solver, uint32_t levels) {
  solver->worker.reset();
  return doing(solver, [&] { solver->solver.pop(levels); });
}

aim_cvc5_status aim_cvc5_check(aim_cvc5 *solver, aim_cvc5_answer *answer) {
  *answer = AIM_CVC5_UNKNOWN;
  solver->worker.reset();
  return doing(solver, [&] {
    solver->error.clear();
    if (!solver->is_isolated) {
      *answer = check(solver, solver->error);
      return;
    }
    solver->worker = aim::Worker::started([&](aim::Worker &worker) { work(solver, worker); });
    aim::Reply reply = solver->worker->reply(solver->milliseconds_per_check);
    solver->error = reply.text;
    if (reply.status == AIM_CVC5_UNSAT || reply.status == AIM_CVC5_SAT) {
      *answer = static_cast<aim_cvc5_answer>(reply.status);
      solver->error.clear();
      solver->resources_of_workers += std::stoull(reply.text);
    } else {
      solver->worker.reset();
    }
  });
}

aim_cvc5_status aim_cvc5_value(aim_cvc5 *solver, aim_cvc5_term term, char *buffer, size_t capacity) {
  return doing(solver, [&] {
    std::string text;
    if (solver->worker) {
      aim::Reply reply = solver->worker->ask(term, solver->milliseconds_per_check);
      if (reply.status != AIM_CVC5_OK) throw std::runtime_error(reply.text);
      text = reply.text;
    } else {
      text = value(solver, term);
    }
    if (text.size() >= capacity) throw std::length_error("value too long");
    copyText(text.c_str(), buffer, capacity);
  });
}

const char *aim_cvc5_proof(aim_cvc5 *solver) {
  return guarded<const char *>(solver, nullptr, [&] {
    if (!solver->worker) throw std::runtime_error("there is no answer to prove");
    aim::Reply reply = solver->worker->ask(proofRequest, solver->milliseconds_per_check);
    if (reply.status != AIM_CVC5_OK) throw std::runtime_error(reply.text);
    solver->text = reply.text;
    return solver->text.c_str();
  });
}

const char *aim_cvc5_text(aim_cvc5 *solver, aim_cvc5_term term) {
  return guarded<const char *>(solver, nullptr, [&] {
    solver->text = solver->at(term).toString();
    return solver->text.c_str();
  });
}

uint64_t aim_cvc5_resources(aim_cvc5 *solver) {
  return solver->is_isolated ? solver->resources_of_workers : resources(solver);
}

const char *aim_cvc5_version(void) {
  static const std::string version = [] {
    try {
      return cvc5::Solver().getVersion();
    } catch (...) {
      return std::string("unknown");
    }
  }();
  return version.c_str();
}

#endif
