"use strict";
// Puts the parts together: what is shown where, and what keys and clicks do.

class Page {
  constructor() {
    this.showVerdict();
    this.showHelp();
    this.chooseTheme();
    byId("help-button").addEventListener("click", () => byId("help").showModal());
    if (page.start.length === 0) { this.showWithoutRun(); return; }
    this.graph = new Graph(page);
    this.run = this.firstRun();
    this.source = new SourceView(byId("source"), (file) => this.selectTab("source", file), (place) => this.showPlace(place));
    this.view = new GraphView(byId("graph"), this.graph, (vertex, edge) => this.visit(vertex, edge));
    this.timeline = new Timeline(byId("timeline"), (position) => this.go(position));
    this.makeTabs();
    this.connect();
    this.source.show(0);
    this.openOnRun();
  }

  firstRun() {
    const run = new Run(this.graph);
    run.follow(page.run.choices);
    return run;
  }

  /** A counterexample opens at its end, where the reader learns what is wrong; a sample at its start. */
  openOnRun() {
    this.run.position = page.run.kind === "sample" ? 0 : this.run.length;
    this.changeRun();
  }

  // What the run is.

  go(position) {
    this.run.position = Math.max(0, Math.min(this.run.length, position));
    this.update();
  }

  take(edge) {
    const isNew = this.run.edges[this.run.position] !== edge;
    this.run.branch(edge);
    if (isNew) this.changeRun(); else this.update();
  }

  visit(vertex, edge) {
    this.run.goTo(vertex);
    if (edge !== undefined) this.run.branch(edge);
    this.changeRun();
  }

  changeRun() {
    byId("scrub").max = this.run.length;
    byId("reset").hidden = this.run.scheduleTo(this.run.length) === page.run.choices.join(".");
    this.timeline.draw(this.run);
    this.update();
  }

  // What is shown.

  update() {
    const run = this.run;
    const at = run.position;
    const state = run.stateAt(at);
    const before = at > 0 ? run.stateAt(at - 1) : state;
    const violation = run.violationAt(at);
    const isFailing = at > 0 && run.stepTo(at).violation;
    const onLine = (place) => this.showPlace(place);
    this.showStep();
    this.source.mark(state, violation && violation.place && isFailing ? filePlace(violation.place) : null);
    showFlags(state, before);
    showMemory(state, before, violation);
    showLegend(state, onLine);
    showRegisters(state, before);
    showContexts(state);
    showViolation(run, onLine);
    showChoices(run, (edge) => this.take(edge));
    this.timeline.move(at);
    this.view.mark(run);
    const scrub = byId("scrub");
    scrub.value = at;
    scrub.setAttribute("aria-valuetext", "step " + at + " of " + run.length);
    byId("back").disabled = byId("first").disabled = at === 0;
    byId("next").disabled = byId("last").disabled = at === run.length;
    byId("to-transfer").disabled = run.find(1, (step) => step.isTransfer) === null;
    byId("to-interrupt").disabled = run.find(1, (step) => step.kind === "interrupt") === null;
  }

  showStep() {
    const { position: at, length } = this.run;
    show("changes");
    const number = element("span", { class: "step-number" }, at + " / " + length);
    if (at === 0) {
      const kinds = {
        counterexample: "The start of the run that breaks the program.", sample: "The start. A sample run; press → to go on.",
        replay: "The start of the schedule that was asked for.",
      };
      show("step", number, element("span", {}, kinds[page.run.kind]));
      return;
    }
    const step = this.run.stepTo(at);
    const missing = at === length && this.run.missing > 0
      ? element("span", { class: "breaks" }, counted(this.run.missing, "more step") + " of the schedule are not on this page") : null;
    const violation = this.run.violationAt(at);
    show("step", number, element(
      "span", { class: "step-text" }, step.kind === "interrupt" ? "⚡ " : null, badge(step.actor), " ", stepText(step),
      violation ? element("span", { class: "breaks" }, " ✗ " + violation.code) : null), missing);
    show("changes", violation ? element("span", { class: "breaks" }, violation.message) : null, step.changes.map(chip));
  }

