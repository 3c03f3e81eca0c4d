// @ts-check
// Pointer, touch and keyboard on the chart become actions.

/** @import { Chart, Dispatch, State } from "../types.d.ts" */
import { handlesOf, withPoint } from "./handles.js";
import { movedByKey } from "./keys.js";

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
    if (draft().class_name !== "KeyframeSchedule" || handleUnder(event)) return;
    const { step, value } = pointUnder(chart, event);
    const more = withPoint(draft(), Math.max(0, step), value);
    if (!more) return;
    dispatch({ type: "moved", draft: more });
    dispatch({ type: "released" });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const id = handleUnder(event);
    const handle = handlesOf(draft()).find((one) => one.id === id);
    const moved = handle && movedByKey(handle, event, stateNow().answer.total_steps);
    if (!moved) return;
    event.preventDefault(); // arrow and page keys would scroll the page
    dispatch({ type: "moved", draft: moved });
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
  let dragged = null;
  let dismissed = false; // this tap has closed the reading: until the finger is lifted, it opens none

  /** @param {PointerEvent} event */
  function onDown(event) {
    const id = handleUnder(event);
    if (!id) {
      // A finger cannot hover: one tap reads a step, the next closes the reading.
      dismissed = event.pointerType === "touch" && stateNow().reading !== null;
      dispatch({ type: "read", step: dismissed ? null : pointUnder(chart, event).step });
      return;
    }
    event.preventDefault(); // it would select text
    dragged = id;
    dispatch({ type: "read", step: null });
    dispatch({ type: "grabbed" });
    svg.setPointerCapture(event.pointerId);
    chart.handles.get(id)?.focus();
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (dismissed) return;
    const { step, value } = pointUnder(chart, event);
    if (dragged === null) {
      dispatch({ type: "read", step });
      return;
    }
    const { drafts, selected } = stateNow();
    const handle = handlesOf(drafts[selected]).find(({ id }) => id === dragged);
    if (handle) dispatch({ type: "moved", draft: handle.move(Math.max(0, step), value) });
  }

  /** @param {PointerEvent} event */
  function onLeave(event) {
    if (event.pointerType !== "touch") dispatch({ type: "read", step: null });
  }

  function onUp() {
    dismissed = false;
    if (dragged === null) return;
    dragged = null;
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
function handleUnder(event) {
  const target = /** @type {Element} */ (event.target);
  return target.closest("[data-handle]")?.getAttribute("data-handle") ?? null;
}

/**
 * The step and the value under the pointer.
 *
 * @param {Chart} chart
 * @param {MouseEvent} event
 */
function pointUnder({ svg, scale }, event) {
  const box = svg.getBoundingClientRect();
  return { step: scale.step(event.clientX - box.left), value: scale.value(event.clientY - box.top) };
}
