// @ts-check
// The points of a keyframe schedule, as a table with one row per point, and a button that adds a point.

/** @import { Keyframe, Plan, Segment } from "../types.d.ts" */
/** @import { Panel } from "./fields.js" */
import { gettext } from "../../elements/texts.js";
import { addKeyframe } from "../input/handles.js";
import { SHIFT_FACTOR } from "../input/keys.js";
import { sparsityAt } from "../math/schedule_math.js";
import { html } from "../panels/html.js";
import { directionOf } from "./limits.js";
import { describePart, numberIn, showStep, TYPED_STEP } from "./typed_steps.js";

/** @typedef {(HTMLInputElement | HTMLSelectElement)[]} Row the cells: step, sparsity, segment */
/** @typedef {{ rows: Row[], parts: HTMLElement[], error: HTMLElement }} Table `parts`: the epoch of each step */

/** @type {Segment[]} */
const SEGMENTS = ["linear", "smooth", "hold"];

/**
 * @param {Panel} panel
 * @returns {Table}
 */
export function buildTable(panel) {
  const frame = html(panel.host, "div", { class: "lab-field lab-keyframes" });
  const table = html(frame, "table");
  html(table, "caption", {}, "keyframes");
  const head = html(html(table, "thead"), "tr");
  for (const title of [gettext("step"), gettext("sparsity"), gettext("to the next"), ""]) {
    html(head, "th", { scope: "col" }, title);
  }
  const body = html(table, "tbody");
  const rows = pointsOf(panel).map((_point, index) => buildRow(panel, body, index));
  const onAdd = () => {
    addPoint(panel);
    focusAddButton(panel);
  };
  html(frame, "button", { type: "button", class: "lab-add-point", onclick: onAdd }, gettext("Add a point"));
  const parts = /** @type {HTMLElement[]} */ ([...body.querySelectorAll(".lab-part")]);
  return { rows, parts, error: html(frame, "p", { class: "lab-error", role: "alert" }) };
}

/** @param {Panel} panel */
function pointsOf({ draft }) {
  return draft.keyframes ?? [];
}

/**
 * @param {Panel} panel
 * @param {Element} body
 * @param {number} index
 * @returns {Row}
 */
function buildRow(panel, body, index) {
  const row = html(body, "tr");
  const step = buildCell(panel, row, {
    index,
    column: 0,
    label: gettext("step of point {point}", { point: index + 1 }),
  });
  const sparsityLabel = gettext("sparsity of point {point}", { point: index + 1 });
  const sparsity = buildCell(panel, row, { index, column: 1, label: sparsityLabel });
  const segment = buildSegment(panel, row, index);
  html(
    html(row, "td"),
    "button",
    {
      type: "button",
      "aria-label": gettext("Delete point {point}", { point: index + 1 }),
      disabled: pointsOf(panel).length === 1,
      onclick: () => deletePoint(panel, index),
    },
    "✕",
  );
  return [step, sparsity, segment];
}

/**
 * Build the input for the step (column 0) or the sparsity (column 1) of a point.
 *
 * @param {Panel} panel
 * @param {Element} row
 * @param {{ index: number, column: 0 | 1, label: string }} cell
 */
function buildCell(panel, row, { index, column, label }) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const direction = directionOf(event, { ArrowUp: 1, ArrowDown: -1 });
    if (column !== 0 || !direction) return; // the browser itself changes a number input
    event.preventDefault();
    const value = pointsOf(panel)[index][0] + direction * (event.shiftKey ? SHIFT_FACTOR : 1);
    editPoint(panel, index, { column, value: Math.max(0, value) });
  };
  const cell = html(row, "td");
  const number = html(cell, "input", {
    ...(column === 0 ? TYPED_STEP : { type: "number", step: 0.01 }),
    "aria-label": label,
    oninput: () => editPoint(panel, index, { column, value: numberIn(number, panel.plan) }),
    onchange: () => {
      showStep(number, pointsOf(panel)[index][column], panel.plan);
      panel.dispatch({ type: "editEnded" });
    },
    onkeydown: onKey,
  });
  if (column === 0) html(cell, "small", { class: "lab-part" });
  return number;
}

/**
 * Build the menu for the shape of the curve from a point to the next one.
 *
 * @param {Panel} panel
 * @param {Element} row
 * @param {number} index
 */
function buildSegment(panel, row, index) {
  const segment = html(html(row, "td"), "select", {
    "aria-label": gettext("shape of the curve after point {point}", { point: index + 1 }),
    onchange: () => {
      editPoint(panel, index, { column: 2, value: segment.value });
      panel.dispatch({ type: "editEnded" });
    },
  });
  for (const name of SEGMENTS) html(segment, "option", { value: name }, name);
  return segment;
}

/**
 * @param {Panel} panel
 * @param {number} index
 * @param {{ column: number, value: number | string }} change
 */
function editPoint(panel, index, { column, value }) {
  const points = pointsOf(panel);
  const point = /** @type {Keyframe} */ (/** @type {any[]} */ (points[index]).with(column, value));
  changePoints(panel, points.with(index, point));
}

/**
 * @param {Panel} panel
 * @param {number} index
 */
function deletePoint(panel, index) {
  changePoints(panel, pointsOf(panel).toSpliced(index, 1));
  panel.dispatch({ type: "editEnded" });
  focusAddButton(panel);
}

/**
 * @param {Panel} panel
 * @param {Keyframe[]} keyframes
 */
function changePoints(panel, keyframes) {
  panel.dispatch({ type: "draftEdited", draft: { ...panel.draft, keyframes }, field: "keyframes" });
}

/**
 * Set the focus to the button "Add a point". The table was built again, so the focused row no longer exists.
 *
 * @param {Panel} panel
 */
function focusAddButton(panel) {
  /** @type {HTMLElement | null} */ (panel.host.querySelector(".lab-add-point"))?.focus();
}

/**
 * Add a point on the curve, in the middle of the longest gap. The curve does not change until the point is moved.
 *
 * @param {Panel} panel
 */
function addPoint(panel) {
  const points = pointsOf(panel);
  const end = Math.max(panel.plan.totalSteps, points[points.length - 1][0] + 2);
  const ends = [...points.slice(1).map(([step]) => step), end];
  const gaps = points.map(([step], index) => ends[index] - step);
  const longest = gaps.indexOf(Math.max(...gaps));
  const step = points[longest][0] + Math.floor(gaps[longest] / 2);
  const extended = addKeyframe(panel.draft, step, sparsityAt(panel.draft, step));
  if (!extended) return;
  panel.dispatch({ type: "draftEdited", draft: extended, field: "keyframes" });
  panel.dispatch({ type: "editEnded" });
}

/**
 * @param {Table} table
 * @param {Keyframe[]} points
 * @param {{ plan: Plan, message: string | undefined }} values
 */
export function drawTable(table, points, { plan, message }) {
  table.error.textContent = message ?? "";
  if (message) return; // the typed text stays, so that the visitor can correct it
  for (const [index, point] of points.entries()) {
    const [step, ...others] = table.rows[index];
    drawStep(/** @type {HTMLInputElement} */ (step), point[0], plan);
    for (const [column, cell] of others.entries()) {
      const text = String(point[column + 1]);
      if (cell.value !== text) cell.value = text;
    }
    table.parts[index].textContent = describePart(point[0], plan);
  }
}

/**
 * @param {HTMLInputElement} cell
 * @param {number} step
 * @param {Plan} plan
 */
function drawStep(cell, step, plan) {
  if (numberIn(cell, plan) !== step) cell.value = String(step);
  cell.setAttribute("aria-valuenow", String(step));
}
