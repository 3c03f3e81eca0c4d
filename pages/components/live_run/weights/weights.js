// @ts-check
// Inside the weights: the magnitudes that an update ranked, and the mask that it made.

/** @import { Points, RunData, RunRecord } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { colourOf, lookOf } from "../charts/look.js";
import { pictureText } from "../words/words.js";
import { drawHistogram } from "./histogram.js";
import { drawMask } from "./mask.js";

const LEAST_WIDTH = 280;

/** @typedef {ReturnType<typeof makeWeightsView>} WeightsView */

export function makeWeightsView() {
  const root = element("section", "live-run-weights");
  root.hidden = true;
  const layers = element("select");
  const slider = Object.assign(element("input"), { type: "range", min: "0", step: "1" });
  const reading = element("output");
  const tools = element("div", "live-run-tools");
  tools.append(labelled(gettext("Layer"), layers), labelled(gettext("Update"), slider), reading);
  const figures = element("div", "live-run-charts");
  const histogram = addFigure(figures, gettext("Magnitudes of the weights before the update"));
  const mask = addFigure(figures, gettext("The mask after the update"));
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  mask.body.append(canvas);
  root.append(element("h4", "", gettext("Inside the weights")), tools, figures);
  // `latest`: whether the latest update is shown, also when a newer one comes.
  return { root, layers, slider, reading, histogram, mask, canvas, latest: true, drawn: "" };
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
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
 * Let the visitor choose; the latest update is shown until another is chosen.
 *
 * @param {WeightsView} view
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function connectWeights(view, data, record) {
  const { layers, slider } = view;
  layers.append(...data.pruned.map(({ layer }, index) => new Option(layer, String(index))));
  layers.addEventListener("change", () => drawWeights(view, record));
  slider.addEventListener("input", () => {
    view.latest = slider.valueAsNumber === record.weights.length - 1;
    drawWeights(view, record);
  });
}

/**
 * @param {WeightsView} view
 * @param {RunRecord} record
 */
export function drawWeights(view, record) {
  const { root, layers, slider, reading } = view;
  const last = record.weights.length - 1;
  if (last < 0) return;
  root.hidden = false;
  slider.max = String(last);
  if (view.latest) slider.value = String(last);
  const index = slider.valueAsNumber;
  const words = pictureText(record, index);
  if (slider.getAttribute("aria-valuetext") !== words) slider.setAttribute("aria-valuetext", words);
  setText(reading, words);
  drawPictures(view, record, { index, layer: Number(layers.value) });
}

/**
 * @param {WeightsView} view
 * @param {RunRecord} record
 * @param {{ index: number, layer: number }} chosen
 */
function drawPictures(view, record, { index, layer }) {
  const look = lookOf(view.root);
  const wanted = JSON.stringify([index, layer, look, view.root.clientWidth]);
  if (wanted === view.drawn) return;
  view.drawn = wanted;
  const { step, histograms, pictures } = record.weights[index];
  const colour = colourOf(look, layer);
  const width = Math.max(view.mask.body.clientWidth, LEAST_WIDTH);
  const threshold = valueAt(record.thresholds[layer], step);
  const kept = 1 - (valueAt(record.sparsities[layer], step) ?? 0);
  const { histogram, mask } = view;
  setText(histogram.caption, drawHistogram(histogram.body, { histogram: histograms[layer], threshold, colour, width }));
  setText(mask.caption, drawMask(view.canvas, { picture: pictures[layer], kept, colour, width }));
}

/**
 * What was measured at an update: the masks are recorded before the weights.
 *
 * @param {Points} points
 * @param {number} step
 */
function valueAt({ xs, ys }, step) {
  return ys[xs.lastIndexOf(step)] ?? null;
}
