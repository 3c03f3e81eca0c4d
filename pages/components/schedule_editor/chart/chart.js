// @ts-check
// Draws schedules as SVG: the scheduled sparsity, the sparsity of the masks as a staircase, ticks at update steps, and axes.

/** @import { Chart, ChartModel, Curve, Removals, Scale, Updates } from "../types.d.ts" */
import { layersOfSchedule } from "../math/layers.js";
import { updates } from "../math/schedule_math.js";
import { tiedUpdates } from "../math/ties.js";
import { drawGrid } from "./grid.js";
import { curvePath, pointAt, ratesPath, removalsOf, stairsPath, stemsPath, ticksPath, tiedAreaPath } from "./paths.js";
import { roundUpToNice, scaleOf } from "./scale.js";
import { STYLES } from "./styles.js";
import { addShape, setAttributes } from "./svg.js";

/**
 * @param {Element} host
 * @returns {Chart}
 */
export function makeChart(host) {
  const svg = addShape(host, "svg", { class: "lab-chart", role: "group" });
  const layer = () => addShape(svg, "g");
  const layers = {
    grid: layer(),
    curves: layer(),
    overlay: layer(),
    preview: layer(),
    readout: layer(),
    handles: layer(),
  };
  const dashedLine = { fill: "none", "stroke-width": 2, "stroke-dasharray": "4 4" };
  const dottedLine = { fill: "none", "stroke-width": 2.5, "stroke-dasharray": "1 4", "stroke-linecap": "round" };
  const rateLine = { fill: "none", "stroke-width": 1.5, "stroke-dasharray": "8 3 2 3", opacity: 0.8 };
  return {
    svg,
    layers,
    curves: [],
    handles: new Map(),
    gridValues: "",
    scale: scaleOf({ axisSteps: 1, min: 0, max: 1, width: 0 }),
    preview: addShape(layers.preview, "path", { class: "lab-preview", ...dashedLine }),
    overlay: addShape(layers.overlay, "path", dottedLine),
    rates: addShape(layers.overlay, "path", { class: "lab-rates", ...rateLine }),
    readoutLine: addShape(layers.readout, "line", { "stroke-width": 1, visibility: "hidden" }),
  };
}

/**
 * @param {Chart} chart
 * @param {ChartModel} model
 */
export function drawChart(chart, model) {
  const updateSteps = model.schedules.map((schedule) => updates(schedule, model.totalSteps));
  const removals =
    model.quantity === "removals"
      ? model.schedules.map((schedule, index) =>
          removalsOf(updateSteps[index], layersOfSchedule(model.layers, schedule, index)),
        )
      : null;
  const [min, max] = removals ? removedWeightsRange(removals) : [0, 1];
  const scale = scaleOf({ axisSteps: model.axisSteps, min, max, width: model.width });
  chart.scale = scale;
  const { width, height } = scale;
  setAttributes(chart.svg, { viewBox: `0 0 ${width} ${height}`, width, height });
  drawGrid(chart, model, scale);
  while (chart.curves.length < model.schedules.length) chart.curves.push(makeCurve(chart.layers.curves));
  chart.curves.forEach((curve, index) => {
    drawCurve(curve, model, { index, updateSteps: updateSteps[index], removals: removals?.[index], scale });
  });
  drawOverlay(chart, model, scale);
  drawRates(chart, model, scale);
  const selectedGroup = chart.curves[model.selected].group;
  if (chart.layers.curves.lastChild !== selectedGroup) chart.layers.curves.append(selectedGroup);
  drawPreview(chart, model, scale);
}

/**
 * The minimum and the maximum of the axis of removed weights.
 *
 * @param {Removals[]} removals
 */
function removedWeightsRange(removals) {
  const weights = removals.flat().map(([, removed]) => removed);
  const restored = Math.max(0, ...weights.map((removed) => -removed));
  return [-roundUpToNice(restored), roundUpToNice(Math.max(1, ...weights))];
}

/**
 * @param {Element} parent
 * @returns {Curve}
 */
