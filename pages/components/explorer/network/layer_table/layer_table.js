// @ts-check
// A table of layers, one page at a time. Python stores the table. The browser sends edits, and shows the rows
// that Python returns.

import { element, setText } from "../../../elements/dom.js";
import { gettext } from "../../../elements/texts.js";
import { HEADERS, makeRow, showLayer } from "./row.js";

/** @import { Row } from "./row.js" */
/** @import { Data, Send } from "./types.d.ts" */

const MILLISECONDS_AFTER_TYPING = 400;

/** @typedef {ReturnType<typeof makeTable>} Table */
/** @typedef {HTMLElement & { layerTable?: Table }} Host */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: Data, parentElement: Host, setTriggerValue: (name: string, value: unknown) => void }} element
 */
export default function layerTable({ data, parentElement, setTriggerValue }) {
  parentElement.layerTable ??= makeTable(parentElement, (message) => setTriggerValue("message", message));
  const table = parentElement.layerTable;
  showTable(table, data);
  return () => {
    clearTimeout(table.state.timer);
    table.root.remove();
    delete parentElement.layerTable;
  };
}

/**
 * @param {Element} parent
 * @param {Send} send
 */
function makeTable(parent, send) {
  const root = element("div", "layer-table");
  const search = element("input");
  search.type = "search";
  search.placeholder = gettext("Name or kind");
  search.setAttribute("aria-label", gettext("Find layers by name or kind"));
  const filter = element("select");
  filter.setAttribute("aria-label", gettext("Layers to show"));
  const before = pageButton(gettext("Previous"));
  const after = pageButton(gettext("Next"));
  const position = element("p", "layer-position");
  position.setAttribute("role", "status");
  const tools = element("div", "layer-tools");
  tools.append(search, filter, before, position, after);
  const frame = element("div", "layer-frame");
  const table = element("table");
  const head = element("tr");
  head.append(...HEADERS().map((header) => columnHeader(header)));
  const body = element("tbody");
  const heads = element("thead");
  heads.append(head);
  table.append(heads, body);
  frame.append(table);
  root.append(tools, frame);
  parent.append(root);
  const state = { page: 0, timer: 0, names: "", rows: /** @type {Row[]} */ ([]) };

  /** @param {number} page */
  function show(page) {
    clearTimeout(state.timer);
    send({ type: "show", page, search: search.value, filter: filter.value });
  }

  before.addEventListener("click", () => show(state.page - 1));
  after.addEventListener("click", () => show(state.page + 1));
  filter.addEventListener("change", () => show(0));
  search.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.timer = window.setTimeout(() => show(0), MILLISECONDS_AFTER_TYPING);
  });
  return { root, search, filter, before, after, position, body, state, send };
}

/**
 * @param {Table} table
 * @param {Data} data
 */
function showTable(table, data) {
  const { state } = table;
  state.page = data.page;
  const names = JSON.stringify(data.rows.map((layer) => layer.name));
  if (names !== state.names) {
    state.names = names;
    state.rows = data.rows.map((layer) => makeRow(layer.name, table.send));
    table.body.replaceChildren(...state.rows.map((row) => row.root));
  }
  // If only values change, the same row elements are used again, so the focus stays in its input.
  state.rows.forEach((row, index) => {
    showLayer(row, data.rows[index], data);
  });
  if (document.activeElement !== table.search) table.search.value = data.search;
  const options = data.filters.map(([name, text]) => new Option(text, name));
  table.filter.replaceChildren(...options);
  table.filter.value = data.filter;
  setText(table.position, data.position);
  table.before.disabled = data.page === 0;
  table.after.disabled = data.page + 1 >= data.pages;
}

/** @param {string} text */
function columnHeader(text) {
  const header = element("th", "", text);
  header.scope = "col";
  return header;
}

/** @param {string} text */
function pageButton(text) {
  const button = element("button", "", text);
  button.type = "button";
  return button;
}
