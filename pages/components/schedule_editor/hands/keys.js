// @ts-check
// What a key does to a handle.

/** @import { Draft, Handle } from "../types.d.ts" */

/** With the shift key, a key press counts this many times. */
export const FAST = 10;
const PAGES = 50;

/**
 * The schedule after a key press on a handle; null if the key means nothing there.
 *
 * @param {Handle} handle
 * @param {KeyboardEvent} event
 * @param {number} totalSteps
 * @returns {Draft | null}
 */
export function movedByKey(handle, { key, shiftKey }, totalSteps) {
  const times = shiftKey ? FAST : 1;
  const page = Math.max(1, Math.round(totalSteps / PAGES));
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
