// Inside the weights: the magnitudes that an update ranked, and the mask that came of it.

import { colourOf, look } from "../charts/charts.js";
import { element, setText } from "../../elements/dom.js";
import { drawHistogram } from "./histogram.js";
import { drawMask } from "./mask.js";
import { count, pictureWords } from "../words/words.js";

const LEAST_ROOM = 280;

export function makeWeightsView() {
  const root = element("section", "live-run-weights");
  root.hidden = true;
  const title = element("h4", "", "Inside the weights");
  const tools = element("div", "live-run-tools");
  const layers = element("select");
  const slider = Object.assign(element("input"), { type: "range", min: 0, step: 1 });
  const reading = element("output");
  tools.append(labelled("Layer", layers), labelled("Update", slider), reading);
  const figures = element("div", "live-run-charts");
  const histogram = figure(figures, "Magnitudes of the weights before the update");
  const mask = figure(figures, "The mask after the update");
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  mask.append(canvas);
  const captions = [histogram, mask].map((part) => part.parentElement.appendChild(element("p", "live-run-caption")));
  root.append(title, tools, figures);
  return { root, layers, slider, reading, histogram, mask, canvas, captions, follows: true, drawn: "" };
}

function labelled(text, control) {
  const label = element("label", "", `${text} `);
  label.append(control);
  return label;
}

function figure(host, title) {
  const made = element("div", "live-run-chart");
  const body = element("div", "live-run-figure");
  made.append(element("h5", "", title), body);
  host.append(made);
  return body;
}

// Let the visitor choose; the latest update is shown until another is chosen.
export function connectWeights(view, data, record) {
  const { layers, slider } = view;
  layers.append(...data.pruned.map(({ layer }, place) => new Option(layer, place)));
  layers.addEventListener("change", () => drawWeights(view, data, record));
  slider.addEventListener("input", () => {
    view.follows = slider.valueAsNumber === record.weights.length - 1;
    drawWeights(view, data, record);
  });
}

export function drawWeights(view, data, record) {
  const { root, layers, slider, reading } = view;
  const updates = record.weights;
  if (!updates.length) return;
  root.hidden = false;
  slider.max = updates.length - 1;
  if (view.follows) slider.value = updates.length - 1;
  const at = slider.valueAsNumber;
  const place = Number(layers.value);
  const words = pictureWords(record, at);
  if (slider.getAttribute("aria-valuetext") !== words) slider.setAttribute("aria-valuetext", words);
  setText(reading, words);
  const seen = look(root);
  const wanted = JSON.stringify([at, place, seen, root.clientWidth]);
  if (wanted === view.drawn) return;
  view.drawn = wanted;
  const { step, histograms, pictures } = updates[at];
  const colour = colourOf(seen, place);
  const room = Math.max(view.mask.clientWidth, LEAST_ROOM);
  const [magnitudes, mask] = view.captions;
  setText(
    magnitudes,
    drawHistogram(view.histogram, {
      histogram: histograms[place],
      threshold: valueAt(record.thresholds[place], step),
      colour,
      room,
    }),
  );
  setText(
    mask,
    drawMask(view.canvas, {
      picture: pictures[place],
      kept: 1 - valueAt(record.sparsities[place], step),
      colour,
      room,
    }),
  );
}

// What was measured at an update; its masks come before its weights.
function valueAt({ xs, ys }, step) {
  return ys[xs.lastIndexOf(step)];
}
