// @ts-check
// Makes the parts of the element, and draws their text.

/** @import { Plot, PlotlyLibrary, RunData, RunRecord } from "../types.d.ts" */
/** @import { WeightsView } from "../weights/weights.js" */
/** @import { FallsList } from "./falls_list.js" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { stepOf } from "../record/record.js";
import { makeWeightsView } from "../weights/weights.js";
import { comparisonText, headlineText, latestNumbers, progressText, warningText } from "../words/words.js";
import { drawFalls, makeFallsList } from "./falls_list.js";
import { drawTable, makeTableFrame } from "./table.js";

/** @typedef {{ comparison: HTMLElement, falls: FallsList, table: HTMLElement, details: HTMLDetailsElement, weights: WeightsView }} Pruning */
/** @typedef {ReturnType<typeof makeParts> & { plotly: PlotlyLibrary | null, pruning: Pruning | null }} View */

/**
 * @param {Element} parentElement
 * @param {RunData} data
 * @returns {View}
 */
export function makeView(parentElement, data) {
  const parts = makeParts(gettext("Run {run}: {title}", { run: data.run, title: data.title }));
  const description = gettext("Line chart of accuracy and loss over steps; the numbers above show the latest values");
  parts.charts.set("accuracy", addChart(parts.chartsFrame, gettext("Accuracy and loss"), description));
  const pruning = data.pruned_kernels.length ? addPruning(parts) : null;
  parentElement.querySelector(".live-run-placeholder")?.remove(); // the loader of this script has shown it
  parentElement.append(parts.root);
  return { ...parts, plotly: null, pruning };
}

/** @param {string} label */
function makeParts(label) {
  const root = element("section", "live-run");
  root.setAttribute("aria-label", label);
  const state = element("span", "live-run-state");
  state.setAttribute("role", "status");
  const position = element("span", "live-run-where");
  const header = element("div", "live-run-head");
  header.append(state, position);
  const progress = element("progress");
  progress.setAttribute("aria-label", gettext("Steps trained"));
  const message = element("p", "live-run-message");
  message.setAttribute("role", "alert");
  message.hidden = true;
  const tiles = element("dl", "live-run-numbers");
  const chartsFrame = element("div", "live-run-charts");
  root.append(header, progress, message, tiles, chartsFrame);
  /** @type {Map<string, Plot>} */
  const charts = new Map();
  return { root, header, state, position, progress, message, tiles, chartsFrame, charts };
}

/**
 * Add the parts that only a run with pruning has.
 *
 * @param {ReturnType<typeof makeParts>} parts
 * @returns {Pruning}
 */
function addPruning({ root, chartsFrame, charts }) {
  const sparsity = gettext("Line chart of sparsity over steps; the table below shows the latest values");
  charts.set(
    "sparsity",
    addChart(chartsFrame, gettext("Sparsity: scheduled, and measured in each layer's mask"), sparsity),
  );
  const table = makeTableFrame();
  const details = addDetails(charts);
  const weights = makeWeightsView();
  const comparisonLine = element("p", "live-run-comparison");
  const falls = makeFallsList();
  root.append(comparisonLine, falls.root, table, details, weights.root);
  return { comparison: comparisonLine, falls, table, details, weights };
}

/**
 * Make the charts that are hidden until the visitor opens them.
 *
 * @param {Map<string, Plot>} charts
 */
function addDetails(charts) {
  const details = element("details", "live-run-more");
  const frame = element("div", "live-run-charts");
  details.append(element("summary", "", gettext("Thresholds, drift, newly pruned and regrown weights")), frame);
  const drift = gettext(
    "Line chart of thresholds and of the largest masked weight over steps; the table above shows the latest values",
  );
  charts.set("drift", addChart(frame, gettext("Threshold, and the drift of masked weights"), drift));
  const turnover = gettext(
    "Line chart of newly pruned and regrown weights over steps; the table above shows the latest values",
  );
  const title = gettext("Weights newly pruned and regrown at each update, all layers");
  charts.set("turnover", addChart(frame, title, turnover));
  return details;
}

/**
 * @param {Element} frame
 * @param {string} title
 * @param {string} description
 * @returns {Plot}
 */
function addChart(frame, title, description) {
  const figure = element("div", "live-run-chart");
  const plot = element("div", "live-run-plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", description);
  plot.dataset.placeholder = gettext("The chart appears after the first step.");
  figure.append(element("h4", "", title), plot);
  frame.append(figure);
  return plot;
}

/**
 * @param {View} view
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function drawText(view, data, record) {
  setText(view.state, headlineText(record));
  view.state.dataset.state = record.end ? record.end.kind : record.state === "paused" ? "paused" : "";
  setText(view.position, progressText(data, record));
  view.progress.max = data.total_steps;
  if (record.lastMessageAt === null) view.progress.removeAttribute("value");
  else view.progress.value = stepOf(record) ?? 0;
  const text = warningText(record);
  view.message.hidden = !text;
  setText(view.message, text);
  drawTiles(view.tiles, latestNumbers(data, record));
  if (view.pruning) drawPruning(view.pruning, data, record);
}

/**
 * @param {Pruning} pruning
 * @param {RunData} data
 * @param {RunRecord} record
 */
function drawPruning(pruning, data, record) {
  if (record.difference) pruning.comparison.setAttribute("role", "status"); // screen readers announce a difference
  setText(pruning.comparison, comparisonText(data, record));
  pruning.comparison.dataset.differs = String(record.difference !== null);
  drawFalls(pruning.falls, record);
  drawTable(pruning.table, data, record);
}

/**
 * @param {Element} tiles
 * @param {string[][]} rows
 */
function drawTiles(tiles, rows) {
  if (tiles.children.length !== rows.length) tiles.replaceChildren(...rows.map(([name]) => makeTile(name)));
  for (const [index, texts] of rows.entries()) {
    for (const [part, cell] of [...tiles.children[index].children].entries()) setText(cell, texts[part]);
  }
}

/** @param {string} name */
function makeTile(name) {
  const tile = element("div");
  tile.append(element("dt", "", name), element("dd"));
  return tile;
}
