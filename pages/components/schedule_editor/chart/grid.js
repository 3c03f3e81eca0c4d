// @ts-check
// Draws the lines and labels behind the curves. They are drawn again only if a value of them has changed.

/** @import { Chart, ChartModel, Scale } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { formatCount } from "../words.js";
import { MARGIN, multiples, roundUpToNice } from "./scale.js";
import { setAttributes } from "./svg.js";

const MAX_EPOCH_LABELS = 12;
const PIXELS_BETWEEN_STEPS = 95;
const PIXELS_BETWEEN_EPOCHS = 45;

/**
 * @param {Chart} chart
 * @param {ChartModel} model
 * @param {Scale} scale
 */
export function drawGrid(chart, model, scale) {
  const { text, border, font } = model.theme;
  const { quantity, totalSteps, stepsPerEpoch, epochs, earliestStop } = model;
  const plan = [totalSteps, stepsPerEpoch, epochs, earliestStop];
  const values = [scale.width, scale.axisSteps, scale.min, scale.max, quantity, ...plan, text, border, font].join();
  if (values === chart.gridValues) return;
  chart.gridValues = values;
  setAttributes(chart.layers.grid, { fill: text, "font-family": font, "font-size": 12 });
  const parts = [
    ...rows(model, scale),
    ...columns(model, scale),
    ...epochLabels(model, scale),
    ...titles(model, scale),
    ...earliestStopLine(model, scale),
  ];
  chart.layers.grid.innerHTML = parts.join(""); // safe: the parts contain only numbers and escaped texts
}

/** @param {Scale} scale */
function edgesOf({ width, height }) {
  return { x0: MARGIN.left, x1: width - MARGIN.right, y0: height - MARGIN.bottom, y1: MARGIN.top };
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {"start" | "middle" | "end"} anchor
 */
function label(x, y, content, anchor = "middle") {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeText(content)}</text>`;
}

/** @param {string} content */
function escapeText(content) {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/**
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function rows({ quantity, theme }, scale) {
  const { x0, x1 } = edgesOf(scale);
  const heights = [0, 0.25, 0.5, 0.75, 1].map((part) => part * scale.max);
  if (scale.min < 0) heights.push(scale.min);
  return heights.map((value) => {
    const content = quantity === "removals" ? shortNumber(value) : `${value * 100} %`;
    const y = scale.y(value);
    return `<path d="M${x0} ${y}H${x1}" stroke="${theme.border}"/>${label(x0 - 6, y + 4, content, "end")}`;
  });
}

/**
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function columns({ theme }, scale) {
  const { x0, x1, y0, y1 } = edgesOf(scale);
  const stride = roundUpToNice(scale.axisSteps / Math.max(2, (x1 - x0) / PIXELS_BETWEEN_STEPS));
  return multiples(stride, scale.axisSteps).map((step) => {
    const x = scale.x(step);
    const line = `<path d="M${x} ${y0}V${y1}" stroke="${theme.border}" opacity="0.6"/>`;
    return line + label(x, y0 + 21, shortNumber(step));
  });
}

/**
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function epochLabels({ epochs, stepsPerEpoch }, scale) {
  if (epochs === 0) return []; // the epochs are not known
  const { x0, x1, y1 } = edgesOf(scale);
  const labels = Math.min(MAX_EPOCH_LABELS, (x1 - x0) / PIXELS_BETWEEN_EPOCHS);
  const stride = Math.max(1, roundUpToNice(epochs / labels));
  return multiples(stride, epochs).map((epoch) => label(scale.x(epoch * stepsPerEpoch), y1 - 7, shortNumber(epoch)));
}

/**
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function titles({ quantity, totalSteps, epochs, theme }, scale) {
  const { x0, x1, y0, y1 } = edgesOf(scale);
  const end = scale.x(totalSteps);
  return [
    `<path d="M${x0} ${scale.y(0)}H${x1}" stroke="${theme.text}"/>`,
    `<path d="M${end} ${y0}V${y1}" stroke="${theme.text}" stroke-dasharray="2 3"/>`,
    label(end - 5, y1 + 13, gettext("training ends"), "end"),
    label((x0 + x1) / 2, scale.height - 8, gettext("step")),
    epochs === 0 ? "" : label((x0 + x1) / 2, 13, gettext("epoch")),
    label(8, 13, quantity === "removals" ? gettext("weights removed") : gettext("sparsity"), "start"),
  ];
}

/**
 * A line at the first step at which early stopping may end the training.
 *
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function earliestStopLine({ earliestStop, totalSteps, theme }, scale) {
  if (earliestStop === null || earliestStop >= totalSteps) return [];
  const { x0, x1, y0, y1 } = edgesOf(scale);
  const x = scale.x(earliestStop);
  const isLeft = x < (x0 + x1) / 2;
  return [
    `<path class="lab-stop" d="M${x} ${y0}V${y1}" stroke="${theme.text}" stroke-dasharray="6 3"/>`,
    label(isLeft ? x + 5 : x - 5, y0 - 6, gettext("may stop from here"), isLeft ? "start" : "end"),
  ];
}

/** @param {number} value */
function shortNumber(value) {
  if (value >= 1e9) return `${value / 1e9} G`;
  if (value >= 1e6) return `${value / 1e6} M`;
  return formatCount(value);
}
