// @ts-check
// Shows the magnitudes of the weights before an update, and the mask after the update.

/** @import { Points, RunData, RunRecord } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { colourOf, readChartStyle } from "../charts/chart_style.js";
import { pictureText } from "../words/words.js";
import { drawHistogram } from "./histogram.js";
import { drawMask } from "./mask.js";

const MIN_WIDTH = 280;

/** @typedef {ReturnType<typeof makeWeightsView>} WeightsView */

export function makeWeightsView() {
  const root = element("section", "live-run-weights");
  root.hidden = true;
  const layerMenu = element("select");
  const slider = Object.assign(element("input"), { type: "range", min: "0", step: "1" });
  const updateText = element("output");
  const tools = element("div", "live-run-tools");
  tools.append(makeLabel(gettext("Layer"), layerMenu), makeLabel(gettext("Update"), slider), updateText);
  const figures = element("div", "live-run-charts");
  const histogram = addFigure(figures, gettext("Magnitudes of the weights before the update"));
  const mask = addFigure(figures, gettext("The mask after the update"));
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  mask.body.append(canvas);
  root.append(element("h4", "", gettext("Inside the weights")), tools, figures);
  // `showsLatest`: whether the next update of the masks replaces the update on the page.
  return { root, layerMenu, slider, updateText, histogram, mask, canvas, showsLatest: true, drawnValues: "" };
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function makeLabel(text, control) {
  const label = element("label", "", `${text} `);
  label.append(control);
  return label;
}

/**
 * @param {Element} host
 * @param {string} title
 */
function addFigure(host, title) {
  const figure = element("div", "live-run-chart");
  const body = element("div", "live-run-figure");
  const caption = element("p", "live-run-caption");
  figure.append(element("h5", "", title), body, caption);
  host.append(figure);
  return { body, caption };
}

/**
 * Let the visitor select an update. Until then, the latest update is shown.
 *
 * @param {WeightsView} view
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function connectWeights(view, data, record) {
  const { layerMenu, slider } = view;
  layerMenu.append(...data.pruned_kernels.map(({ layer }, index) => new Option(layer, String(index))));
  layerMenu.addEventListener("change", () => drawWeights(view, record));
  slider.addEventListener("input", () => {
    view.showsLatest = slider.valueAsNumber === record.weights.length - 1;
    drawWeights(view, record);
  });
}

/**
 * @param {WeightsView} view
 * @param {RunRecord} record
 */
export function drawWeights(view, record) {
  const { root, layerMenu, slider, updateText } = view;
  const last = record.weights.length - 1;
  if (last < 0) return;
  root.hidden = false;
  slider.max = String(last);
  if (view.showsLatest) slider.value = String(last);
  const index = slider.valueAsNumber;
  const text = pictureText(record, index);
  if (slider.getAttribute("aria-valuetext") !== text) slider.setAttribute("aria-valuetext", text);
  setText(updateText, text);
  drawPictures(view, record, { index, layer: Number(layerMenu.value) });
}

/**
 * @param {WeightsView} view
 * @param {RunRecord} record
 * @param {{ index: number, layer: number }} selection
 */
function drawPictures(view, record, { index, layer }) {
  const style = readChartStyle(view.root);
  const values = JSON.stringify([index, layer, style, view.root.clientWidth]);
  if (values === view.drawnValues) return;
  view.drawnValues = values;
  const { step, histograms, pictures } = record.weights[index];
  const colour = colourOf(style, layer);
  const width = Math.max(view.mask.body.clientWidth, MIN_WIDTH);
  const threshold = lastValueAt(record.thresholds[layer], step);
  const keptFraction = 1 - (lastValueAt(record.sparsities[layer], step) ?? 0);
  const { histogram, mask } = view;
  setText(histogram.caption, drawHistogram(histogram.body, { histogram: histograms[layer], threshold, colour, width }));
  setText(mask.caption, drawMask(view.canvas, { picture: pictures[layer], keptFraction, colour, width }));
}

/**
 * The last value at a step. An update is recorded in two events, first the masks and then the weights. So the value exists.
 *
 * @param {Points} points
 * @param {number} step
 */
function lastValueAt({ xs, ys }, step) {
  return ys[xs.lastIndexOf(step)] ?? null;
}
