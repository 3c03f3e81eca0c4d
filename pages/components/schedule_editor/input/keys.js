// @ts-check
// Moves a handle by keyboard.

/** @import { Draft, Handle } from "../types.d.ts" */

/** With the shift key, one key press counts as this number of key presses. */
export const SHIFT_FACTOR = 10;
const PAGES_PER_TRAINING = 50;

/**
 * The schedule after a key press on a handle; null if the key does not move handles.
 *
 * @param {Handle} handle
 * @param {KeyboardEvent} event
 * @param {number} totalSteps
 * @returns {Draft | null}
 */
export function scheduleAfterKey(handle, { key, shiftKey }, totalSteps) {
  const distance = shiftKey ? SHIFT_FACTOR : 1;
  const pageSteps = Math.max(1, Math.round(totalSteps / PAGES_PER_TRAINING));
  switch (key) {
    case "ArrowRight":
      return handle.moveBy(distance, 0);
    case "ArrowLeft":
      return handle.moveBy(-distance, 0);
    case "ArrowUp":
      return handle.moveBy(0, distance);
    case "ArrowDown":
      return handle.moveBy(0, -distance);
    case "PageUp":
      return handle.moveBy(pageSteps, handle.vertical ? SHIFT_FACTOR : 0);
    case "PageDown":
      return handle.moveBy(-pageSteps, handle.vertical ? -SHIFT_FACTOR : 0);
    case "Home":
      return handle.moveToEnd(false, totalSteps);
    case "End":
      return handle.moveToEnd(true, totalSteps);
    default:
      return null;
  }
}
