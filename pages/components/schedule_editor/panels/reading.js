// @ts-check
// The readout: a line at the step under the pointer, and the sparsities of every schedule at this step.

/** @import { Chart, ChartModel } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MARGIN } from "../chart/scale.js";
import { STYLES } from "../chart/styles.js";
import { setAttributes } from "../chart/svg.js";
import { sparsityAt, updates } from "../math/schedule_math.js";
import { describeApplied, describeStep, formatPercent } from "../words.js";
import { html } from "./html.js";

/**
 * @param {HTMLElement} host
 * @param {Chart} chart
 * @param {{ model: ChartModel, step: number | null }} parts
 */
export function drawReadout(host, chart, { model, step }) {
  const { scale } = chart;
  const isVisible = step !== null && step >= 0 && step <= scale.axisSteps;
  setAttributes(chart.readoutLine, { visibility: isVisible ? "visible" : "hidden" });
  host.hidden = !isVisible;
  if (!isVisible) return;
  const x = scale.x(step);
  const ends = { y1: MARGIN.top, y2: scale.height - MARGIN.bottom };
  setAttributes(chart.readoutLine, { x1: x, x2: x, ...ends, stroke: model.theme.text });
  host.classList.toggle("lab-left", x > scale.width / 2);
  drawNumbers(host, model, step);
}

/**
 * @param {Element} host
 * @param {ChartModel} model
 * @param {number} step
 */
function drawNumbers(host, { schedules, totalSteps, stepsPerEpoch, zeros }, step) {
  host.replaceChildren();
  html(host, "strong", {}, describeStep(step, stepsPerEpoch));
  const table = html(host, "table");
  const head = html(table, "tr");
  for (const title of ["", gettext("scheduled"), gettext("masks hold")]) html(head, "th", { scope: "col" }, title);
  for (const [index, schedule] of schedules.entries()) {
    const updateSteps = updates(schedule, totalSteps);
    const applied = describeApplied(schedule, { updateSteps, step: Math.min(step, totalSteps), zeros });
    const row = html(table, "tr");
    html(row, "th", { scope: "row" }, schedule.name).style.color = STYLES[index].colour;
    html(row, "td", {}, formatPercent(sparsityAt(schedule, step)));
    html(row, "td", {}, applied);
  }
}
