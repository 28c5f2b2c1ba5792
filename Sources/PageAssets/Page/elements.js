"use strict";
// Making elements. Texts become text nodes, never markup.

/** An element; `attributes` by name, `on…` are listeners, null and false are left out. */
function element(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function drawn(name, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const byId = (id) => document.getElementById(id);

function show(id, ...children) { byId(id).replaceChildren(...children.flat(Infinity).filter(Boolean)); }

/** The sign of an owner or actor on its colour. */
function badge(actor) {
  return element("span", { class: "badge " + classOf(actor), title: describe(actor) }, signOf(actor));
}

/** A change as a chip; transfers with the signs of both owners. */
function chip(change) {
  if (change.kind !== "transfer") return element("span", { class: "chip " + change.kind }, change.text);
  return element(
    "span", { class: "chip transfer" }, element("b", {}, shortList(change.cells)), ": ", badge(change.from), " ",
    change.from.kind === "thread" ? shortName(change.from) : change.from.name, " → ", badge(change.to), " ",
    change.to.kind === "thread" ? shortName(change.to) : change.to.name);
}
