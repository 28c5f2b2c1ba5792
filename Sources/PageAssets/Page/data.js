"use strict";
// The data of the page: the document, and the graph of configurations in it. Sources/Report/Model/PageDocument.swift
// says what everything means.

const page = JSON.parse(document.getElementById("data").textContent);

/** The graph, decoded into flat arrays; configurations are put together when they are asked for. */
class Graph {
  constructor(document) {
    const { vertexCount, edgeCount, code } = document.graph;
    this.start = document.start;
    this.bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0));
    /** Where the edges of each vertex begin; and whether they are all its choices. */
    this.firstEdge = new Int32Array(vertexCount + 1);
    this.isWhole = new Uint8Array(vertexCount);
    this.depth = new Int32Array(vertexCount);
    /** The vertex that each one was found from, and where its differences to that one are. */
    this.parent = new Int32Array(vertexCount).fill(-1);
    this.parentEdge = new Int32Array(vertexCount).fill(-1);
    this.difference = new Int32Array(vertexCount);
    this.label = new Int32Array(edgeCount);
    this.choice = new Int32Array(edgeCount);
    this.kind = new Uint8Array(edgeCount);
    this.target = new Int32Array(edgeCount);
    this.known = new Map();
    this.decode(vertexCount);
  }

  get count() { return this.isWhole.length; }

  decode(vertexCount) {
    let position = 0;
    const bytes = this.bytes;
    const take = () => {
      let value = 0;
      let unit = 1;
      for (;;) {
        const byte = bytes[position++];
        value += (byte & 0x7f) * unit;
        if (byte < 0x80) return value;
        unit *= 0x80;
      }
    };
    let next = 1;
    let edge = 0;
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      this.firstEdge[vertex] = edge;
      const head = take();
      this.isWhole[vertex] = head & 1;
      let choice = 0;
      for (let rest = head >> 1; rest > 0; rest--, edge++, choice++) {
        const label = take();
        if (label & 1) choice = take();
        this.label[edge] = label >> 1;
        this.choice[edge] = choice;
        const target = take();
        if (target === 0) {
          this.kind[edge] = Graph.vertex;
          this.target[edge] = next;
          this.parent[next] = vertex;
          this.parentEdge[next] = edge;
          this.depth[next] = this.depth[vertex] + 1;
          this.difference[next] = position;
          next++;
          for (let slots = take(); slots > 0; slots--) { take(); take(); }
        } else if (target <= 2) {
          this.kind[edge] = target;
          this.target[edge] = take();
        } else {
          this.kind[edge] = Graph.vertex;
          this.target[edge] = next - (target - 2);
        }
      }
    }
    this.firstEdge[vertexCount] = edge;
  }

  /** The slots of a configuration. */
  slots(vertex) {
    const missing = [];
    let known = vertex;
    while (known > 0 && !this.known.has(known)) {
      missing.push(known);
      known = this.parent[known];
    }
    let slots = known > 0 ? this.known.get(known) : this.start;
    for (const step of missing.reverse()) {
      slots = this.changed(slots, this.difference[step]);
      // Some on the way are kept, so that far ones are near to one that is known.
      if (step === vertex || this.depth[step] % 64 === 0) this.keep(step, slots);
    }
    return slots;
  }

  keep(vertex, slots) {
    if (this.known.size > 4096) this.known.clear();
    this.known.set(vertex, slots);
  }

  changed(slots, position) {
    const result = slots.slice();
    const bytes = this.bytes;
    const take = () => {
      let value = 0;
      let unit = 1;
      for (;;) {
        const byte = bytes[position++];
        value += (byte & 0x7f) * unit;
        if (byte < 0x80) return value;
        unit *= 0x80;
      }
    };
    for (let count = take(); count > 0; count--) {
      const slot = take();
      while (result.length <= slot) result.push(0);
      result[slot] = take();
    }
    return result;
  }

  /** The edges of a vertex, by number. */
  edges(vertex) {
    const result = [];
    for (let edge = this.firstEdge[vertex]; edge < this.firstEdge[vertex + 1]; edge++) result.push(edge);
    return result;
  }

  /** The edges on the way on which a vertex was found, from the start. */
  pathTo(vertex) {
    const edges = [];
    for (; vertex > 0; vertex = this.parent[vertex]) edges.push(this.parentEdge[vertex]);
    return edges.reverse();
  }

  source(edge) {
    let low = 0;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.firstEdge[middle] <= edge) low = middle; else high = middle;
    }
    return low;
  }
}
Graph.vertex = 0;
Graph.violation = 1;
Graph.limit = 2;

/** Slots as a configuration in the words of the source. */
function configuration(slots) {
  const registerCount = page.registers.length;
  const firstContext = 5 + registerCount;
  const firstCell = firstContext + 4 * page.contexts.length;
  const numberAt = (index) => page.numbers[index];
  const contexts = page.contexts.map((name, position) => {
    const at = firstContext + 4 * position;
    const status = page.statuses[slots[at]];
    const saved = page.registerSets[slots[at + 2]];
    return {
      name, position, status: status.name, queue: status.queue || null, pc: slots[at + 1] - 1,
      registers: saved.map(numberAt), frames: page.stacks[slots[at + 3]],
    };
  });
  return {
    context: slots[0], ie: slots[1] === 1, isr: slots[2], imr: slots[3], level: slots[4],
    registers: slots.slice(5, firstContext).map(numberAt),
    contexts,
    cells: page.cells.map((cell, index) => {
      const at = firstCell + 2 * index;
      return { value: numberAt(slots[at] || 0), owner: (slots[at + 1] || 0) - 1 };
    }),
  };
}
