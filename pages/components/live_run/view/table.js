// @ts-check
// The numbers of each pruned layer, in a table that is made when the first masks are measured.

/** @import { RunData, RunRecord } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { layerCaption, layerColumns, layerRows } from "../words/layers.js";

export function makeTableFrame() {
  const frame = element("div", "live-run-table");
  frame.tabIndex = 0; // if it is too wide, the keyboard scrolls it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", gettext("Numbers of each layer"));
  frame.hidden = true;
  return frame;
}

/**
 * @param {HTMLElement} frame
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function drawTable(frame, data, { masks, drift }) {
  if (!masks) return;
  if (frame.hidden) {
    frame.hidden = false;
    frame.append(emptyTable(data));
  }
  const table = /** @type {HTMLTableElement} */ (frame.firstChild);
  if (table.caption) setText(table.caption, layerCaption(masks, drift));
  for (const [index, texts] of layerRows(data, masks, drift).entries()) {
    const row = table.rows[index + 1];
    for (const [column, text] of texts.entries()) setText(row.cells[column], text);
    row.dataset.differs = String(masks.kept[index] !== masks.predicted[index]);
  }
}

/** @param {RunData} data */
function emptyTable(data) {
  const table = element("table");
  table.createCaption();
  const columns = layerColumns();
  const head = element("tr");
  head.append(...columns.map((name) => heading(name, "col")));
  const rows = data.pruned.map(() => {
    const row = element("tr");
    row.append(heading("", "row"), ...columns.slice(1).map(() => element("td")));
    return row;
  });
  table.append(head, ...rows);
  return table;
}

/**
 * @param {string} text
 * @param {"row" | "col"} scope
 */
function heading(text, scope) {
  return Object.assign(element("th", "", text), { scope });
}
