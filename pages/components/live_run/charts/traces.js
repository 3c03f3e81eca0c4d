// @ts-check
// The curves of each chart, in the form that Plotly needs.

/** @import { ChartStyle, Points, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { lastOf } from "../record/curves.js";
import { groupName } from "../record/groups.js";
import { stepOf } from "../record/record.js";
import { formatCount } from "../words/numbers.js";
import { colourOf } from "./chart_style.js";

/** @typedef {(points: Points) => { x: number[], y: (number | null)[] }} SelectPoints selects the points to draw */
/** @typedef {{ data: RunData, record: RunRecord, style: ChartStyle, selectPoints: SelectPoints }} Source */

const MAX_MARKERS = 100;
const MAX_LINE_WIDTH = 10;

/** @type {Record<string, (source: Source) => object[]>} */
export const TRACES = {
  accuracy: accuracyTraces,
  sparsity: sparsityTraces,
  drift: driftTraces,
  turnover: turnoverTraces,
};

/** @param {Source} source */
function accuracyTraces({ data, record, style, selectPoints }) {
  const line = (/** @type {number} */ index, width = 1.5, dash = "solid") => ({
    color: style.colours[index],
    width,
    dash,
  });
  return [
    { name: batchName(data), ...selectPoints(record.accuracies), mode: "lines", line: line(0) },
    {
      name: validationName(data),
      ...selectPoints(record.validationAccuracies),
      mode: "lines+markers",
      line: line(2, 2.5),
      marker: { size: 8 },
    },
    {
      name: gettext("training loss"),
      ...selectPoints(record.losses),
      mode: "lines",
      yaxis: "y2",
      line: line(1, 1.5, "dot"),
    },
    {
      name: gettext("validation loss"),
      ...selectPoints(record.validationLosses),
      mode: "lines+markers",
      yaxis: "y2",
      line: line(4, 2.5, "dot"),
      marker: { size: 8, symbol: "diamond" },
    },
  ];
}

/** @param {RunData} data */
function batchName({ batch_size, training_examples }) {
  const images = formatCount(Math.min(batch_size, training_examples));
  return gettext("training accuracy, {images} images a batch", { images });
}

/** @param {RunData} data */
function validationName({ validation_examples }) {
  return gettext("validation accuracy, {images} images", { images: formatCount(validation_examples) });
}

/** @param {Source} source */
function sparsityTraces({ data, record, style, selectPoints }) {
  const measuredTraces = record.groups.map((layers, index) => ({
    name: groupName(layers.map((layer) => data.pruned_kernels[layer].layer)),
    ...extendToLatestStep(record.sparsities[layers[0]], record, selectPoints),
    mode: "lines",
    // Curves may coincide in a part of the run. The curve of an earlier layer is wider, so that every curve is visible.
    line: {
      shape: "hv",
      width: Math.min(MAX_LINE_WIDTH, 2 + 2 * (record.groups.length - 1 - index)),
      color: colourOf(style, layers[0]),
    },
  }));
  const scheduledTraces = data.scheduled_curves.map(({ layers, steps, sparsity }) => ({
    name:
      data.scheduled_curves.length === 1
        ? gettext("scheduled")
        : gettext("scheduled: {layers}", { layers: groupName(layers) }),
    x: steps,
    y: sparsity,
    mode: "lines",
    line: { color: style.text, width: 1.5, dash: "dot" },
  }));
  return [...measuredTraces, ...scheduledTraces];
}

/** @param {Source} source */
function driftTraces({ data, record, style, selectPoints }) {
  return data.pruned_kernels.flatMap(({ layer }, index) => [
    {
      name: gettext("{layer}, threshold", { layer }),
      ...extendToLatestStep(record.thresholds[index], record, selectPoints),
      mode: "lines",
      line: { shape: "hv", width: 2, color: colourOf(style, index) },
    },
    {
      name: gettext("{layer}, drift", { layer }),
      ...selectPoints(record.drifts[index]),
      mode: "lines",
      line: { width: 1.5, dash: "dot", color: colourOf(style, index) },
    },
  ]);
}

/** @param {Source} source */
function turnoverTraces({ record, style, selectPoints }) {
  const mode = record.pruned.xs.length <= MAX_MARKERS ? "lines+markers" : "lines";
  return [
    {
      name: gettext("newly pruned"),
      ...selectPoints(record.pruned),
      mode,
      line: { color: style.colours[1], width: 2 },
    },
    {
      name: gettext("regrown"),
      ...selectPoints(record.regrown),
      mode,
      line: { color: style.colours[0], width: 2, dash: "dot" },
    },
  ];
}

/**
 * Extend a curve to the latest step with its last value, because the value has not changed since then.
 *
 * @param {Points} points
 * @param {RunRecord} record
 * @param {SelectPoints} selectPoints
 */
function extendToLatestStep(points, record, selectPoints) {
  const { x, y } = selectPoints(points);
  return { x: [...x, stepOf(record) ?? 0], y: [...y, lastOf(points.ys)] };
}
