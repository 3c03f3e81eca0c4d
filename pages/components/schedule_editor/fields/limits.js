// @ts-check
// The limits of each parameter, and the change by one key press.

/** @import { Draft, NumberName } from "../types.d.ts" */
import { SHIFT_FACTOR } from "../input/keys.js";

const MAX_SLIDER_POWER = 10;

/**
 * The limits of the slider. If the visitor types a value above the maximum, the value becomes the maximum.
 *
 * @param {NumberName} name
 * @param {number} value
 * @param {number} totalSteps
 */
export function limitsOf(name, value, totalSteps) {
  if (name.endsWith("sparsity")) return { min: 0, max: 0.999, step: 0.001 };
  if (name === "power") return { min: 0, max: Math.max(MAX_SLIDER_POWER, value), step: 0.05 };
  if (name === "frequency") return { min: 1, max: Math.max(2, Math.ceil(totalSteps / 2), value), step: 1 };
  return { min: 0, max: Math.max(totalSteps, value), step: 1 };
}

/**
 * The draft after an arrow key in a number input; null for another key. The browser would change the number by 1,
 * which is too much for a fraction.
 *
 * @param {Draft} draft
 * @param {NumberName} name
 * @param {{ event: KeyboardEvent, totalSteps: number }} input
 * @returns {Draft | null}
 */
export function draftAfterKey(draft, name, { event, totalSteps }) {
  const direction = directionOf(event, { ArrowUp: 1, ArrowDown: -1 });
  if (!direction) return null;
  const unit = unitOf(name) * (event.shiftKey ? SHIFT_FACTOR : 1);
  const { min, max } = limitsOf(name, Number.POSITIVE_INFINITY, totalSteps);
  const value = Math.min(max, Math.max(min, draft[name] + direction * unit));
  return { ...draft, [name]: Number(value.toFixed(6)) };
}

/**
 * @param {KeyboardEvent} event
 * @param {Record<string, 1 | -1>} directions
 */
export function directionOf(event, directions) {
  return directions[event.key];
}

/** @param {NumberName} name */
function unitOf(name) {
  if (name.endsWith("sparsity")) return 0.01;
  return name === "power" ? 0.1 : 1;
}
