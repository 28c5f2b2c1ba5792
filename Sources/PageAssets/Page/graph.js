"use strict";
// A small graph drawn in layers, by depth: rows from boot downwards, every vertex with the sign of who runs there.

const largestDrawn = 300;
const nodeGap = 30;
const layerGap = 38;
const nodeRadius = 10;

class GraphView {
  constructor(container, graph, go) {
    this.container = container;
    this.graph = graph;
    this.go = go;
    this.nodes = [];
    this.lines = [];
    this.isDrawn = graph.count > 0 && graph.count <= largestDrawn;
    if (this.isDrawn) this.draw();
    else container.append(element("p", { class: "note" },
      "The graph has " + counted(graph.count, "state") + ": too many to draw. The list of what can happen next walks it."));
  }

  /** Layers of nodes; violations are nodes of their own, below the step that leads to them. */
  layers() {
    const layers = [];
    const put = (node) => {
      while (layers.length <= node.depth) layers.push([]);
      node.order = layers[node.depth].length;
      layers[node.depth].push(node);
      return node;
    };
    this.vertexNodes = Array.from(this.graph.depth, (depth, vertex) => put({ vertex, depth, above: [], below: [] }));
    this.violationNodes = new Map();
    this.links = [];
    for (let vertex = 0; vertex < this.graph.count; vertex++) {
      for (const edge of this.graph.edges(vertex)) {
        const from = this.vertexNodes[vertex];
        const kind = this.graph.kind[edge];
        let to = kind === Graph.vertex ? this.vertexNodes[this.graph.target[edge]] : null;
        if (kind === Graph.violation) {
          const key = this.graph.target[edge];
          if (!this.violationNodes.has(key)) {
            this.violationNodes.set(key, put({ violation: key, depth: from.depth + 1, above: [], below: [], edge }));
          }
          to = this.violationNodes.get(key);
        }
        if (!to) continue;
        this.links.push({ edge, from, to });
        if (to.depth === from.depth + 1) { from.below.push(to); to.above.push(from); }
      }
    }
    return layers;
  }

