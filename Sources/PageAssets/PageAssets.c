#include "PageAssets.h"

// Every compiler that builds the rest knows `#embed`, and rebuilds this when one of the files changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char markup[] = {
#embed "Page/page.html"
};

static const unsigned char style[] = {
#embed "Page/page.css"
};

// One script, each file behind those that it uses.
static const unsigned char script[] = {
#embed "Page/data.js" suffix(,)
#embed "Page/words.js" suffix(,)
#embed "Page/run.js" suffix(,)
#embed "Page/elements.js" suffix(,)
#embed "Page/source.js" suffix(,)
#embed "Page/machine.js" suffix(,)
#embed "Page/timeline.js" suffix(,)
#embed "Page/graph.js" suffix(,)
#embed "Page/main.js"
};

const unsigned char *page_markup(size_t *count) {
  *count = sizeof markup;
  return markup;
}

const unsigned char *page_style(size_t *count) {
  *count = sizeof style;
  return style;
}

const unsigned char *page_script(size_t *count) {
  *count = sizeof script;
  return script;
}
