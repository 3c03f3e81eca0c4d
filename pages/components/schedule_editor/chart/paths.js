// @ts-check
// Schedules as SVG paths: the scheduled curve, the staircase of the masks, the ticks of update steps.

/** @import { Draft, Removals, Scale, Updates } from "../types.d.ts" */
import { keptWeights, sparsityAt, updateBefore } from "../math/schedule_math.js";
import { MARGIN } from "./scale.js";

const PIXELS_BETWEEN_POINTS = 3;
const PIXELS_BETWEEN_TICKS = 4;
const PIXELS_OF_A_TICK = 7;
const MOST_STEMS = 400;

/**
 * @param {Scale} scale
 * @param {number} step
 * @param {number} value
 */
export function pointAt(scale, step, value) {
  return `${scale.x(step).toFixed(1)} ${scale.y(value).toFixed(1)}`;
}

/**
 * The scheduled sparsity: evenly spaced steps, and the corners of the curve between them.
 *
 * @param {Draft} schedule
 * @param {Scale} scale
 */
export function curvePath(schedule, scale) {
  const steps = evenSteps(scale);
  for (const step of cornersOf(schedule)) if (step >= 0 && step <= scale.shown) steps.push(step);
  steps.sort((one, other) => one - other);
  return `M${steps.map((step) => pointAt(scale, step, sparsityAt(schedule, step))).join("L")}`;
}

/** @param {Draft} schedule */
function cornersOf({ class_name, keyframes = [], begin_step, end_step }) {
  return class_name === "KeyframeSchedule" ? keyframes.flatMap(([step]) => [step - 1, step]) : [begin_step, end_step];
}

/**
 * At most one step for every few pixels, the first and the last step among them.
 *
 * @param {Scale} scale
 */
function evenSteps(scale) {
  const last = Math.floor(scale.shown);
  const points = Math.min(last + 1, Math.ceil((scale.x(last) - scale.x(0)) / PIXELS_BETWEEN_POINTS) + 1);
  if (points < 2) return [0];
  return Array.from({ length: points }, (_, index) => Math.round((index * last) / (points - 1)));
}

/**
 * All update steps, or at most so many of them, evenly chosen, the first and the last among them.
 *
 * @param {Updates} turns
 * @param {number} most
 */
function someUpdates(turns, most) {
  const shown = Math.min(turns.count, most);
  if (shown < 2) return turns.count > 0 ? [turns.first] : [];
  return Array.from({ length: shown }, (_, index) => {
    const nth = Math.round((index * (turns.count - 1)) / (shown - 1));
    return turns.first + nth * turns.frequency;
  });
}

/**
 * As many updates as the eye can tell apart at so many pixels from each other.
 *
 * @param {Updates} turns
 * @param {Scale} scale
 * @param {number} pixels
 */
function updatesApart(turns, scale, pixels) {
  return someUpdates(turns, Math.max(2, Math.ceil((scale.x(turns.last) - scale.x(turns.first)) / pixels)));
}

/**
 * What the masks hold until training ends.
 *
 * @param {Draft} schedule
 * @param {{ turns: Updates, scale: Scale, totalSteps: number }} where
 */
export function stairsPath(schedule, { turns, scale, totalSteps }) {
  let path = `M${pointAt(scale, 0, 0)}`;
  for (const step of updatesApart(turns, scale, PIXELS_BETWEEN_POINTS)) {
    path += `H${scale.x(step).toFixed(1)}V${scale.y(sparsityAt(schedule, step)).toFixed(1)}`;
  }
  return `${path}H${scale.x(totalSteps).toFixed(1)}`;
}

/**
 * @param {Updates} turns
 * @param {Scale} scale
 */
export function ticksPath(turns, scale) {
  const bottom = scale.height - MARGIN.bottom;
  return updatesApart(turns, scale, PIXELS_BETWEEN_TICKS)
    .map((step) => `M${scale.x(step).toFixed(1)} ${bottom}v${PIXELS_OF_A_TICK}`)
    .join("");
}

/**
 * How many weights each update removes from all kernels together; negative if it gives some back.
 *
 * @param {Draft} schedule
 * @param {Updates} turns
 * @param {number[]} kernels
 * @returns {Removals}
 */
export function removalsOf(schedule, turns, kernels) {
  const kept = (/** @type {number} */ step) =>
    kernels.reduce((sum, size) => sum + (step ? keptWeights(schedule, step, size) : size), 0);
  return someUpdates(turns, MOST_STEMS).map((step) => [step, kept(updateBefore(turns, step - 1)) - kept(step)]);
}

/**
 * One vertical line for each update; those of several schedules stand beside each other.
 *
 * @param {Removals} removals
 * @param {Scale} scale
 * @param {number} index
 */
export function stemsPath(removals, scale, index) {
  const bottom = scale.y(0).toFixed(1);
  return removals
    .map(([step, weights]) => `M${(scale.x(step) + index * 2).toFixed(1)} ${bottom}V${scale.y(weights).toFixed(1)}`)
    .join("");
}
