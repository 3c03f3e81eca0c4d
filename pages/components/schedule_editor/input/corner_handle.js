// @ts-check
// A handle for a step and a sparsity, and the rounding of the values that it sets.

/** @import { Handle } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { formatCount, formatPercent } from "../words.js";

const MAX_SPARSITY = 0.999;

/**
 * A handle for a step and a sparsity. Left and right change the step; up and down change the sparsity.
 *
 * @param {{ id: string, title: string, position: [number, number], names: [string, string], move: Handle["move"] }} parts
 * @returns {Handle}
 */
export function cornerHandle({ id, title, position: [step, sparsity], names: [stepName, sparsityName], move }) {
  return {
    id,
    step,
    sparsity,
    move,
    label: gettext("{handle}: left and right change {step}, up and down change {sparsity}", {
      handle: title,
      step: stepName,
      sparsity: sparsityName,
    }),
    value: step,
    min: 0,
    valueText: `${stepName} ${formatCount(step)}, ${sparsityName} ${formatPercent(sparsity)}`,
    moveBy: (right, up) => move(Math.max(0, step + right), sparsity + up * 0.01),
    moveToEnd: (isMaximum, totalSteps) => move(isMaximum ? totalSteps : 0, sparsity),
  };
}

/** @param {number} sparsity */
export function roundSparsity(sparsity) {
  return clamp(roundTo(sparsity, 3), 0, MAX_SPARSITY);
}

/**
 * @param {number} value
 * @param {number} decimals
 */
export function roundTo(value, decimals) {
  return Number(value.toFixed(decimals));
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
export function clamp(value, min, max) {
  return Math.min(Math.max(value, min), max);
}
