// Draws schedules as SVG: scheduled curves, the staircases of the masks, update ticks, two axes.

import { count, percent } from "../words/words.js";
import { appliedAt, keptWeights, sparsityAt, updateBefore, updates } from "../math/schedule_math.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 52, right: 16, top: 40, bottom: 48 };
const NARROW = 560;
const PIXELS_BETWEEN_POINTS = 3;
const PIXELS_BETWEEN_TICKS = 4;
const MOST_EPOCHS_LABELLED = 12;
const MOST_STEMS = 400;
export const STYLES = [
  // told apart by colour-blind eyes too, at 3:1 on white and on dark
  { colour: "#2f86c6", dash: "" },
  { colour: "#d55e00", dash: "9 3" },
  { colour: "#0b9b72", dash: "3 3" },
  { colour: "#b8558e", dash: "12 3 3 3" },
  { colour: "#a87900", dash: "6 2 2 2 2 2" },
  { colour: "#7f7f7f", dash: "1 3" },
];

export function makeChart(host) {
  const svg = add(host, "svg", { class: "lab-chart", role: "group" });
  const layers = Object.fromEntries(
    ["grid", "curves", "overlay", "preview", "reading", "handles"].map((name) => [name, add(svg, "g", {})]),
  );
  const chart = { svg, layers, curves: [], handles: new Map(), grid: "" };
  chart.preview = add(layers.preview, "path", {
    class: "lab-preview",
    fill: "none",
    "stroke-width": 2,
    "stroke-dasharray": "4 4",
  });
  chart.overlay = add(layers.overlay, "path", {
    fill: "none",
    "stroke-width": 2.5,
    "stroke-dasharray": "1 4",
    "stroke-linecap": "round",
  });
  chart.line = add(layers.reading, "line", { "stroke-width": 1, visibility: "hidden" });
  return chart;
}

export function add(parent, name, attributes) {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  parent.append(element);
  return element;
}

// Sets what is new: an attribute that is set to what it is costs a frame its time as well.
function set(element, attributes) {
  const known = (element.known ??= {});
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || known[name] === value) continue;
    known[name] = value;
    element.setAttribute(name, value);
  }
}

// The steps that the chart shows: the training, and what reaches a little beyond it.
export function stepsShown(schedules, totalSteps) {
  const furthest = Math.max(...schedules.map(({ begin_step: begin, end_step: end }) => Math.max(begin, end)));
  return Math.max(totalSteps, Math.min(furthest, 1.3 * totalSteps)) * 1.02;
}

export function scaleOf({ shown, least, most, room }) {
  const width = Math.max(280, room);
  const height = width < NARROW ? 320 : 420;
  const { left, right, top, bottom } = MARGIN;
  return {
    width,
    height,
    shown,
    least,
    most,
    x: (step) => left + (step / shown) * (width - left - right),
    y: (value) => height - bottom - ((value - least) / (most - least)) * (height - top - bottom),
    step: (x) => Math.round(((x - left) / (width - left - right)) * shown),
    value: (y) => least + ((height - bottom - y) / (height - top - bottom)) * (most - least),
  };
}

export function drawChart(chart, model) {
  const turns = model.schedules.map((schedule) => updates(schedule, model.totalSteps));
  const removed =
    model.view === "removed"
      ? model.schedules.map((schedule, index) => removals(schedule, turns[index], model.kernels))
      : null;
  const weights = removed?.flat().map(([, amount]) => amount);
  const [least, most] = removed
    ? [-niceAbove(Math.max(0, ...weights.map((amount) => -amount))), niceAbove(Math.max(1, ...weights))]
    : [0, 1];
  const scale = scaleOf({ shown: model.shown, least, most, room: model.room });
  chart.scale = scale;
  set(chart.svg, { viewBox: `0 0 ${scale.width} ${scale.height}`, width: scale.width, height: scale.height });
  drawGrid(chart, model, scale);
  const setting = [scale.width, scale.shown, least, most, model.view, model.totalSteps].join();
  while (chart.curves.length < model.schedules.length) chart.curves.push(makeCurve(chart.layers.curves));
  chart.curves.forEach((curve, index) => {
    const schedule = model.schedules[index];
    set(curve.group, { visibility: schedule ? "visible" : "hidden" });
    if (!schedule) return;
    const selected = index === model.selected;
    if (curve.schedule === schedule && curve.setting === setting && curve.selected === selected) return;
    Object.assign(curve, { schedule, setting, selected });
    drawCurve(curve, model, { schedule, turns: turns[index], removed: removed?.[index], index, scale });
  });
  drawOverlay(chart, model, scale);
  const top = chart.curves[model.selected].group;
  if (chart.layers.curves.lastChild !== top) chart.layers.curves.append(top);
  const shown = model.preview && model.view === "sparsity";
  set(chart.preview, { visibility: shown ? "visible" : "hidden", stroke: model.theme.text });
  if (shown)
    set(chart.preview, {
      d:
        curvePath(model.preview, scale) +
        stairsPath(model.preview, updates(model.preview, model.totalSteps), scale, model.totalSteps),
    });
}

