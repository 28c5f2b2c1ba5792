"use strict";
// The machine at one moment: flags, registers, memory by owner, stacks and threads, and what can happen next.

function showFlags(state, before) {
  const changed = (condition) => (condition ? " changed" : "");
  const actor = actorOf(state);
  const bits = (name, value, old, meaning) => element(
    "span", { class: "bits", title: meaning }, element("span", { class: "bits-name" }, name),
    Array.from({ length: page.levelCount }, (_, level) => {
      const isSet = (value >> level) & 1;
      return element(
        "span", { class: "bit" + (isSet ? " set" : "") + changed(((value ^ old) >> level) & 1) }, level + ":" + isSet);
    }));
  show("flags",
    element("span", { class: "pill ie " + (state.ie ? "on" : "off") + changed(state.ie !== before.ie) },
      element("b", {}, "ie = " + Number(state.ie)), state.ie ? " interrupts on" : " interrupts off"),
    element("span", { class: "pill level" + changed(state.level !== before.level) }, badge(actor), " ",
      "level: " + levelName(state.level)),
    element("span", { class: "break" }),
    bits("isr", state.isr, before.isr, "in service: whose handler has not ended"),
    bits("imr", state.imr, before.imr, "masked: which interrupts are held back"));
}

function showRegisters(state, before) {
  const actor = actorOf(state);
  byId("registers-of").textContent = actor.kind === "idle" ? "nobody runs" : "of " + describe(actor);
  if (page.registers.length === 0) { show("registers", element("p", { class: "hint" }, "the program uses none")); return; }
  show("registers", page.registers.map((name, index) => {
    const [value, old] = [state.registers[index], before.registers[index]];
    const isChanged = value !== old;
    return element(
      "div", { class: "register" + (isChanged ? " changed" : "") }, element("span", { class: "name" }, name),
      element("span", { class: "value", title: named(value) }, value),
      isChanged ? element("span", { class: "old" }, "was " + old) : null);
  }));
}

/** The cell whose address a value is, for pointers. */
function named(value) {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 16) return null;
  const cell = page.cells.find((cell) => cell.address === "0x" + number.toString(16));
  return cell ? "the address of " + cell.name : null;
}

const mostCells = 300;
const mostContexts = 60;

/** `violation` is what is wrong in the state, or null: the cells that it speaks of are marked. */
function showMemory(state, before, violation) {
  const named = new Set((violation ? violation.facts : []).filter((fact) => fact.kind === "owner").map((fact) => fact.name));
  const shown = page.cells.map((cell, index) => ({ cell, now: state.cells[index], old: before.cells[index] }))
    .filter(({ now, old }) => now.owner >= 0 || old.owner >= 0)
    .sort((a, b) => Number(a.cell.address) - Number(b.cell.address));
  byId("memory").classList.toggle("compact", shown.length > 24);
  if (shown.length === 0) { show("memory", element("p", { class: "hint" }, "there are no cells")); return; }
  // Those that change are never left out.
  const kept = shown.filter(({ now, old }, index) => index < mostCells || now.value !== old.value || now.owner !== old.owner);
  show("memory", kept.slice(0, 2 * mostCells).map(({ cell, now, old }) => memoryCell(cell, now, old, named.has(cell.name))));
  if (kept.length < shown.length) {
    byId("memory").append(element("p", { class: "hint" }, "and " + counted(shown.length - kept.length, "more cell")));
  }
}

function memoryCell(cell, now, old, isWrong) {
  const owner = now.owner >= 0 ? page.owners[now.owner] : { kind: "nobody", index: 0, name: "freed" };
  const isNew = old.owner < 0;
  const moved = !isNew && now.owner >= 0 && now.owner !== old.owner;
  const written = !isNew && now.owner >= 0 && now.value !== old.value;
  const from = moved ? page.owners[old.owner] : null;
  const label = cell.name + " is " + now.value + ", " + (owner.kind === "public" ? "public" : "owned by " + owner.name);
  return element(
    "div", {
      class: "cell " + classOf(owner) + (moved || written || isNew ? " changed" : "") + (now.owner < 0 ? " freed" : "")
        + (isWrong ? " wrong" : ""),
      title: cell.address + ": " + label, role: "img", "aria-label": label,
    },
    element("div", { class: "cell-name" }, isWrong ? element("b", { class: "breaks" }, "✗ ") : null, cell.name),
    element("div", { class: "cell-value" }, written ? element("s", {}, old.value) : null, written ? " " : null,
      now.owner < 0 ? "freed" : now.value),
    element("div", { class: "cell-owner" }, moved ? [badge(from), " → "] : null, badge(owner), " ",
      // Both signs fill the line; the name is in the legend.
      moved ? null : element("span", {}, owner.kind === "thread" ? shortName(owner) : owner.name)));
}

