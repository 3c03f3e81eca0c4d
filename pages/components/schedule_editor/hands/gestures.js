// Pointer, touch and keyboard on the chart: what a hand does to the schedule under it.

import { FAST } from "../fields/fields.js";
import { handlesOf, withPoint } from "./handles.js";

// `change` takes what a move makes of the draft, `hold` keeps the chart still while it is dragged,
// `letGo` ends the move, `forgive` forgets what it could not do, `read` shows a step, or nothing for null.
export function listenToHands(chart, { draft, totalSteps, change, hold, letGo, forgive, read }) {
  const { svg } = chart;
  let dragged = null;
  let reading = false;
  let dismissed = false; // until the finger is lifted

  function show(step) {
    reading = step !== null;
    read(step);
  }

  function placeOf(event) {
    const box = svg.getBoundingClientRect();
    return { step: chart.scale.step(event.clientX - box.left), value: chart.scale.value(event.clientY - box.top) };
  }

  svg.addEventListener("pointerdown", (event) => {
    const id = event.target.closest("[data-handle]")?.dataset.handle;
    if (!id) {
      // a finger has no way to hover: one tap reads a step, the next takes the reading away
      dismissed = event.pointerType === "touch" && reading;
      show(dismissed ? null : placeOf(event).step);
      return;
    }
    event.preventDefault();
    show(null);
    dragged = id;
    hold();
    svg.setPointerCapture(event.pointerId);
    chart.handles.get(id).focus();
  });
  svg.addEventListener("pointermove", (event) => {
    const { step, value } = placeOf(event);
    if (dismissed) return;
    if (dragged === null) show(step);
    else
      change(
        handlesOf(draft())
          .find(({ id }) => id === dragged)
          .move(Math.max(0, step), value),
      );
  });
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") show(null);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => {
      dismissed = false;
      if (dragged === null) return;
      dragged = null;
      letGo();
    });
  }
  svg.addEventListener("dblclick", (event) => {
    if (draft().class_name !== "KeyframeSchedule" || event.target.closest("[data-handle]")) return;
    const { step, value } = placeOf(event);
    const more = withPoint(draft(), Math.max(0, step), value);
    if (more) {
      change(more);
      letGo();
    }
  });
  svg.addEventListener("keydown", (event) => {
    const handle = handlesOf(draft()).find(({ id }) => id === event.target.dataset?.handle);
    const moved = handle && moveByKey(handle, event, totalSteps());
    if (!moved) return;
    event.preventDefault();
    change(moved);
    forgive();
  });
}

function moveByKey(handle, { key, shiftKey }, totalSteps) {
  const times = shiftKey ? FAST : 1;
  const page = Math.max(1, Math.round(totalSteps / 50));
  switch (key) {
    case "ArrowRight":
      return handle.nudge(times, 0);
    case "ArrowLeft":
      return handle.nudge(-times, 0);
    case "ArrowUp":
      return handle.nudge(0, times);
    case "ArrowDown":
      return handle.nudge(0, -times);
    case "PageUp":
      return handle.nudge(page, handle.vertical ? FAST : 0);
    case "PageDown":
      return handle.nudge(-page, handle.vertical ? -FAST : 0);
    case "Home":
      return handle.edge(false, totalSteps);
    case "End":
      return handle.edge(true, totalSteps);
    default:
      return null;
  }
}
