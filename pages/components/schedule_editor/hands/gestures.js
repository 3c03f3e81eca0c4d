// @ts-check
// Converts input by pointer, touch and keyboard on the chart into actions.

/** @import { Chart, Dispatch, State } from "../types.d.ts" */
import { handlesOf, withPoint } from "./handles.js";
import { scheduleAfterKey } from "./keys.js";

/**
 * @param {Chart} chart
 * @param {() => State} stateNow
 * @param {Dispatch} dispatch
 */
export function connectChart(chart, stateNow, dispatch) {
  connectPointer(chart, stateNow, dispatch);
  const draft = () => stateNow().drafts[stateNow().selected];

  /** @param {MouseEvent} event */
  function onDoubleClick(event) {
    if (draft().class_name !== "KeyframeSchedule" || handleIdOf(event)) return;
    const { step, value } = chartPointOf(chart, event);
    const extended = withPoint(draft(), Math.max(0, step), value);
    if (!extended) return;
    dispatch({ type: "moved", draft: extended });
    dispatch({ type: "released" });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const id = handleIdOf(event);
    const handle = handlesOf(draft()).find((candidate) => candidate.id === id);
    const schedule = handle && scheduleAfterKey(handle, event, stateNow().answer.total_steps);
    if (!schedule) return;
    event.preventDefault(); // the browser would scroll the page
    dispatch({ type: "moved", draft: schedule });
  }

  chart.svg.addEventListener("dblclick", onDoubleClick);
  chart.svg.addEventListener("keydown", onKey);
}

/**
 * Drags handles, and reads the step under the pointer.
 *
 * @param {Chart} chart
 * @param {() => State} stateNow
 * @param {Dispatch} dispatch
 */
function connectPointer(chart, stateNow, dispatch) {
  const { svg } = chart;
  /** @type {string | null} */
  let draggedId = null;
  let hasClosedReading = false; // a touch that has closed the reading does not open it again by moving

  /** @param {PointerEvent} event */
  function onDown(event) {
    const id = handleIdOf(event);
    if (!id) {
      // A finger cannot hover. So the first tap opens the reading of a step, and the next tap closes it.
      hasClosedReading = event.pointerType === "touch" && stateNow().reading !== null;
      dispatch({ type: "read", step: hasClosedReading ? null : chartPointOf(chart, event).step });
      return;
    }
    event.preventDefault(); // the browser would select text
    draggedId = id;
    dispatch({ type: "read", step: null });
    dispatch({ type: "grabbed" });
    svg.setPointerCapture(event.pointerId);
    chart.handles.get(id)?.focus();
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (hasClosedReading) return;
    const { step, value } = chartPointOf(chart, event);
    if (draggedId === null) {
      dispatch({ type: "read", step });
      return;
    }
    const { drafts, selected } = stateNow();
    const handle = handlesOf(drafts[selected]).find(({ id }) => id === draggedId);
    if (handle) dispatch({ type: "moved", draft: handle.move(Math.max(0, step), value) });
  }

  /** @param {PointerEvent} event */
  function onLeave(event) {
    if (event.pointerType !== "touch") dispatch({ type: "read", step: null });
  }

  function onUp() {
    hasClosedReading = false;
    if (draggedId === null) return;
    draggedId = null;
    dispatch({ type: "released" });
  }

  svg.addEventListener("pointerdown", onDown);
  svg.addEventListener("pointermove", onMove);
  svg.addEventListener("pointerleave", onLeave);
  svg.addEventListener("pointerup", onUp);
  svg.addEventListener("pointercancel", onUp);
}

/**
 * The handle that an event is on.
 *
 * @param {Event} event
 */
function handleIdOf(event) {
  const target = /** @type {Element} */ (event.target);
  return target.closest("[data-handle]")?.getAttribute("data-handle") ?? null;
}

/**
 * The step and the value under the pointer.
 *
 * @param {Chart} chart
 * @param {MouseEvent} event
 */
function chartPointOf({ svg, scale }, event) {
  const box = svg.getBoundingClientRect();
  return { step: scale.step(event.clientX - box.left), value: scale.value(event.clientY - box.top) };
}
