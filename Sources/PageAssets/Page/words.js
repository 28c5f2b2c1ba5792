"use strict";
// What things are called and which sign they have: nothing is told by its colour alone.

const threadCount = page.contexts.length - 1;

/** Who runs in a configuration: `{ kind, index }`. */
function actorOf(state) {
  if (state.level < page.levelCount) return { kind: "handler", index: state.level };
  if (state.context === threadCount) return { kind: "idle", index: 0 };
  return { kind: "thread", index: state.context };
}

function handlerRoutine(level) { return page.routines.find((routine) => routine.level === level); }

function nameOf(actor) {
  switch (actor.kind) {
    case "handler": { const routine = handlerRoutine(actor.index); return routine ? routine.name : "irq " + actor.index; }
    case "thread": return page.contexts[actor.index];
    case "public": return "public";
    case "idle": return "idle";
    default: return "nobody";
  }
}

/** The name where the sign stands beside it, which tells threads of one routine apart. */
function shortName(actor) {
  return actor.kind === "thread" ? page.routines[page.threadRoutines[actor.index]].name : nameOf(actor);
}

/** A sign of two letters or three. */
function signOf(actor) {
  switch (actor.kind) {
    case "handler": return "H" + actor.index;
    case "thread": return "T" + (actor.index + 1);
    case "public": return actor.index === page.levelCount ? "PT" : "P" + actor.index;
    case "idle": return "··";
    default: return "–";
  }
}

/** The class with its colour and pattern. */
function classOf(actor) {
  switch (actor.kind) {
    case "handler": return "own handler hue-h" + actor.index % 4;
    case "thread": return "own thread hue-t" + actor.index % 4;
    case "public": return "own public";
    case "idle": return "own idle";
    default: return "own nobody";
  }
}

function describe(actor) {
  switch (actor.kind) {
    case "handler": return "handler " + nameOf(actor) + " of irq " + actor.index;
    case "thread": return "thread " + (threadCount > 1 ? actor.index + 1 + ", " : "") + shortName(actor);
    case "public":
      return actor.index === page.levelCount ? "public, invariant for threads" : "public, invariant for irq " + actor.index;
    case "idle": return "idle";
    default: return "nobody";
  }
}

const sameActor = (a, b) => a.kind === b.kind && a.index === b.index;
const levelName = (level) => (level < page.levelCount ? "irq " + level : "thread");
const placeOf = (pc) => (pc >= 0 && page.code[pc] ? page.code[pc].place : null);
const lineOf = (pc) => (placeOf(pc) ? placeOf(pc).line : null);

/** The next instruction of the running code; -1 while nobody runs. */
const pcOf = (state) => state.contexts[state.context].pc;

/** Who takes a step, and what it is called. */
function stepOf(graph, edge, before) {
  const label = page.labels[graph.label[edge]];
  if (label.interrupt !== undefined) {
    const actor = { kind: "handler", index: label.interrupt };
    return { actor, kind: "interrupt", text: nameOf(actor) + " arrives", detail: "irq " + label.interrupt, output: null };
  }
  const actor = actorOf(before);
  const pc = pcOf(before);
  const detail = label.detail || "";
  if (pc < 0) return { actor, kind: "dispatch", text: "a thread is ready", detail, output: null };
  const output = label.output === undefined ? null : label.output;
  return { actor, kind: "instruction", text: page.code[pc].text, detail, output };
}

/** What a step changed: texts by kind, transfers with their owners. */
function changesOf(before, after) {
  const changes = [];
  const add = (kind, text) => changes.push({ kind, text });
  if (before.ie !== after.ie) add("flag", "ie: " + Number(before.ie) + " → " + Number(after.ie));
  if (before.level !== after.level) add("flag", "level: " + levelName(before.level) + " → " + levelName(after.level));
  for (const context of after.contexts.slice(0, threadCount)) {
    const old = before.contexts[context.position];
    if (old.status === context.status) continue;
    if (context.status === "halted") add("thread", context.name + " ends");
    if (context.status === "blocked") add("thread", context.name + " waits in " + context.queue);
    if (old.status === "blocked") add("thread", context.name + " leaves " + old.queue);
  }
  if (before.context !== after.context) {
    add("thread", after.context === threadCount ? "the machine idles" : page.contexts[after.context] + " goes on");
  }
  for (let level = 0; level < page.levelCount; level++) {
    const bit = 1 << level;
    if ((before.imr ^ after.imr) & bit) add("flag", "irq " + level + (after.imr & bit ? " masked" : " unmasked"));
    // With `pic auto` the bits follow from the level.
    if (page.controller === "8259a" && (before.isr ^ after.isr) & bit) add("flag", "isr[" + level + "]: " + (after.isr & bit ? "0 → 1" : "1 → 0"));
  }
  page.registers.forEach((name, index) => {
    const [from, to] = [before.registers[index], after.registers[index]];
    if (from === to) return;
    add("value", before.context === after.context ? name + ": " + from + " → " + to : name + " = " + to);
  });
  const transfers = [];
  page.cells.forEach((cell, index) => {
    const [from, to] = [before.cells[index], after.cells[index]];
    if (from.owner < 0 && to.owner < 0) return;
    if (from.owner < 0) { add("value", cell.name + " allocated"); return; }
    if (to.owner < 0) { add("value", cell.name + " freed"); return; }
    if (from.value !== to.value) add("value", cell.name + ": " + from.value + " → " + to.value);
    if (from.owner === to.owner) return;
    const same = transfers.find((transfer) => transfer.from === from.owner && transfer.to === to.owner);
    if (same) same.cells.push(cell.name); else transfers.push({ from: from.owner, to: to.owner, cells: [cell.name] });
  });
  // What matters most stands first.
  return transfers.map(({ from, to, cells }) => {
    const [old, now] = [page.owners[from], page.owners[to]];
    return { kind: "transfer", cells, from: old, to: now, text: shortList(cells) + ": " + old.name + " → " + now.name };
  }).concat(changes);
}

function shortList(names) {
  return names.length <= 6 ? names.join(", ") : names.slice(0, 5).join(", ") + " and " + (names.length - 5) + " more";
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");
const counted = (number, word) => grouped(number) + " " + word + (number === 1 ? "" : "s");
