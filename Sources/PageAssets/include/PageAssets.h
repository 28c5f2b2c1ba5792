// The files of the page that `aimcheck explore --html` writes, inside the binary, so that it needs nothing beside it.
#pragma once
#include <stddef.h>

/// Each gives the first byte, and the number of bytes in `count`. They are not terminated.
const unsigned char *page_markup(size_t *count);
const unsigned char *page_style(size_t *count);
const unsigned char *page_script(size_t *count);
