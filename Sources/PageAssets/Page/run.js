"use strict";
// The run that is shown: a way through the graph, and where on it the reader is.

class Run {
  constructor(graph) {
    this.graph = graph;
    /** The edges taken; the last may lead to a violation or a bound. */
    this.edges = [];
    this.vertices = [0];
    this.position = 0;
    /** Choices of a schedule that the graph of this page does not have. */
    this.missing = 0;
    this.states = new Map();
    this.steps = [];
  }

  get length() { return this.edges.length; }

  follow(choices) {
    for (const choice of choices) {
      const edge = this.graph.edges(this.vertices[this.length]).find((edge) => this.graph.choice[edge] === choice);
      if (edge === undefined) break;
      this.add(edge);
    }
    this.missing = choices.length - this.length;
  }

  add(edge) {
    this.edges.push(edge);
    const isVertex = this.graph.kind[edge] === Graph.vertex;
    this.vertices.push(isVertex ? this.graph.target[edge] : this.vertices[this.vertices.length - 1]);
  }

  /** Takes another edge at the position, and goes there. */
  branch(edge) {
    if (this.edges[this.position] !== edge) {
      this.edges.length = this.position;
      this.vertices.length = this.position + 1;
      this.steps.length = this.position;
      this.missing = 0;
      this.add(edge);
    }
    this.position += 1;
  }

  /** Makes it the way on which a vertex was found, unless the run comes by there anyway. */
  goTo(vertex) {
    const known = this.vertices.indexOf(vertex);
    if (known >= 0) { this.position = known; return; }
    this.replace(this.graph.pathTo(vertex));
    this.position = this.length;
  }

  replace(edges) {
    this.edges = [];
    this.vertices = [0];
    this.steps = [];
    this.missing = 0;
    for (const edge of edges) this.add(edge);
  }

  stateAt(position) {
    const vertex = this.vertices[position];
    if (!this.states.has(vertex)) {
      if (this.states.size > 4096) this.states.clear();
      this.states.set(vertex, configuration(this.graph.slots(vertex)));
    }
    return this.states.get(vertex);
  }

  /** The step that leads to a position, from 1. */
  stepTo(position) {
    const index = position - 1;
    if (!this.steps[index]) {
      const edge = this.edges[index];
      const before = this.stateAt(index);
      const step = stepOf(this.graph, edge, before);
      const isVertex = this.graph.kind[edge] === Graph.vertex;
      step.changes = isVertex ? changesOf(before, this.stateAt(position)) : [];
      step.isSwitch = isVertex && before.context !== this.stateAt(position).context;
      step.isTransfer = step.changes.some((change) => change.kind === "transfer");
      step.violation = this.graph.kind[edge] === Graph.violation ? page.violations[this.graph.target[edge]] : null;
      step.limit = this.graph.kind[edge] === Graph.limit ? page.limits[this.graph.target[edge]] : null;
      this.steps[index] = step;
    }
    return this.steps[index];
  }

  /** What is wrong at a position: at the end of a failing step, or where the machine idles for good. */
  violationAt(position) {
    if (position > 0 && this.stepTo(position).violation) return this.stepTo(position).violation;
    if (page.run.violation !== undefined && this.isFirstAt(position)) return page.violations[page.run.violation];
    const deadlock = page.deadlocks.find((deadlock) => deadlock.vertex === this.vertices[position]);
    return deadlock ? page.violations[deadlock.violation] : null;
  }

  /** Whether a position is the end of the run that the page opened with. */
  isFirstAt(position) {
    return position === this.length && this.missing === 0 && this.scheduleTo(position) === page.run.choices.join(".");
  }

  limitAt(position) { return position > 0 ? this.stepTo(position).limit : null; }

  /** The edges that can be taken at a position; none behind a violation. */
  choicesAt(position) {
    if (position > 0 && this.graph.kind[this.edges[position - 1]] !== Graph.vertex) return [];
    return this.graph.edges(this.vertices[position]);
  }

  /** Whether the page has all choices of the position. */
  isWholeAt(position) {
    if (position > 0 && this.graph.kind[this.edges[position - 1]] !== Graph.vertex) return true;
    return this.graph.isWhole[this.vertices[position]] === 1;
  }

  scheduleTo(position) { return this.edges.slice(0, position).map((edge) => this.graph.choice[edge]).join("."); }

  /** The next position, in a direction, whose step satisfies a condition; null where there is none. */
  find(direction, condition) {
    for (let at = this.position + direction; at > 0 && at <= this.length; at += direction) {
      if (condition(this.stepTo(at))) return at;
    }
    return null;
  }
}
