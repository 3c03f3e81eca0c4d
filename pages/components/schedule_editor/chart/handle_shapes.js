// @ts-check
// Draws the handles of the selected schedule. A handle is a slider, and keeps the keyboard focus while it moves.

/** @import { Chart, Handle } from "../types.d.ts" */
import { MARGIN } from "./scale.js";
import { addShape, setAttributes } from "./svg.js";

/**
 * @param {Chart} chart
 * @param {Handle[]} handles
 * @param {{ colour: string, background: string, totalSteps: number }} options
 */
export function drawHandles(chart, handles, { colour, background, totalSteps }) {
  removeOldHandles(chart, handles);
  for (const handle of handles) {
    const group = chart.handles.get(handle.id) ?? makeHandle(chart, handle.id);
    const x = Math.min(chart.scale.x(handle.step), chart.scale.width - MARGIN.right);
    setAttributes(group, {
      transform: `translate(${x.toFixed(1)} ${chart.scale.y(handle.sparsity).toFixed(1)})`,
      "aria-label": handle.label,
      "aria-valuenow": handle.value,
      "aria-valuemin": handle.min,
      "aria-valuemax": handle.max ?? totalSteps,
      "aria-valuetext": handle.valueText,
      "aria-orientation": handle.vertical ? "vertical" : "horizontal",
    });
    if (group.lastElementChild) setAttributes(group.lastElementChild, { fill: background, stroke: colour });
  }
}

/**
 * @param {Chart} chart
 * @param {Handle[]} handles
 */
function removeOldHandles(chart, handles) {
  const ids = new Set(handles.map(({ id }) => id));
  for (const [id, group] of chart.handles) {
    if (ids.has(id)) continue;
    group.remove();
    chart.handles.delete(id);
  }
}

/**
 * @param {Chart} chart
 * @param {string} id
 */
function makeHandle(chart, id) {
  const attributes = { class: "lab-handle", role: "slider", tabindex: 0, "data-handle": id };
  const group = addShape(chart.layers.handles, "g", attributes);
  addShape(group, "circle", { r: 18, fill: "transparent", class: "lab-handle-reach" });
  addShape(group, "circle", { r: 7, "stroke-width": 3 });
  chart.handles.set(id, group);
  return group;
}
