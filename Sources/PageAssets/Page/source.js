"use strict";
// The source text, with the place where each thread and handler is.

class SourceView {
  constructor(container, onFile, onPlace) {
    this.container = container;
    this.onFile = onFile;
    this.onPlace = onPlace;
    this.file = -1;
    this.lines = [];
    this.marked = [];
  }

  show(file) {
    if (file === this.file) return;
    this.file = file;
    this.marked = [];
    this.lines = page.sources[file].text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((text, index) =>
      element(
        "div", { class: "line" }, element("span", { class: "number" }, String(index + 1)),
        element("code", {}, highlighted(text)), element("span", { class: "marks" })));
    this.container.replaceChildren(element("div", { class: "lines" }, this.lines));
    this.onFile(file);
  }

  line(number) { return this.lines[number - 1]; }

  /** Marks where everybody is; `failing` is a place that is wrong. */
  mark(state, failing) {
    const marks = positionsIn(state);
    const running = marks.find((mark) => mark.role === "running");
    const place = failing || (running ? running.place : null);
    if (place) this.show(place.file); else if (this.file < 0) this.show(0);
    for (const line of this.marked) {
      line.className = "line";
      line.lastChild.replaceChildren();
    }
    this.marked = [];
    for (const mark of [...marks].sort((a, b) => rank(a) - rank(b))) {
      if (mark.place.file === this.file) this.put(mark);
    }
    this.listPlaces(marks);
    if (failing && failing.file === this.file) {
      for (let number = failing.line; number <= Math.min(failing.endLine, failing.line + 20); number++) {
        const line = this.line(number);
        if (!line) continue;
        line.classList.add("failing");
        this.marked.push(line);
      }
    }
    if (place) this.reveal(place.line);
  }

  /** Where everybody is, also those whose line is out of sight. */
  listPlaces(marks) {
    const most = 8;
    const shown = marks.filter((mark) => mark.text !== returnsHere).sort((a, b) => rank(a) - rank(b));
    show("whereabouts", shown.slice(0, most).map((mark) => {
      const file = mark.place.file === this.file ? "line " : page.sources[mark.place.file].path.split("/").pop() + ":";
      return element(
        "button", { type: "button", class: "mark " + classOf(mark.actor) + " " + mark.role, onclick: () => this.onPlace(mark.place) },
        signOf(mark.actor) + " " + mark.text, element("span", { class: "hint" }, " " + file + mark.place.line));
    }), shown.length > most ? element("span", { class: "hint" }, "and " + (shown.length - most) + " more") : null);
  }

  put(mark) {
    const line = this.line(mark.place.line);
    if (!line) return;
    // The line has the colour of whoever runs there, or is the first to wait.
    if (!this.marked.includes(line)) {
      this.marked.push(line);
      line.className = "line " + mark.role + " " + classOf(mark.actor);
    }
    const marks = line.lastChild;
    if (marks.childNodes.length < mostMarks) {
      marks.append(element("span", { class: "mark " + classOf(mark.actor) }, signOf(mark.actor) + " " + mark.text));
    } else if (marks.childNodes.length === mostMarks) {
      marks.append(element("span", { class: "mark own" }, "…"));
    }
  }

  reveal(number) {
    const line = this.line(number);
    if (!line) return;
    const top = line.offsetTop - this.container.clientHeight / 2;
    const isSeen = line.offsetTop >= this.container.scrollTop + 24
      && line.offsetTop + line.offsetHeight <= this.container.scrollTop + this.container.clientHeight - 24;
    if (!isSeen) this.container.scrollTop = top;
  }
}

const rank = (mark) => (mark.role === "running" ? 0 : 1);
const returnsHere = "↵ returns here";

/** Where each thread and handler is: the running one, those below it, those that wait. */
function positionsIn(state) {
  const result = [];
  const add = (actor, pc, role, text) => {
    const place = placeOf(pc);
    if (place) result.push({ actor, place, role, text });
  };
  // The running one, and as many others as anybody can look at.
  const shown = state.contexts.filter((context, index) => index < 100 || index === state.context);
  for (const context of shown) {
    if (context.status === "halted" || context.status === "absent") continue;
    const isRunning = context.position === state.context;
    const levels = levelsOf(context);
    // Top first, as the stack is shown.
    for (let index = levels.length - 1; index >= 0; index--) {
      const level = levels[index];
      const isTop = index === levels.length - 1;
      if (isTop && isRunning) add(level.actor, level.pc, "running", level.name + " ▶");
      else if (isTop) {
        add(level.actor, level.pc, "waiting", level.name + (context.status === "blocked" ? " waits in " + context.queue : " ready"));
      } else if (levels[index + 1].isInterrupt) add(level.actor, level.pc, "waiting", level.name + " interrupted");
      else if (isRunning) add(level.actor, level.pc, "waiting", returnsHere);
    }
  }
  return result;
}

/** The code on a stack, bottom to top: the thread's own, then a level for each frame. */
function levelsOf(context) {
  const own = context.position === threadCount ? { kind: "idle", index: 0 } : { kind: "thread", index: context.position };
  const frames = context.frames;
  const levels = [{ name: shortName(own), actor: own, isInterrupt: false, isCall: false, saved: [] }];
  for (const frame of frames) {
    const routine = page.routines[frame.routine];
    const actor = frame.isInterrupt ? { kind: "handler", index: routine.level } : levels[levels.length - 1].actor;
    levels.push({
      name: routine.name, actor, isInterrupt: frame.isInterrupt, isCall: !frame.isInterrupt, saved: frame.saved,
    });
  }
  levels.forEach((level, index) => {
    level.pc = index < frames.length ? frames[index].returnPC - 1 : context.pc;
  });
  return levels;
}

const longestLine = 2000;
const mostMarks = 3;
const lexemes = /(\/\/.*$)|("(?:[^"\\]|\\.)*")|(@?[A-Za-z_][A-Za-z0-9_']*:?)|(0x[0-9A-Fa-f_]+|\d[\d_]*)/g;
const words = new Set((
  "global struct const invariant for irq threads handler on func extern requires ensures with preserves boot thread share "
  + "import where predicate abstract function lemma queue hands exists forall emp word pic old result").split(" "));
const mnemonics = new Set((
  "mov add sub mul and or xor shl shr sar divu remu not neg ld st beq bne blt bge bgt ble bltu bgeu bgtu bleu j jr call callr "
  + "ret cli sti iret eoi mask unmask switch block unblock halt print choose alloc free assert").split(" "));

/** A line of source as nodes; comments, words and numbers have classes. */
function highlighted(text) {
  // Of what no person wrote, nothing is told apart.
  if (text.length > longestLine) return [text];
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(lexemes)) {
    const [whole, comment, string, word] = match;
    const kind = comment ? "comment" : string ? "string" : word ? wordKind(word) : "literal";
    if (!kind) continue;
    nodes.push(text.slice(end, match.index), element("span", { class: kind }, whole));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function wordKind(word) {
  if (word.endsWith(":")) return "label";
  if (word.startsWith("@")) return "ghost";
  if (mnemonics.has(word)) return "mnemonic";
  if (words.has(word)) return "keyword";
  return null;
}
