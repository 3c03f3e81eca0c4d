// @ts-check
// The curves of each chart, as Plotly wants them.

/** @import { Look, Points, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { lastOf } from "../record/curves.js";
import { stepOf } from "../record/record.js";
import { colourOf } from "./look.js";

/** @typedef {(points: Points) => { x: number[], y: (number | null)[] }} Thin picks the points that are drawn */
/** @typedef {{ data: RunData, record: RunRecord, look: Look, thin: Thin }} Source */

const MOST_MARKERS = 100;

/** @type {Record<string, (source: Source) => object[]>} */
export const TRACES = {
  accuracy: accuracyTraces,
  sparsity: sparsityTraces,
  drift: driftTraces,
  turnover: turnoverTraces,
};

/** @param {Source} source */
function accuracyTraces({ record, look, thin }) {
  const line = (/** @type {number} */ index, width = 1.5, dash = "solid") => ({
    color: look.colours[index],
    width,
    dash,
  });
  return [
    { name: gettext("training accuracy"), ...thin(record.accuracies), mode: "lines", line: line(0) },
    {
      name: gettext("validation accuracy"),
      ...thin(record.validationAccuracies),
      mode: "lines+markers",
      line: line(2, 2.5),
      marker: { size: 8 },
    },
    { name: gettext("training loss"), ...thin(record.losses), mode: "lines", yaxis: "y2", line: line(1, 1.5, "dot") },
    {
      name: gettext("validation loss"),
      ...thin(record.validationLosses),
      mode: "lines+markers",
      yaxis: "y2",
      line: line(4, 2.5, "dot"),
      marker: { size: 8, symbol: "diamond" },
    },
  ];
}

/** @param {Source} source */
function sparsityTraces({ data, record, look, thin }) {
  const measured = data.pruned.map(({ layer }, index) => ({
    name: layer,
    ...untilNow(record.sparsities[index], record, thin),
    mode: "lines",
    // Layers often have equal curves: the first ones are drawn wider, so that each can be seen.
    line: { shape: "hv", width: 2 + 2 * (data.pruned.length - 1 - index), color: colourOf(look, index) },
  }));
  const scheduled = data.scheduled.map(({ layers, steps, sparsity }) => ({
    name:
      data.scheduled.length === 1
        ? gettext("scheduled")
        : gettext("scheduled: {layers}", { layers: layers.join(", ") }),
    x: steps,
    y: sparsity,
    mode: "lines",
    line: { color: look.text, width: 1.5, dash: "dot" },
  }));
  return [...measured, ...scheduled];
}

/** @param {Source} source */
function driftTraces({ data, record, look, thin }) {
  return data.pruned.flatMap(({ layer }, index) => [
    {
      name: gettext("{layer}, threshold", { layer }),
      ...untilNow(record.thresholds[index], record, thin),
      mode: "lines",
      line: { shape: "hv", width: 2, color: colourOf(look, index) },
    },
    {
      name: gettext("{layer}, drift", { layer }),
      ...thin(record.drifts[index]),
      mode: "lines",
      line: { width: 1.5, dash: "dot", color: colourOf(look, index) },
    },
  ]);
}

/** @param {Source} source */
function turnoverTraces({ record, look, thin }) {
  const mode = record.pruned.xs.length <= MOST_MARKERS ? "lines+markers" : "lines";
  return [
    { name: gettext("newly pruned"), ...thin(record.pruned), mode, line: { color: look.colours[1], width: 2 } },
    {
      name: gettext("regrown"),
      ...thin(record.regrown),
      mode,
      line: { color: look.colours[0], width: 2, dash: "dot" },
    },
  ];
}

/**
 * A value that stays as it is until the latest step.
 *
 * @param {Points} points
 * @param {RunRecord} record
 * @param {Thin} thin
 */
function untilNow(points, record, thin) {
  const { x, y } = thin(points);
  return { x: [...x, stepOf(record) ?? 0], y: [...y, lastOf(points.ys)] };
}