  showVerdict() {
    byId("path").textContent = page.path.split("/").pop();
    const { label, sentence, tone, rows } = page.verdict;
    const signs = { good: "✓", bad: "✗", open: "…" };
    byId("verdict").classList.add(tone);
    show("verdict", element("b", {}, signs[tone] + " " + label), " ", sentence);
    const { isComplete, vertexCount } = page.graph;
    const part = page.start.length === 0 ? ""
      : isComplete ? "this page has the whole graph without reduction, " + counted(vertexCount, "state")
        : "this page has a part of the graph, " + counted(vertexCount, "state");
    const exploration = rows.filter((row) => row.name === "exploration").map((row) => "exploration: " + row.text);
    show("coverage", [...exploration, part].filter(Boolean).map((text) => element("span", { title: text }, text)));
    byId("verdict").title = rows.map((row) => (row.name ? row.name + ": " : "  ") + row.text).join("\n");
  }

  /** Where not even the boot state exists. */
  showWithoutRun() {
    document.body.classList.add("without-run");
    const source = new SourceView(byId("source"), () => {}, () => {});
    source.show(0);
    const violation = page.violations[0];
    const card = { position: 0, violationAt: () => violation, isFirstAt: () => false };
    showViolation(card, (place) => { source.show(place.file); source.reveal(place.line); });
    show("step", element("span", {}, "The program cannot start: what `boot` needs is not there."));
    if (violation.place) {
      const place = filePlace(violation.place);
      source.show(place.file);
      const line = source.line(place.line);
      if (line) line.classList.add("failing");
      source.reveal(place.line);
    }
  }

  // Source and graph.

  makeTabs() {
    const tabs = page.sources.map((source, file) => ({ view: "source", file, name: source.path.split("/").pop(), title: source.path }));
    tabs.push({ view: "graph", file: -1, name: "State graph", title: "All states, by depth (g)" });
    this.tabs = tabs.map((tab) => {
      const button = element("button", { type: "button", role: "tab", class: "tab", title: tab.title,
        onclick: () => { if (tab.view === "source") this.source.show(tab.file); this.selectTab(tab.view, tab.file); } }, tab.name);
      return { ...tab, button };
    });
    show("tabs", this.tabs.map((tab) => tab.button));
    this.wide = window.matchMedia("(min-width: 1700px)");
    this.wide.addEventListener("change", () => this.selectTab(this.selected));
  }

  selectTab(view, file) {
    this.selected = view;
    const isWide = this.wide && this.wide.matches && this.view && this.view.isDrawn;
    document.body.classList.toggle("with-graph", Boolean(isWide));
    byId("source").hidden = view === "graph" && !isWide;
    byId("graph").hidden = view !== "graph" && !isWide;
    const shown = file === undefined || file < 0 ? this.source && this.source.file : file;
    for (const tab of this.tabs || []) {
      const isSelected = tab.view === view && (view === "graph" || tab.file === shown);
      tab.button.setAttribute("aria-selected", String(isSelected));
      tab.button.hidden = Boolean(isWide) && tab.view === "graph";
    }
    if (view === "graph" || isWide) { if (this.view && this.view.isDrawn) this.view.reveal(this.run.vertices[this.run.position]); }
  }

  showPlace(place) {
    this.selectTab("source", place.file);
    this.source.show(place.file);
    this.source.reveal(place.line);
    const line = this.source.line(place.line);
    if (!line) return;
    line.classList.add("pointed");
    setTimeout(() => line.classList.remove("pointed"), 1500);
  }

  // Keys and clicks.

