// @ts-check
// Computes the scheduled sparsity and the sparsity of the masks in the browser. The float32 operations and their order
// are those of pruning_core/schedules and pruning_core/prediction/masks.py, so both give the same results.

/** @import { Draft, Keyframe, Updates } from "../types.d.ts" */

const { fround } = Math;
const SMALLEST_NORMAL = 2 ** -126;
export const UNTIL_TRAINING_ENDS = -1;
export const MAX_KEYFRAMES = 64;
/** The coefficients of the polynomials between a keyframe and the next one. */
export const SHAPES = { linear: [1, 0, 0], smooth: [0, 3, -2], hold: [0, 0, 0] };

/**
 * The scheduled sparsity at a step, as a float32.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @returns {number}
 */
export function sparsityAt(schedule, step) {
  switch (schedule.class_name) {
    case "ConstantSparsity":
      return fround(schedule.target_sparsity);
    case "PolynomialDecay": {
      return flushToZero(fround(differenceToFinal(schedule, step) + fround(schedule.final_sparsity)));
    }
    default:
      return sparsityOnKeyframes(schedule.keyframes ?? [], step);
  }
}

/**
 * The fraction of weights that an update at a step keeps. For a decay, its last bits may differ from 1 - sparsity.
 *
 * @param {Draft} schedule
 * @param {number} step
 */
function keptFraction(schedule, step) {
  if (schedule.class_name !== "PolynomialDecay") return fround(1 - sparsityAt(schedule, step));
  return fround(fround(1 - fround(schedule.final_sparsity)) - differenceToFinal(schedule, step));
}

/**
 * @param {Draft} schedule
 * @param {number} step
 */
function differenceToFinal(schedule, step) {
  const rate = fround(1 / fround(schedule.end_step - schedule.begin_step));
  const progress = fround(fround(step - schedule.begin_step) * rate);
  const remaining = fround(1 - Math.min(1, Math.max(0, progress)));
  const change = fround(schedule.initial_sparsity - schedule.final_sparsity);
  return scaledPower(change, remaining, fround(schedule.power));
}

/**
 * @param {number} scale
 * @param {number} base
 * @param {number} power
 */
function scaledPower(scale, base, power) {
  switch (power) {
    case 0:
      return scale;
    case 0.5:
      return fround(scale * fround(Math.sqrt(base)));
    case 1:
      return fround(scale * base);
    case 2:
      return fround(scale * fround(base * base));
    case 3:
      return fround(fround(scale * base) * fround(base * base));
    default:
      return fround(scale * fround(base ** power));
  }
}

/**
 * @param {Keyframe[]} points
 * @param {number} step
 */
function sparsityOnKeyframes(points, step) {
  let index = 0;
  while (index + 1 < points.length && points[index + 1][0] <= step) index += 1;
  const [start, level, segment] = points[index];
  const [nextStart, nextLevel] = points[index + 1] ?? [start + 1, level];
  const rate = fround(1 / fround(nextStart - start));
  const progress = Math.min(1, fround(fround(Math.max(step - start, 0)) * rate));
  const [a, b, c] = SHAPES[segment ?? "linear"];
  const inner = fround(b + fround(progress * c));
  const share = fround(progress * fround(a + fround(progress * inner)));
  return flushToZero(fround(fround(level) + fround(fround(fround(nextLevel) - fround(level)) * share)));
}

/**
 * TensorFlow replaces a number that is too small for a normal float32 by zero.
 *
 * @param {number} value
 */
function flushToZero(value) {
  return Math.abs(value) < SMALLEST_NORMAL ? 0 : value;
}

/**
 * The number of weights that a mask of `size` keeps when it is updated at a step.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @param {number} size
 */
export function keptWeights(schedule, step, size) {
  return keptOf(size, keptFraction(schedule, step));
}

/**
 * The number of weights that the masks of many kernels keep when they are updated at a step; all of them at step 0.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @param {[size: number, count: number][]} sizes
 */
export function keptWeightsOfAll(schedule, step, sizes) {
  const fraction = step ? keptFraction(schedule, step) : 1;
  return sizes.reduce((sum, [size, count]) => sum + count * (step ? keptOf(size, fraction) : size), 0);
}

/**
 * @param {number} size
 * @param {number} fraction
 */
function keptOf(size, fraction) {
  return Math.max(1, roundHalfToEven(fround(fround(size) * fraction)));
}

/** @param {number} value */
function roundHalfToEven(value) {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction > 0.5 ? floor + 1 : floor;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The update steps within a training: the first and the last one, their number, and the distance between them.
 *
 * @param {Draft} schedule
 * @param {number} totalSteps
 * @returns {Updates}
 */
export function updates(schedule, totalSteps) {
  const { begin_step: begin, end_step: end, frequency } = schedule;
  const first = begin >= 1 ? begin : frequency;
  const limit = end < 0 ? totalSteps : Math.min(totalSteps, end);
  const count = first > limit ? 0 : Math.floor((limit - first) / frequency) + 1;
  return { first, count, frequency, last: first + (count - 1) * frequency };
}

/**
 * The step of the latest update at or before a step; 0 if there was no update yet.
 *
 * @param {Updates} updateSteps
 * @param {number} step
 */
export function updateBefore({ first, count, frequency, last }, step) {
  if (count === 0 || step < first) return 0;
  return first + Math.floor((Math.min(step, last) - first) / frequency) * frequency;
}

/**
 * The sparsity of the masks after a step.
 *
 * @param {Draft} schedule
 * @param {Updates} updateSteps
 * @param {number} step
 */
export function appliedAt(schedule, updateSteps, step) {
  const update = updateBefore(updateSteps, step);
  return update === 0 ? 0 : sparsityAt(schedule, update);
}
