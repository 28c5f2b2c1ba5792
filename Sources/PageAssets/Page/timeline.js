"use strict";
// The run from left to right: a lane for each thread and handler, marks for what matters.

const laneHeight = 18;
const marksHeight = 20;
const labelWidth = 128;
const rightMargin = 16;
const mostLanes = 10;

class Timeline {
  constructor(container, go) {
    this.container = container;
    this.go = go;
  }

  /** The lanes of a run: who runs in it, and every handler and thread if these are few. */
  lanes(run) {
    const seen = new Set();
    for (let at = 0; at <= run.length; at++) {
      const actor = actorOf(run.stateAt(at));
      seen.add(actor.kind + actor.index);
    }
    const all = [
      ...page.routines.filter((routine) => routine.level !== undefined)
        .map((routine) => ({ kind: "handler", index: routine.level })).sort((a, b) => a.index - b.index),
      ...page.contexts.slice(0, threadCount).map((_, index) => ({ kind: "thread", index })),
      { kind: "idle", index: 0 },
    ];
    const isSeen = (actor) => seen.has(actor.kind + actor.index);
    return all.filter((actor) => isSeen(actor) || (actor.kind !== "idle" && all.length <= 8));
  }

  draw(run) {
    this.run = run;
    const width = Math.max(320, this.container.clientWidth);
    const all = this.lanes(run);
    const lanes = all.slice(0, mostLanes);
    const height = marksHeight + lanes.length * laneHeight + 4;
    this.x = (at) => labelWidth + (run.length === 0 ? 0 : (at / run.length) * (width - labelWidth - rightMargin));
    const root = drawn("svg", { width, height, viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": this.summary(run) });
    lanes.forEach((actor, row) => root.append(...this.lane(actor, row, width)));
    root.append(...this.segments(run, lanes), ...this.marks(run, height));
    if (all.length > lanes.length) {
      root.append(drawn("text", { class: "lane-name", x: 2, y: 13 }, "and " + counted(all.length - lanes.length, "more lane")));
    }
    this.head = drawn("line", { class: "head", y1: 0, y2: height });
    root.append(this.head);
    root.addEventListener("click", (event) => {
      const x = event.clientX - root.getBoundingClientRect().left;
      const share = (x - labelWidth) / (width - labelWidth - rightMargin);
      if (share > -0.02) this.go(Math.round(Math.min(1, Math.max(0, share)) * run.length));
    });
    this.container.replaceChildren(root);
    this.move(run.position);
  }

  summary(run) { return counted(run.length, "step") + ", lanes show who ran"; }

  lane(actor, row, width) {
    const y = marksHeight + row * laneHeight;
    const name = shortName(actor);
    return [
      drawn("rect", { class: "lane", x: labelWidth, y: y + 2, width: width - labelWidth - rightMargin, height: laneHeight - 4 }),
      drawn("rect", { class: "lane-badge " + classOf(actor), x: 2, y: y + 2, width: 24, height: laneHeight - 4, rx: 3 }),
      drawn("text", { class: "lane-sign", x: 14, y: y + 13, "text-anchor": "middle" }, signOf(actor)),
      drawn("text", { class: "lane-name", x: 32, y: y + 13 }, name.length > 15 ? name.slice(0, 14) + "…" : name),
    ];
  }

  /** Who took the steps between two positions. */
  segments(run, lanes) {
    const result = [];
    let start = 0;
    for (let at = 1; at <= run.length; at++) {
      const actor = run.stepTo(at).actor;
      const isLast = at === run.length || !sameActor(run.stepTo(at + 1).actor, actor);
      if (!isLast) continue;
      const row = lanes.findIndex((lane) => sameActor(lane, actor));
      if (row >= 0) {
        result.push(drawn("rect", {
          class: "ran " + classOf(actor), x: this.x(start), y: marksHeight + row * laneHeight + 3,
          width: Math.max(2, this.x(at) - this.x(start)), height: laneHeight - 6, rx: 2,
        }));
      }
      start = at;
    }
    return result;
  }

  marks(run, height) {
    const result = [];
    // Where steps are narrow, some signs would cover others; what is rare is never left out.
    let free = -Infinity;
    const mark = (at, kind, sign, title) => {
      const isCommon = kind === "transfer" || kind === "switch";
      if (isCommon && this.x(at - 0.5) < free) return;
      if (kind === "interrupt" && this.x(at - 0.5) < free - 12) return;
      free = this.x(at - 0.5) + 15;
      // In the middle of the step, whose end is the position.
      const x = this.x(at - 0.5);
      result.push(drawn("line", { class: "mark-line " + kind, x1: x, x2: x, y1: marksHeight - 4, y2: height }));
      const text = drawn("text", { class: "mark-sign " + kind, x, y: 13, "text-anchor": "middle", "data-step": at }, sign);
      text.append(drawn("title", {}, "step " + at + ": " + title));
      result.push(text);
    };
    for (let at = 1; at <= run.length; at++) {
      const step = run.stepTo(at);
      const title = step.text;
      if (step.violation || (at === run.length && run.violationAt(at))) mark(at, "violation", "✗", title);
      else if (step.kind === "interrupt") mark(at, "interrupt", "⚡", title);
      else if (step.isTransfer) mark(at, "transfer", "⇄", title);
      else if (step.isSwitch) mark(at, "switch", "↷", title);
    }
    return result;
  }

  move(position) {
    const x = this.x(position);
    this.head.setAttribute("x1", x);
    this.head.setAttribute("x2", x);
  }
}