function makeCurve(parent) {
  const group = addShape(parent, "g");
  const path = (/** @type {number} */ width, attributes = {}) =>
    addShape(group, "path", { fill: "none", "stroke-width": width, "stroke-linejoin": "round", ...attributes });
  const tied = path(0, { class: "lab-tied", "fill-opacity": 0.16 });
  return { group, tied, ticks: path(1), stairs: path(2.5, { class: "lab-stairs" }), scheduled: path(1.25) };
}

/**
 * Draw one schedule. An unchanged schedule is skipped, so only the edited curve takes time.
 *
 * @param {Curve} curve
 * @param {ChartModel} model
 * @param {{ index: number, updateSteps: Updates, removals: Removals | undefined, scale: Scale }} parts
 */
function drawCurve(curve, model, { index, updateSteps, removals, scale }) {
  const schedule = model.schedules[index];
  setAttributes(curve.group, { visibility: schedule ? "visible" : "hidden" });
  if (!schedule) return;
  const { totalSteps } = model;
  const selected = index === model.selected;
  const chartValues = [
    scale.width,
    scale.axisSteps,
    scale.min,
    scale.max,
    model.quantity,
    totalSteps,
    model.zeros,
  ].join();
  if (curve.schedule === schedule && curve.chartValues === chartValues && curve.selected === selected) return;
  Object.assign(curve, { schedule, chartValues, selected });
  const { colour, dash } = STYLES[index];
  const attributes = { stroke: colour, opacity: selected ? 1 : 0.75, class: selected ? "lab-selected" : "" };
  setAttributes(curve.group, attributes);
  setAttributes(curve.stairs, { "stroke-dasharray": dash, "stroke-width": selected ? 3 : 2 });
  const tied = removals ? [] : tiedUpdates(schedule, updateSteps, model.zeros);
  setAttributes(curve.tied, { d: tiedAreaPath(schedule, { tied, updateSteps, scale, totalSteps }), fill: colour });
  setAttributes(curve.ticks, { d: selected ? ticksPath(updateSteps, scale) : "" });
  setAttributes(curve.scheduled, { d: removals ? "" : curvePath(schedule, scale) });
  const stairs = removals
    ? stemsPath(removals, scale, index)
    : stairsPath(schedule, { updateSteps, scale, totalSteps });
  setAttributes(curve.stairs, { d: stairs });
}

/**
 * Draw the sparsity of the masks of another library, which the core has computed.
 *
 * @param {Chart} chart
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function drawOverlay(chart, { overlay, quantity, theme, totalSteps }, scale) {
  const isVisible = overlay && quantity === "sparsity";
  setAttributes(chart.overlay, { visibility: isVisible ? "visible" : "hidden", stroke: theme.text });
  if (!isVisible) return;
  const stairs = overlay.steps.map((step, index) => {
    return `H${scale.x(step).toFixed(1)}V${scale.y(overlay.sparsity[index]).toFixed(1)}`;
  });
  const end = scale.x(totalSteps).toFixed(1);
  setAttributes(chart.overlay, { d: `M${pointAt(scale, 0, 0)}${stairs.join("")}H${end}` });
}

/**
 * Draw the learning rate over the same axis.
 *
 * @param {Chart} chart
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function drawRates(chart, { rates, quantity, theme }, scale) {
  const shown = rates && quantity === "sparsity";
  setAttributes(chart.rates, { visibility: shown ? "visible" : "hidden", stroke: theme.text });
  if (shown) setAttributes(chart.rates, { d: ratesPath(rates, scale) });
}

/**
 * Draw the schedule that a fix would make.
 *
 * @param {Chart} chart
 * @param {ChartModel} model
 * @param {Scale} scale
 */
function drawPreview(chart, { preview, quantity, theme, totalSteps }, scale) {
  const isVisible = preview && quantity === "sparsity";
  setAttributes(chart.preview, { visibility: isVisible ? "visible" : "hidden", stroke: theme.text });
  if (!isVisible) return;
  const updateSteps = updates(preview, totalSteps);
  setAttributes(chart.preview, {
    d: curvePath(preview, scale) + stairsPath(preview, { updateSteps, scale, totalSteps }),
  });
}
