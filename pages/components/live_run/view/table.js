// @ts-check
// The table with the numbers of each pruned layer. It is made when the first masks are measured.

/** @import { RunData, RunRecord } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { layerCaption, layerColumns, layerRows } from "../words/layers.js";

export function makeTableFrame() {
  const frame = element("div", "live-run-table");
  frame.tabIndex = 0; // a wide table can be scrolled by keyboard
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
    frame.append(makeTable(data));
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
function makeTable(data) {
  const table = element("table");
  table.createCaption();
  const columns = layerColumns();
  const head = element("tr");
  head.append(...columns.map((name) => makeHeading(name, "col")));
  const rows = data.pruned_kernels.map(() => {
    const row = element("tr");
    row.append(makeHeading("", "row"), ...columns.slice(1).map(() => element("td")));
    return row;
  });
  table.append(head, ...rows);
  return table;
}

/**
 * @param {string} text
 * @param {"row" | "col"} scope
 */
function makeHeading(text, scope) {
  return Object.assign(element("th", "", text), { scope });
}
