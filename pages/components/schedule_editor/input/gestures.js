// @ts-check
// Converts pointer, touch and keyboard input on the chart into actions.

/** @import { Chart, Dispatch, State } from "../types.d.ts" */
import { addKeyframe, handlesOf } from "./handles.js";
import { scheduleAfterKey } from "./keys.js";

/**
 * @param {Chart} chart
 * @param {() => State} getState
 * @param {Dispatch} dispatch
 */
export function connectChart(chart, getState, dispatch) {
  connectPointer(chart, getState, dispatch);
  const draft = () => getState().drafts[getState().selected];

  /** @param {MouseEvent} event */
  function onDoubleClick(event) {
    if (draft().class_name !== "KeyframeSchedule" || handleIdOf(event)) return;
    const { step, value } = chartPointOf(chart, event);
    const newDraft = addKeyframe(draft(), Math.max(0, step), value);
    if (!newDraft) return;
    dispatch({ type: "handleMoved", draft: newDraft });
    dispatch({ type: "dragEnded" });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const id = handleIdOf(event);
    const handle = handlesOf(draft()).find((candidate) => candidate.id === id);
    const schedule = handle && scheduleAfterKey(handle, event, getState().answer.total_steps);
    if (!schedule) return;
    event.preventDefault(); // the browser would scroll the page
    dispatch({ type: "handleMoved", draft: schedule });
  }

  chart.svg.addEventListener("dblclick", onDoubleClick);
  chart.svg.addEventListener("keydown", onKey);
}

/**
 * Drags handles, and reads the step under the pointer.
 *
 * @param {Chart} chart
 * @param {() => State} getState
 * @param {Dispatch} dispatch
 */
function connectPointer(chart, getState, dispatch) {
  const { svg } = chart;
  /** @type {string | null} */
  let draggedId = null;
  let hasClosedReadout = false; // if a touch has closed the readout, moving the finger must not open it again

  /** @param {PointerEvent} event */
  function onDown(event) {
    const id = handleIdOf(event);
    if (!id) {
      // A finger cannot hover. So the first tap opens the readout, and the next tap closes the readout.
      hasClosedReadout = event.pointerType === "touch" && getState().readoutStep !== null;
      dispatch({ type: "pointerMoved", step: hasClosedReadout ? null : chartPointOf(chart, event).step });
      return;
    }
    event.preventDefault(); // the browser would select text
    draggedId = id;
    dispatch({ type: "pointerMoved", step: null });
    dispatch({ type: "dragStarted" });
    svg.setPointerCapture(event.pointerId);
    chart.handles.get(id)?.focus();
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (hasClosedReadout) return;
    const { step, value } = chartPointOf(chart, event);
    if (draggedId === null) {
      dispatch({ type: "pointerMoved", step });
      return;
    }
    const { drafts, selected } = getState();
    const handle = handlesOf(drafts[selected]).find(({ id }) => id === draggedId);
    if (handle) dispatch({ type: "handleMoved", draft: handle.move(Math.max(0, step), value) });
  }

  /** @param {PointerEvent} event */
  function onLeave(event) {
    if (event.pointerType !== "touch") dispatch({ type: "pointerMoved", step: null });
  }

  function onUp() {
    hasClosedReadout = false;
    if (draggedId === null) return;
    draggedId = null;
    dispatch({ type: "dragEnded" });
  }

  svg.addEventListener("pointerdown", onDown);
  svg.addEventListener("pointermove", onMove);
  svg.addEventListener("pointerleave", onLeave);
  svg.addEventListener("pointerup", onUp);
  svg.addEventListener("pointercancel", onUp);
}

/**
 * The id of the handle under an event; null if there is no handle.
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
