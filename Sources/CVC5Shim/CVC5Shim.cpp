#if !__has_include(<cvc5/cvc5.h>)
#error "aimcheck needs cvc5: install the package libcvc5-dev (apt-get install libcvc5-dev)"
#endif
#include "CVC5Shim.h"