function showLegend(state, onLine) {
  const used = page.owners.filter((_, index) => state.cells.some((cell) => cell.owner === index));
  const publics = page.owners.filter((owner) => owner.kind === "public");
  const entries = [...used.filter((owner) => owner.kind !== "public"), ...publics];
  show("legend", entries.map((owner) => {
    const invariants = owner.kind === "public" ? page.invariants.filter((item) => item.level === owner.index) : [];
    const text = owner.kind === "public"
      ? invariants.map((item) => element(
        "button", { type: "button", class: "link", title: "Show it in the source", onclick: () => onLine(item.place) }, item.text))
      : owner.kind === "nobody" ? "nobody's: left over, no code may use it" : "private to " + describe(owner);
    return element("div", { class: "legend-row" }, badge(owner), element("span", {}, owner.kind === "public"
      ? ["public: nobody's until it is gained. ", text] : text));
  }));
}

const statusWords = {
  running: "runs", ready: "ready", blocked: "waits", halted: "has ended", absent: "",
};

function showContexts(state) {
  const shown = state.contexts.filter((context) =>
    context.status !== "absent" && !(context.position === threadCount && context.position !== state.context
      && context.frames.length === 0));
  const queues = new Map();
  for (const context of shown) {
    if (context.status !== "blocked") continue;
    if (!queues.has(context.queue)) queues.set(context.queue, []);
    queues.get(context.queue).push(context);
  }
  const running = shown.filter((context) => context.position === state.context);
  const others = shown.filter((context) => context.position !== state.context);
  show("contexts",
    [...running, ...others].slice(0, mostContexts).map((context) => contextCard(context, state)),
    shown.length > mostContexts ? element("p", { class: "hint" }, "and " + counted(shown.length - mostContexts, "more thread")) : null,
    [...queues].map(([queue, waiting]) => element(
      "div", { class: "queue" }, "in ", element("b", {}, queue), " wait ",
      waiting.map((context) => badge({ kind: "thread", index: context.position })))));
}

function contextCard(context, state) {
  const isRunning = context.position === state.context;
  const isThread = context.position < threadCount;
  const own = isThread ? { kind: "thread", index: context.position } : { kind: "idle", index: 0 };
  const levels = levelsOf(context);
  const hasStack = context.status !== "halted" && (levels.length > 1 || isRunning);
  const status = context.status === "blocked" ? "waits in " + context.queue
    : isRunning && !isThread && levels.length === 1 ? "nobody can run"
      : isRunning && levels.some((level) => level.isInterrupt) ? "interrupted" : statusWords[context.status];
  return element(
    "div", { class: "context " + context.status + (isRunning ? " current" : "") },
    element("div", { class: "context-head" }, badge(own), element("b", {}, shortName(own)),
      element("span", { class: "status " + context.status }, status),
      !hasStack && lineOf(context.pc) ? element("span", { class: "hint" }, "line " + lineOf(context.pc)) : null),
    hasStack ? element("ol", { class: "stack", "aria-label": "stack, top first" },
      levels.map((level, index) => stackLevel(level, levels[index + 1], isRunning && index === levels.length - 1)).reverse())
      : null);
}

function stackLevel(level, above, isRunning) {
  const line = lineOf(level.pc);
  const saved = above && above.isInterrupt ? above.saved : [];
  const what = level.isInterrupt ? "⚡ " : level.isCall ? "↳ " : "";
  const state = isRunning ? "▶ runs" : above && above.isInterrupt ? "interrupted" : above ? "waits for its call" : "goes on here";
  return element(
    "li", { class: "level " + classOf(level.actor) + (isRunning ? " running" : "") },
    badge(level.actor), element("span", { class: "level-name" }, what + level.name),
    element("span", { class: "hint" }, (line ? "line " + line + ", " : "") + state),
    saved.length ? element("span", { class: "saved" }, "keeps " + saved.map(([register, value]) =>
      page.registers[register] + " = " + page.numbers[value]).join(", ")) : null);
}

