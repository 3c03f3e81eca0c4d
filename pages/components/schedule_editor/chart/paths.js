// @ts-check
// Schedules as SVG paths: the scheduled curve, the staircase of the masks, the ticks of update steps.

/** @import { Draft, Rates, Removals, Scale, Updates } from "../types.d.ts" */
/** @import { UpdateRange } from "../math/ties.js" */
import { keptByLayers } from "../math/layers.js";
/** @import { ScheduledLayers } from "../math/layers.js" */
import { sparsityAt, updateBefore } from "../math/schedule_math.js";
import { MARGIN } from "./scale.js";

const PIXELS_BETWEEN_POINTS = 3;
const PIXELS_BETWEEN_TICKS = 4;
const PIXELS_OF_A_TICK = 7;
const MAX_STEMS = 400;

/**
 * @param {Scale} scale
 * @param {number} step
 * @param {number} value
 */
export function pointAt(scale, step, value) {
  return `${scale.x(step).toFixed(1)} ${scale.y(value).toFixed(1)}`;
}

/**
 * The scheduled sparsity, at evenly spaced steps and at the corners of the curve.
 *
 * @param {Draft} schedule
 * @param {Scale} scale
 */
export function curvePath(schedule, scale) {
  const steps = evenlySpacedSteps(scale);
  for (const step of cornerSteps(schedule)) if (step >= 0 && step <= scale.axisSteps) steps.push(step);
  steps.sort((first, other) => first - other);
  return `M${steps.map((step) => pointAt(scale, step, sparsityAt(schedule, step))).join("L")}`;
}

/** @param {Draft} schedule */
function cornerSteps({ class_name, keyframes = [], begin_step, end_step }) {
  return class_name === "KeyframeSchedule" ? keyframes.flatMap(([step]) => [step - 1, step]) : [begin_step, end_step];
}

/**
 * Evenly spaced steps, including the first and the last one. Their distance is at least PIXELS_BETWEEN_POINTS.
 *
 * @param {Scale} scale
 */
function evenlySpacedSteps(scale) {
  const last = Math.floor(scale.axisSteps);
  const points = Math.min(last + 1, Math.ceil((scale.x(last) - scale.x(0)) / PIXELS_BETWEEN_POINTS) + 1);
  if (points < 2) return [0];
  return Array.from({ length: points }, (_, index) => Math.round((index * last) / (points - 1)));
}

/**
 * All update steps, or a number `max` of evenly spaced update steps, including the first and the last one.
 *
 * @param {Updates} updateSteps
 * @param {number} max
 */
function selectUpdates(updateSteps, max) {
  const number = Math.min(updateSteps.count, max);
  if (number < 2) return updateSteps.count > 0 ? [updateSteps.first] : [];
  return Array.from({ length: number }, (_, index) => {
    const nth = Math.round((index * (updateSteps.count - 1)) / (number - 1));
    return updateSteps.first + nth * updateSteps.frequency;
  });
}

/**
 * Evenly spaced update steps, which are about `pixels` or more apart on the chart.
 *
 * @param {Updates} updateSteps
 * @param {Scale} scale
 * @param {number} pixels
 */
function spacedUpdates(updateSteps, scale, pixels) {
  return selectUpdates(
    updateSteps,
    Math.max(2, Math.ceil((scale.x(updateSteps.last) - scale.x(updateSteps.first)) / pixels)),
  );
}

/**
 * The sparsity of the masks until the training ends, as a staircase.
 *
 * @param {Draft} schedule
 * @param {{ updateSteps: Updates, scale: Scale, totalSteps: number }} parts
 */
export function stairsPath(schedule, { updateSteps, scale, totalSteps }) {
  let path = `M${pointAt(scale, 0, 0)}`;
  for (const step of spacedUpdates(updateSteps, scale, PIXELS_BETWEEN_POINTS)) {
    path += `H${scale.x(step).toFixed(1)}V${scale.y(sparsityAt(schedule, step)).toFixed(1)}`;
  }
  return `${path}H${scale.x(totalSteps).toFixed(1)}`;
}

/**
 * The areas between the staircase and zero, where the masks may keep all weights.
 *
 * @param {Draft} schedule
 * @param {{ tied: UpdateRange[], updateSteps: Updates, scale: Scale, totalSteps: number }} parts
 */
export function tiedAreaPath(schedule, { tied, updateSteps, scale, totalSteps }) {
  const { frequency } = updateSteps;
  const areas = tied.map(([first, last]) => {
    const range = { first, last, frequency, count: (last - first) / frequency + 1 };
    const stairs = spacedUpdates(range, scale, PIXELS_BETWEEN_POINTS).map((step) => {
      return `H${scale.x(step).toFixed(1)}V${scale.y(sparsityAt(schedule, step)).toFixed(1)}`;
    });
    const end = last < updateSteps.last ? last + frequency : totalSteps;
    return `M${pointAt(scale, first, 0)}${stairs.join("")}H${scale.x(end).toFixed(1)}V${scale.y(0).toFixed(1)}Z`;
  });
  return areas.join("");
}

/**
 * The learning rate as a line; its peak is at the top of the chart.
 *
 * @param {Rates} rates
 * @param {Scale} scale
 */
export function ratesPath({ steps, fractions }, scale) {
  return `M${steps.map((step, index) => pointAt(scale, step, fractions[index])).join("L")}`;
}

/**
 * @param {Updates} updateSteps
 * @param {Scale} scale
 */
export function ticksPath(updateSteps, scale) {
  const bottom = scale.height - MARGIN.bottom;
  return spacedUpdates(updateSteps, scale, PIXELS_BETWEEN_TICKS)
    .map((step) => `M${scale.x(step).toFixed(1)} ${bottom}v${PIXELS_OF_A_TICK}`)
    .join("");
}

/**
 * The number of weights that each update removes from all its layers together. It is negative if weights are restored.
 *
 * @param {Updates} updateSteps
 * @param {ScheduledLayers[]} layers the layers that use the schedule
 * @returns {Removals}
 */
export function removalsOf(updateSteps, layers) {
  return selectUpdates(updateSteps, MAX_STEMS).map((step) => [
    step,
    keptByLayers(layers, updateBefore(updateSteps, step - 1)) - keptByLayers(layers, step),
  ]);
}

/**
 * One vertical line for each update. The lines of different schedules are drawn next to each other.
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