  connect() {
    const click = (id, action) => byId(id).addEventListener("click", action);
    click("first", () => this.go(0));
    click("back", () => this.go(this.run.position - 1));
    click("next", () => this.go(this.run.position + 1));
    click("last", () => this.go(this.run.length));
    click("to-transfer", () => this.goToNext(1, (step) => step.isTransfer));
    click("to-interrupt", () => this.goToNext(1, (step) => step.kind === "interrupt"));
    click("reset", () => { this.run = this.firstRun(); this.openOnRun(); });
    click("copy", () => this.copyCommand());
    byId("scrub").addEventListener("input", (event) => this.go(Number(event.target.value)));
    document.addEventListener("keydown", (event) => this.key(event));
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      this.timeline.draw(this.run);
    });
  }

  goToNext(direction, condition) {
    const at = this.run.find(direction, condition);
    if (at !== null) this.go(at);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    const direction = event.shiftKey ? -1 : 1;
    const keys = {
      ArrowRight: () => this.go(this.run.position + 1), ArrowLeft: () => this.go(this.run.position - 1),
      Home: () => this.go(0), End: () => this.go(this.run.length),
      t: () => this.goToNext(direction, (step) => step.isTransfer), i: () => this.goToNext(direction, (step) => step.kind === "interrupt"),
      g: () => this.selectTab(this.selected === "graph" ? "source" : "graph"), d: () => byId("theme").click(),
      "?": () => byId("help").showModal(),
    };
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^[1-9]$/.test(name)) {
      const edge = this.run.choicesAt(this.run.position)[Number(name) - 1];
      if (edge !== undefined) this.take(edge);
    } else if (keys[name]) keys[name](); else return;
    event.preventDefault();
  }

  copyCommand() {
    const schedule = this.run.scheduleTo(this.run.length);
    const command = page.replayCommand + (schedule || "''");
    const done = () => {
      byId("copy").classList.add("done");
      setTimeout(() => byId("copy").classList.remove("done"), 1200);
    };
    // Pages from a file may not be allowed to; then the command is shown, to be copied by hand.
    const byHand = () => window.prompt("The command that replays this schedule", command);
    if (navigator.clipboard) navigator.clipboard.writeText(command).then(done, byHand); else byHand();
  }

  chooseTheme() {
    byId("theme").addEventListener("click", () => {
      const root = document.documentElement;
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
    });
  }

  showHelp() {
    const keys = [
      ["← →", "one step back, one step on"], ["Home End", "to the start, to the end"],
      ["t", "to the next transfer of ownership (Shift: the one before)"], ["i", "to the next interrupt (Shift: the one before)"],
      ["1 … 9", "take a choice: the run branches there"], ["g", "source or state graph"], ["d", "light or dark"], ["?", "this help"],
    ];
    const signs = [
      [badge({ kind: "thread", index: 0 }), "a thread, and memory that is its own"],
      [badge({ kind: "handler", index: 0 }), "the handler of irq 0, and memory that is its own while it runs"],
      [badge({ kind: "public", index: 0 }), "public memory, of the invariant for irq 0 (PT: that of the threads); `cli`, an interrupt "
        + "or the like gains it, `sti`, `iret` or the like gives it up again"],
      [badge({ kind: "nobody", index: 0 }), "nobody's memory"],
      ["⚡", "an interrupt arrives"], ["⇄", "memory changes hands"], ["↷", "another thread goes on"], ["✗", "the program breaks"],
    ];
    const table = (rows) => element("table", {}, rows.map(([left, right]) =>
      element("tr", {}, element("th", {}, typeof left === "string" ? element("kbd", {}, left) : left), element("td", {}, right))));
    show("help", element("form", { method: "dialog" }, element("h2", {}, "Keys"), table(keys), element("h2", {}, "Signs"), table(signs),
      element("p", { class: "hint" }, "Made by " + page.tool + ". Nothing on this page is loaded from elsewhere."),
      element("button", { autofocus: true }, "Close")));
  }
}

if (page.version === 1) new Page();
else byId("verdict").textContent = "This page's data has version " + page.version + ", which its script does not know.";