// What the masks of another library hold: the core's answer, drawn as it came.
function drawOverlay(chart, { overlay, view, theme, totalSteps }, scale) {
  const shown = overlay && view === "sparsity";
  set(chart.overlay, { visibility: shown ? "visible" : "hidden", stroke: theme.text });
  if (!shown) return;
  const stairs = overlay.steps.map(
    (step, index) => `H${scale.x(step).toFixed(1)}V${scale.y(overlay.sparsity[index]).toFixed(1)}`,
  );
  set(chart.overlay, { d: `M${at(scale, 0, 0)}${stairs.join("")}H${scale.x(totalSteps).toFixed(1)}` });
}

function makeCurve(parent) {
  const group = add(parent, "g", {});
  const path = (width, more = {}) =>
    add(group, "path", { fill: "none", "stroke-width": width, "stroke-linejoin": "round", ...more });
  return { group, ticks: path(1), stairs: path(2.5, { class: "lab-stairs" }), scheduled: path(1.25) };
}

function drawCurve(curve, model, { schedule, turns, removed, index, scale }) {
  const { colour, dash } = STYLES[index];
  const { selected } = curve;
  set(curve.group, { stroke: colour, opacity: selected ? 1 : 0.75, class: selected ? "lab-selected" : "" });
  set(curve.stairs, { "stroke-dasharray": dash, "stroke-width": selected ? 3 : 2 });
  set(curve.ticks, { d: selected ? ticksPath(turns, scale) : "" });
  set(curve.scheduled, { d: removed ? "" : curvePath(schedule, scale) });
  set(curve.stairs, {
    d: removed ? stemsPath(removed, scale, index) : stairsPath(schedule, turns, scale, model.totalSteps),
  });
}

const at = (scale, step, value) => `${scale.x(step).toFixed(1)} ${scale.y(value).toFixed(1)}`;

function curvePath(schedule, scale) {
  const steps = evenly(0, Math.floor(scale.shown), scale);
  const corners =
    schedule.class_name === "KeyframeSchedule"
      ? schedule.keyframes.flatMap(([step]) => [step - 1, step])
      : [schedule.begin_step, schedule.end_step];
  for (const step of corners) if (step >= 0 && step <= scale.shown) steps.push(step);
  return `M${steps
    .sort((one, other) => one - other)
    .map((step) => at(scale, step, sparsityAt(schedule, step)))
    .join("L")}`;
}

// At most one point for every few pixels, the first and the last step among them.
function evenly(first, last, scale, pixels = PIXELS_BETWEEN_POINTS) {
  const points = Math.min(last - first + 1, Math.ceil((scale.x(last) - scale.x(first)) / pixels) + 1);
  if (points < 2) return [first];
  return Array.from({ length: points }, (_, index) => Math.round(first + (index * (last - first)) / (points - 1)));
}

// The update steps: all of them, or at most so many, evenly chosen, the first and the last among them.
function someUpdates(turns, most) {
  const shown = Math.min(turns.count, most);
  if (shown < 2) return turns.count > 0 ? [turns.first] : [];
  const nth = (index) => Math.round((index * (turns.count - 1)) / (shown - 1));
  return Array.from({ length: shown }, (_, index) => turns.first + nth(index) * turns.frequency);
}

// As many updates as can be told apart when they lie so many pixels from each other.
function updatesApart(turns, scale, pixels) {
  return someUpdates(turns, Math.max(2, Math.ceil((scale.x(turns.last) - scale.x(turns.first)) / pixels)));
}

function stairsPath(schedule, turns, scale, totalSteps) {
  let path = `M${at(scale, 0, 0)}`;
  for (const step of updatesApart(turns, scale, PIXELS_BETWEEN_POINTS))
    path += `H${scale.x(step).toFixed(1)}V${scale.y(sparsityAt(schedule, step)).toFixed(1)}`;
  return `${path}H${scale.x(totalSteps).toFixed(1)}`;
}

function ticksPath(turns, scale) {
  const bottom = scale.height - MARGIN.bottom;
  return updatesApart(turns, scale, PIXELS_BETWEEN_TICKS)
    .map((step) => `M${scale.x(step).toFixed(1)} ${bottom}v7`)
    .join("");
}

// How many weights each update takes from all kernels together; negative where it gives some back.
function removals(schedule, turns, kernels) {
  const kept = (step) => kernels.reduce((sum, size) => sum + (step ? keptWeights(schedule, step, size) : size), 0);
  return someUpdates(turns, MOST_STEMS).map((step) => [step, kept(updateBefore(turns, step - 1)) - kept(step)]);
}

