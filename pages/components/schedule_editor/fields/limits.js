// @ts-check
// Within which limits a parameter is edited, and how far one key press moves it.

/** @import { Draft, NumberName } from "../types.d.ts" */
import { FAST } from "../hands/keys.js";

const LARGEST_RANGE_POWER = 10;

/**
 * The limits of the range input; they grow with a value that is typed beyond them.
 *
 * @param {NumberName} name
 * @param {number} value
 * @param {number} totalSteps
 */
export function limitsOf(name, value, totalSteps) {
  if (name.endsWith("sparsity")) return { min: 0, max: 0.999, step: 0.001 };
  if (name === "power") return { min: 0, max: Math.max(LARGEST_RANGE_POWER, value), step: 0.05 };
  if (name === "frequency") return { min: 1, max: Math.max(2, Math.ceil(totalSteps / 2), value), step: 1 };
  return { min: 0, max: Math.max(totalSteps, value), step: 1 };
}

/**
 * The draft after an arrow key in a number; null if the key is none. The browser's own step of 1 does not suit
 * a fraction.
 *
 * @param {Draft} draft
 * @param {NumberName} name
 * @param {{ event: KeyboardEvent, totalSteps: number }} how
 * @returns {Draft | null}
 */
export function steppedByKey(draft, name, { event, totalSteps }) {
  const direction = directionOf(event, { ArrowUp: 1, ArrowDown: -1 });
  if (!direction) return null;
  const unit = unitOf(name) * (event.shiftKey ? FAST : 1);
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
