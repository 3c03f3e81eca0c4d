// @ts-check
// The legend: a row per line, with its values at the hover line. A row highlights its line, and hides it.

/** @import { Action, Axis, DrawnCurve, Item, Measure, ViewState } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { axisTitle } from "../data/axes.js";
import { valueAt } from "../data/curves.js";
import { writePosition, writeValue } from "../data/numbers.js";
import { makeSwatch } from "./swatch.js";

/** @typedef {{ measure: Measure, curves: Map<string, DrawnCurve> }} MeasuredCurves */
/** @typedef {{ root: HTMLElement, caption: HTMLElement, body: HTMLElement, cells: Map<string, HTMLElement[]>, shown: string }} Legend */

/**
 * @param {HTMLElement} parent
 * @returns {Legend}
 */
export function makeLegend(parent) {
  const root = element("div", "comparison-frame comparison-legend");
  root.tabIndex = 0;
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", gettext("Legend, with the values at the hover line"));
  const caption = element("caption");
  caption.setAttribute("role", "status");
  const body = element("table", "comparison-table");
  body.append(caption);
  root.append(body);
  parent.append(root);
  return { root, caption, body, cells: new Map(), shown: "" };
}

/**
 * Draw the rows again, if something of them has changed.
 *
 * @param {Legend} legend
 * @param {{ items: Item[], measured: MeasuredCurves[], state: ViewState, dispatch: (action: Action) => void }} model
 */
export function drawLegend(legend, { items, measured, state, dispatch }) {
  const shown = JSON.stringify([items, measured.map(({ measure }) => measure.name), state.hidden]);
  if (shown === legend.shown) return;
  legend.shown = shown;
  legend.cells.clear();
  const head = element("tr");
  head.append(headerCell(state.grouped ? gettext("Group") : gettext("Run")));
  head.append(...measured.map(({ measure }) => headerCell(measure.title)));
  const heads = element("thead");
  heads.append(head);
  const rows = element("tbody");
  for (const item of items) {
    const cells = measured.map(() => element("td"));
    legend.cells.set(item.name, cells);
    rows.append(makeRow(item, { cells, isHidden: state.hidden.includes(item.name), dispatch }));
  }
  legend.body.replaceChildren(legend.caption, heads, rows);
}

/** @param {string} text */
function headerCell(text) {
  const cell = element("th", "", text);
  cell.scope = "col";
  return cell;
}

/**
 * @param {Item} item
 * @param {{ cells: HTMLElement[], isHidden: boolean, dispatch: (action: Action) => void }} parts
 */
function makeRow(item, { cells, isHidden, dispatch }) {
  const row = element("tr");
  row.dataset.item = item.name;
  if (isHidden) row.dataset.hidden = "true";
  const name = element("th");
  name.scope = "row";
  const button = element("button");
  button.type = "button";
  button.setAttribute("aria-pressed", String(!isHidden));
  button.title = isHidden ? gettext("Show this line") : gettext("Hide this line");
  button.append(makeSwatch(item.style), element("span", "", item.label));
  button.addEventListener("click", () => dispatch({ type: "toggle", name: item.name }));
  const highlight = (/** @type {string | null} */ lineName) => () => dispatch({ type: "highlight", name: lineName });
  row.addEventListener("pointerenter", highlight(isHidden ? null : item.name));
  row.addEventListener("pointerleave", highlight(null));
  button.addEventListener("focus", highlight(isHidden ? null : item.name));
  button.addEventListener("blur", highlight(null));
  name.append(button);
  row.append(name, ...cells);
  return row;
}

/**
 * Show the values at the hover line, or at the end of each line.
 *
 * @param {Legend} legend
 * @param {MeasuredCurves[]} measured
 * @param {{ hover: number | null, axis: Axis }} position
 */
export function drawValues(legend, measured, { hover, axis }) {
  const values = { axis: axisTitle(axis), position: hover === null ? "" : writePosition(hover, axis) };
  setText(
    legend.caption,
    hover === null ? gettext("Values at the end of each line") : gettext("Values at {axis} {position}", values),
  );
  for (const [name, cells] of legend.cells) {
    measured.forEach(({ measure, curves }, index) => {
      const curve = curves.get(name)?.main;
      setText(cells[index], writeValue(curve ? valueAt(curve, hover) : null, measure.isShare));
    });
  }
}