function stemsPath(removed, scale, index) {
  const bottom = scale.y(0).toFixed(1);
  return removed
    .map(([step, weights]) => `M${(scale.x(step) + index * 2).toFixed(1)} ${bottom}V${scale.y(weights).toFixed(1)}`)
    .join("");
}

function drawGrid(chart, model, scale) {
  const { text, border, font } = model.theme;
  const key = [
    scale.width,
    scale.shown,
    scale.least,
    scale.most,
    model.view,
    model.totalSteps,
    model.stepsPerEpoch,
    model.epochs,
    text,
    border,
    font,
  ].join();
  if (key === chart.grid) return;
  chart.grid = key;
  const { left, right, top, bottom } = MARGIN;
  const [x0, x1, y0, y1] = [left, scale.width - right, scale.height - bottom, top];
  const label = (x, y, words, anchor = "middle", more = "") =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${words}</text>`;
  const heights = [0, 0.25, 0.5, 0.75, 1].map((part) => part * scale.most);
  if (scale.least < 0) heights.push(scale.least);
  const rows = heights.map(
    (value) =>
      `<path d="M${x0} ${scale.y(value)}H${x1}" stroke="${border}"/>` +
      label(x0 - 6, scale.y(value) + 4, model.view === "removed" ? short(value) : `${value * 100} %`, "end"),
  );
  const stride = niceAbove(scale.shown / Math.max(2, (x1 - x0) / 95));
  const steps = multiples(stride, scale.shown).map(
    (step) =>
      `<path d="M${scale.x(step)} ${y0}V${y1}" stroke="${border}" opacity="0.6"/>` +
      label(scale.x(step), y0 + 21, short(step)),
  );
  const epochs = multiples(
    Math.max(1, niceAbove(model.epochs / Math.min(MOST_EPOCHS_LABELLED, (x1 - x0) / 45))),
    model.epochs,
  ).map((epoch) => label(scale.x(epoch * model.stepsPerEpoch), y1 - 7, short(epoch)));
  const end = scale.x(model.totalSteps);
  set(chart.layers.grid, { fill: text, "font-family": font, "font-size": 12 });
  chart.layers.grid.innerHTML = [
    ...rows,
    ...steps,
    ...epochs,
    `<path d="M${x0} ${scale.y(0)}H${x1}" stroke="${text}"/><path d="M${end} ${y0}V${y1}" stroke="${text}" stroke-dasharray="2 3"/>`,
    label(end - 5, y1 + 13, "training ends", "end"),
    label((x0 + x1) / 2, scale.height - 8, "step"),
    label((x0 + x1) / 2, 13, "epoch"),
    label(8, 13, model.view === "removed" ? "weights removed" : "sparsity", "start"),
  ].join("");
}

function multiples(stride, most) {
  return Array.from({ length: Math.floor(most / stride) + 1 }, (_, index) => index * stride);
}

// The next number above that is 1, 2 or 5 times a power of ten.
export function niceAbove(value) {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function short(value) {
  if (value >= 1e9) return `${value / 1e9} G`;
  if (value >= 1e6) return `${value / 1e6} M`;
  return count(value);
}

// The handles of the selected schedule, as sliders that keep their focus while they move.
export function drawHandles(chart, handles, { colour, background, totalSteps }) {
  const wanted = new Set(handles.map(({ id }) => id));
  for (const [id, element] of chart.handles) {
    if (!wanted.has(id)) {
      element.remove();
      chart.handles.delete(id);
    }
  }
  for (const handle of handles) {
    const element = chart.handles.get(handle.id) ?? makeHandle(chart, handle.id);
    const x = Math.min(chart.scale.x(handle.step), chart.scale.width - MARGIN.right);
    set(element, {
      transform: `translate(${x.toFixed(1)} ${chart.scale.y(handle.sparsity).toFixed(1)})`,
      "aria-label": handle.label,
      "aria-valuenow": handle.now,
      "aria-valuemin": handle.least,
      "aria-valuemax": handle.most ?? totalSteps,
      "aria-valuetext": handle.text,
      "aria-orientation": handle.vertical ? "vertical" : "horizontal",
    });
    set(element.lastChild, { fill: background, stroke: colour });
  }
}

function makeHandle(chart, id) {
  const element = add(chart.layers.handles, "g", {
    class: "lab-handle",
    role: "slider",
    tabindex: 0,
    "data-handle": id,
  });
  add(element, "circle", { r: 18, fill: "transparent", class: "lab-handle-reach" });
  add(element, "circle", { r: 7, "stroke-width": 3 });
  chart.handles.set(id, element);
  return element;
}

// What every schedule asks for and what its masks hold at a step.
export function readAt(model, step) {
  return model.schedules.map((schedule) => {
    const turns = updates(schedule, model.totalSteps);
    return {
      scheduled: percent(sparsityAt(schedule, step)),
      applied: percent(appliedAt(schedule, turns, Math.min(step, model.totalSteps))),
    };
  });
}
