// See docs/architecture.md. The explorer: concrete configurations (State), what one step does (Stepping), who owns
// what and whether assertions hold (Ownership), which configurations there are (Search), and how one got there (Traces).
