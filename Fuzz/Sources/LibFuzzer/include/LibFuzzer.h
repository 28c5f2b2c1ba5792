#ifndef LIB_FUZZER_H
#define LIB_FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer as a library: calls `body` with inputs until it has had enough, and returns the exit status.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*body)(const uint8_t *data, size_t size));

/// The changes that libFuzzer makes by itself.
/// \returns the new size.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t largest);

#endif