  /** Neighbours get near to each other: each layer is ordered by the middle of its neighbours, down and up in turn. */
  arrange(layers) {
    const widest = Math.max(...layers.map((layer) => layer.length));
    const place = (layer) => layer.forEach((node, index) => {
      node.order = index;
      node.x = (index - (layer.length - 1) / 2 + (widest - 1) / 2) * nodeGap + nodeGap;
    });
    layers.forEach(place);
    const middle = (nodes, own) => (nodes.length ? nodes.reduce((sum, node) => sum + node.x, 0) / nodes.length : own);
    for (let sweep = 0; sweep < 10; sweep++) {
      const side = sweep % 2 === 0 ? "above" : "below";
      for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
        const keys = new Map(layer.map((node) => [node, middle(node[side], node.x)]));
        layer.sort((a, b) => keys.get(a) - keys.get(b) || a.order - b.order);
        place(layer);
      }
    }
    return widest;
  }

  draw() {
    const layers = this.layers();
    const widest = this.arrange(layers);
    const width = (widest + 1) * nodeGap + 40;
    const height = layers.length * layerGap + 24;
    const y = (node) => node.depth * layerGap + 20;
    const root = drawn("svg", { width, height, viewBox: "0 0 " + width + " " + height });
    for (const link of this.links) {
      const line = drawn("path", { class: "link-line" + (link.to.depth > link.from.depth ? "" : " back"), d: this.curve(link, y) });
      this.lines[link.edge] = line;
      root.append(line);
    }
    for (const node of this.vertexNodes) root.append(this.node(node, y(node)));
    for (const node of this.violationNodes.values()) root.append(this.violationNode(node, y(node)));
    this.container.replaceChildren(
      element("p", { class: "caption" }, "All " + counted(this.graph.count, "state") + ", boot on top; thick: this run; dashed circles: handlers. Click a state to go there."),
      root);
  }

  curve({ from, to }, y) {
    const [x1, y1, x2, y2] = [from.x, y(from), to.x, y(to)];
    if (from === to) return `M${x1 + 8},${y1 - 4} c22,-16 22,24 0,8`;
    if (y2 > y1) {
      const bend = (y2 - y1) / 2;
      return `M${x1},${y1 + nodeRadius} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2 - nodeRadius}`;
    }
    const side = Math.max(x1, x2) + 26 + Math.min(60, (y1 - y2) / 8);
    return `M${x1 + nodeRadius},${y1} C${side},${y1} ${side},${y2} ${x2 + nodeRadius},${y2}`;
  }

  node(node, y) {
    const state = configuration(this.graph.slots(node.vertex));
    const actor = actorOf(state);
    const isDeadlock = page.deadlocks.some((deadlock) => deadlock.vertex === node.vertex);
    const group = drawn(
      "g", {
        class: "node", role: "button", tabindex: node.vertex === 0 ? 0 : -1, "data-vertex": node.vertex,
        "aria-label": "state " + node.vertex + ", " + describe(actor) + (lineOf(pcOf(state)) ? ", line " + lineOf(pcOf(state)) : ""),
        transform: `translate(${node.x},${y})`, onclick: () => this.go(node.vertex),
        onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.go(node.vertex); } },
      },
      drawn("title", {}, this.title(node, state)),
      drawn("circle", { class: classOf(actor) + (isDeadlock ? " deadlock" : "")
        + (this.graph.isWhole[node.vertex] ? "" : " frontier"), r: nodeRadius }),
      drawn("text", { y: 3.5, "text-anchor": "middle" }, isDeadlock ? "✗" : signOf(actor)));
    this.nodes[node.vertex] = group;
    return group;
  }

  title(node, state) {
    const cells = page.cells.map((cell, index) => ({ cell, ...state.cells[index] })).filter(({ owner }) => owner >= 0).slice(0, 12);
    return "depth " + node.depth + ", " + nameOf(actorOf(state)) + (lineOf(pcOf(state)) ? " at line " + lineOf(pcOf(state)) : "")
      + "\n" + cells.map(({ cell, value, owner }) => cell.name + " = " + value + " (" + page.owners[owner].name + ")").join("\n");
  }

  violationNode(node, y) {
    return drawn(
      "g", { class: "node violation-node", role: "button", tabindex: -1, "data-violation": node.violation,
        "aria-label": "violation " + page.violations[node.violation].code, transform: `translate(${node.x},${y})`,
        onclick: () => this.go(this.graph.source(node.edge), node.edge) },
      drawn("title", {}, page.violations[node.violation].message),
      drawn("rect", { x: -9, y: -9, width: 18, height: 18, transform: "rotate(45)" }),
      drawn("text", { y: 4, "text-anchor": "middle" }, "✗"));
  }

  /** Shows the way of the run, and where on it the reader is. */
  mark(run) {
    if (!this.isDrawn) return;
    for (const line of this.lines) if (line) line.classList.remove("on-path", "taken");
    this.nodes.forEach((node) => { node.classList.remove("on-path", "current"); node.setAttribute("tabindex", -1); });
    run.vertices.forEach((vertex) => this.nodes[vertex].classList.add("on-path"));
    run.edges.forEach((edge, index) => {
      if (!this.lines[edge]) return;
      this.lines[edge].classList.add("on-path");
      if (index < run.position) this.lines[edge].classList.add("taken");
    });
    const current = this.nodes[run.vertices[run.position]];
    current.classList.add("current");
    current.setAttribute("tabindex", 0);
    this.reveal(run.vertices[run.position]);
  }

  reveal(vertex) {
    if (this.container.hidden || this.container.clientHeight === 0) return;
    const node = this.vertexNodes[vertex];
    const y = node.depth * layerGap + 20;
    const { scrollTop, clientHeight, scrollLeft, clientWidth } = this.container;
    if (y < scrollTop + 30 || y > scrollTop + clientHeight - 50) this.container.scrollTop = y - clientHeight / 2;
    if (node.x < scrollLeft + 30 || node.x > scrollLeft + clientWidth - 30) this.container.scrollLeft = node.x - clientWidth / 2;
  }
}
