#if !__has_include(<cvc5/cvc5.h>)
#error "aimcheck needs cvc5: install the package libcvc5-dev (apt-get install libcvc5-dev)"
#else

#include "CVC5Shim.h"

#include <cvc5/cvc5.h>

#include <cstring>
#include <memory>
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

}  // namespace

aim_cvc5 *aim_cvc5_create(const aim_cvc5_options *options, char *message, size_t capacity) {
  try {
    auto made = std::make_unique<aim_cvc5>();
    cvc5::Solver &solver = made->solver;
    solver.setOption("incremental", "true");
    solver.setOption("produce-models", options->produce_models ? "true" : "false");
    if (options->resources_per_check > 0) {
      solver.setOption("rlimit-per", std::to_string(options->resources_per_check));
    }
    if (options->milliseconds_per_check > 0) {
      solver.setOption("tlimit-per", std::to_string(options->milliseconds_per_check));
    }
    if (options->seed > 0) solver.setOption("seed", std::to_string(options->seed));
    if (options->sequences) solver.setOption("strings-exp", "true");
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
  return doing(solver, [&] { solver->solver.assertFormula(solver->at(formula)); });
}

aim_cvc5_status aim_cvc5_push(aim_cvc5 *solver) {
  return doing(solver, [&] { solver->solver.push(1); });
}

aim_cvc5_status aim_cvc5_pop(aim_cvc5 *solver, uint32_t levels) {
  return doing(solver, [&] { solver->solver.pop(levels); });
}

aim_cvc5_status aim_cvc5_check(aim_cvc5 *solver, aim_cvc5_answer *answer) {
  *answer = AIM_CVC5_UNKNOWN;
  return doing(solver, [&] {
    solver->error.clear();
    cvc5::Result result = solver->solver.checkSat();
    if (result.isUnsat()) {
      *answer = AIM_CVC5_UNSAT;
    } else if (result.isSat()) {
      *answer = AIM_CVC5_SAT;
    } else {
      solver->error = result.toString();
    }
  });
}

aim_cvc5_status aim_cvc5_value(aim_cvc5 *solver, aim_cvc5_term term, char *buffer, size_t capacity) {
  return doing(solver, [&] {
    cvc5::Term value = solver->solver.getValue(solver->at(term));
    std::string text;
    if (value.isIntegerValue()) {
      text = value.getIntegerValue();
    } else if (value.isBooleanValue()) {
      text = value.getBooleanValue() ? "true" : "false";
    } else if (value.isBitVectorValue()) {
      text = value.getBitVectorValue(10);
    } else if (value.getSort().isSequence()) {
      text = "[";
      addElements(value, text);
      if (text.back() == ',') text.pop_back();
      text += "]";
    } else {
      throw std::invalid_argument("not a constant: " + value.toString());
    }
    if (text.size() >= capacity) throw std::length_error("value too long");
    copyText(text.c_str(), buffer, capacity);
  });
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
