// @ts-check
// The handles of the selected schedule, as sliders that keep their focus while they move.

/** @import { Chart, Handle } from "../types.d.ts" */
import { MARGIN } from "./scale.js";
import { addShape, setAttributes } from "./svg.js";

/**
 * @param {Chart} chart
 * @param {Handle[]} handles
 * @param {{ colour: string, background: string, totalSteps: number }} look
 */
export function drawHandles(chart, handles, { colour, background, totalSteps }) {
  removeOthers(chart, handles);
  for (const handle of handles) {
    const mark = chart.handles.get(handle.id) ?? makeHandle(chart, handle.id);
    const x = Math.min(chart.scale.x(handle.step), chart.scale.width - MARGIN.right);
    setAttributes(mark, {
      transform: `translate(${x.toFixed(1)} ${chart.scale.y(handle.sparsity).toFixed(1)})`,
      "aria-label": handle.label,
      "aria-valuenow": handle.now,
      "aria-valuemin": handle.least,
      "aria-valuemax": handle.most ?? totalSteps,
      "aria-valuetext": handle.text,
      "aria-orientation": handle.vertical ? "vertical" : "horizontal",
    });
    if (mark.lastElementChild) setAttributes(mark.lastElementChild, { fill: background, stroke: colour });
  }
}

/**
 * @param {Chart} chart
 * @param {Handle[]} handles
 */
function removeOthers(chart, handles) {
  const wanted = new Set(handles.map(({ id }) => id));
  for (const [id, mark] of chart.handles) {
    if (wanted.has(id)) continue;
    mark.remove();
    chart.handles.delete(id);
  }
}

/**
 * @param {Chart} chart
 * @param {string} id
 */
function makeHandle(chart, id) {
  const look = { class: "lab-handle", role: "slider", tabindex: 0, "data-handle": id };
  const mark = addShape(chart.layers.handles, "g", look);
  addShape(mark, "circle", { r: 18, fill: "transparent", class: "lab-handle-reach" });
  addShape(mark, "circle", { r: 7, "stroke-width": 3 });
  chart.handles.set(id, mark);
  return mark;
}