function showChoices(run, take) {
  const at = run.position;
  const violation = run.violationAt(at);
  const choices = run.choicesAt(at);
  const limit = run.limitAt(at);
  const before = run.stateAt(at);
  byId("choices-card").hidden = Boolean(violation) && choices.length === 0;
  const most = 200;
  const buttons = choices.slice(0, most).map((edge, index) => {
    const step = stepOf(run.graph, edge, before);
    const isNext = run.edges[at] === edge;
    const kind = run.graph.kind[edge];
    const changes = kind === Graph.vertex ? changesOf(before, configuration(run.graph.slots(run.graph.target[edge]))) : [];
    return element(
      "button", {
        type: "button", class: "choice " + step.kind + (isNext ? " on-run" : ""), "data-choice": run.graph.choice[edge],
        "aria-label": sentence(step, changes), onclick: () => take(edge),
      },
      element("span", { class: "key", "aria-hidden": "true" }, index < 9 ? String(index + 1) : ""),
      element("span", { class: "choice-body" },
        element("span", { class: "choice-head" }, step.kind === "interrupt" ? "⚡ " : null, badge(step.actor), " ",
          stepText(step), isNext ? element("span", { class: "next-mark" }, "on this run") : null),
        kind === Graph.violation ? element("span", { class: "breaks" }, "✗ breaks the program") : null,
        kind === Graph.limit ? element("span", { class: "breaks" }, "ends at a bound of the machine") : null,
        element("span", { class: "changes" }, changes.slice(0, 6).map(chip))));
  });
  const notes = [];
  if (choices.length > most) notes.push(counted(choices.length - most, "more choice") + " are not listed");
  if (limit) notes.push("The machine stops here: " + limit.message);
  else if (!run.isWholeAt(at)) notes.push(frontierNote(run));
  else if (choices.length === 0 && !violation) notes.push("Nothing: the program has ended, and nothing can arrive.");
  show("choices", buttons, notes.map((note) => element("div", { class: "note" }, note)));
}

function frontierNote(run) {
  const schedule = run.scheduleTo(run.position);
  return [
    run.choicesAt(run.position).length ? "There are more choices than this page has. " : "This page ends here; the program goes on. ",
    "A page from here: ",
    element("code", { class: "command" }, schedule === "" ? page.replayCommand + "''" + page.pageOption
      : page.replayCommand + schedule + page.pageOption),
  ];
}

/** A step in words, without who takes it. */
function stepText(step) {
  const code = step.kind === "instruction" ? element("code", {}, step.text) : element("b", {}, step.text);
  return [
    step.kind === "instruction" ? element("span", { class: "who" }, nameOf(step.actor) + ": ") : null, code,
    step.detail ? element("span", { class: "detail" }, " " + step.detail) : null,
    step.output !== null ? element("span", { class: "output" }, " prints “" + step.output + "”") : null,
  ];
}

function sentence(step, changes) {
  const head = step.kind === "instruction" ? nameOf(step.actor) + ": " + step.text : step.text;
  return head + (step.detail ? " " + step.detail : "") + (changes.length ? "; " + changes.map((change) => change.text).join("; ") : "");
}

function showViolation(run, onLine) {
  const violation = run.violationAt(run.position);
  const card = byId("violation");
  card.hidden = !violation;
  if (!violation) return;
  const rows = [];
  for (const kind of ["needs", "has", "owner", "value", "known", "note"]) {
    const facts = violation.facts.filter((fact) => fact.kind === kind);
    // All values share a row.
    if (kind === "value" && facts.length) rows.push(["with", facts.map((fact) => fact.name + " = " + fact.text).join(", ")]);
    else for (const fact of facts) rows.push([kind, fact.name ? fact.name + ": " + fact.text : fact.text]);
  }
  if (violation.suggestion) rows.push(["help", violation.suggestion]);
  const places = [violation.place ? { place: violation.place, label: "here" } : null, ...violation.related].filter(Boolean);
  show(
    "violation", element("h2", {}, "✗ " + violation.code), element("p", { class: "message" }, violation.message),
    run.isFirstAt(run.position) && page.run.repeatsFrom !== undefined
      ? element("p", {}, "From here on, steps " + page.run.repeatsFrom + " to " + run.length + " repeat for ever.") : null,
    element("dl", {}, rows.map(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])),
    element("ul", { class: "places" }, places.map(({ place, label }) => element(
      "li", {}, element("button", { type: "button", class: "link", title: place.path, onclick: () => onLine(filePlace(place)) },
        place.path.split("/").pop() + ":" + place.line), " ", label))));
}

/** A place of a report as one of the page. */
function filePlace(place) {
  return {
    file: Math.max(0, page.sources.findIndex((source) => source.path === place.path)), line: place.line, column: place.column,
    endLine: place.endLine, endColumn: place.endColumn,
  };
}
