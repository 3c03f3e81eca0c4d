// @ts-check
// The table of differences: one row per setting and result. On a phone, it is one card per setting.

/** @import { Comparison, Item, Row } from "../types.d.ts" */
import { element } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { makeSwatch } from "./swatch.js";

const MAX_CARD_WIDTH = 640;
const MAX_OPEN_VALUES = 4;

/**
 * Draw the table again, if something of it has changed.
 *
 * @param {HTMLElement & { shown?: string }} host
 * @param {{ comparison: Comparison, items: Item[], showsAll: boolean, width: number }} model
 */
export function drawTable(host, { comparison, items, showsAll, width }) {
  const isNarrow = width < MAX_CARD_WIDTH;
  const { settings, results, runs } = comparison;
  const shown = JSON.stringify([isNarrow, showsAll, settings, results, runs.map((run) => run.label)]);
  if (shown === host.shown) return;
  host.shown = shown;
  const isShown = (/** @type {Row} */ row) => showsAll || row.differs;
  const sections = /** @type {[string, Row[]][]} */ ([
    [gettext("Settings"), settings.filter(isShown)],
    [gettext("Results"), results.filter(isShown)],
  ]);
  const content = isNarrow ? cards(sections, items) : table(sections, comparison, items);
  const hasDifferences = sections.some(([, rows]) => rows.length > 0);
  const nothing = element("p", "", gettext("All settings and results are the same."));
  host.replaceChildren(...(hasDifferences ? content : [nothing]));
}

/**
 * @param {[string, Row[]][]} sections
 * @param {Comparison} comparison
 * @param {Item[]} items
 */
function table(sections, { runs }, items) {
  const frame = element("div", "comparison-frame");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", gettext("Settings and results of each run"));
  const root = element("table", "comparison-table");
  const head = element("tr");
  head.append(element("td"));
  runs.forEach((run, index) => {
    const cell = element("th");
    cell.scope = "col";
    const link = element("a", "", items[index].label);
    link.href = run.address;
    cell.append(makeSwatch(items[index].style), link);
    head.append(cell);
  });
  const heads = element("thead");
  heads.append(head);
  root.append(heads);
  for (const [title, rows] of sections) if (rows.length) root.append(tableSection(title, rows, runs.length));
  frame.append(root);
  return [frame];
}

/**
 * @param {string} title
 * @param {Row[]} rows
 * @param {number} nRuns
 */
function tableSection(title, rows, nRuns) {
  const body = element("tbody");
  const heading = element("tr", "comparison-section");
  const headingCell = element("th", "", title);
  headingCell.scope = "rowgroup";
  headingCell.colSpan = nRuns + 1;
  heading.append(headingCell);
  body.append(heading);
  for (const row of rows) {
    const line = element("tr");
    if (row.differs) line.dataset.differs = "true";
    const name = element("th", "", row.title);
    name.scope = "row";
    line.append(name, ...row.cells.map((cell) => element("td", "", cell)));
    body.append(line);
  }
  return body;
}

/**
 * One card per row. It lists each value with the runs that have it.
 *
 * @param {[string, Row[]][]} sections
 * @param {Item[]} items
 */
function cards(sections, items) {
  return sections.flatMap(([title, rows]) =>
    rows.length ? [element("h4", "", title), ...rows.map((row) => card(row, items))] : [],
  );
}

/**
 * A card with many values is closed at first.
 *
 * @param {Row} row
 * @param {Item[]} items
 */
function card({ title, cells }, items) {
  const values = new Set(cells);
  const root = element("details", "comparison-card");
  root.open = values.size <= MAX_OPEN_VALUES;
  root.append(element("summary", "", title));
  const list = element("dl");
  for (const value of values) {
    const runs = items.filter((_item, index) => cells[index] === value);
    const numbers = runs.length === cells.length ? gettext("all runs") : runs.map((item) => item.mark).join(", ");
    list.append(element("dt", "", value), element("dd", "", numbers));
  }
  root.append(list);
  return root;
}
