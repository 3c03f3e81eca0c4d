// @ts-check
// What a schedule asks for and what masks hold, in the browser: the float32 operations of
// pruning_core/schedules and pruning_core/prediction/masks.py in their order, so that the two never disagree.

/** @import { Draft, Keyframe, Updates } from "../types.d.ts" */

const { fround } = Math;
const SMALLEST_NORMAL = 2 ** -126;
export const UNTIL_TRAINING_ENDS = -1;
export const MOST_KEYFRAMES = 64;
/** The coefficients of the polynomials that lead from one keyframe to the next. */
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
      return flushed(fround(aboveFinal(schedule, step) + fround(schedule.final_sparsity)));
    }
    default:
      return onKeyframes(schedule.keyframes ?? [], step);
  }
}

/**
 * The fraction of weights that an update at a step keeps; for a decay not 1 - sparsity to the last bit.
 *
 * @param {Draft} schedule
 * @param {number} step
 */
function keptFraction(schedule, step) {
  if (schedule.class_name !== "PolynomialDecay") return fround(1 - sparsityAt(schedule, step));
  return fround(fround(1 - fround(schedule.final_sparsity)) - aboveFinal(schedule, step));
}

/**
 * @param {Draft} schedule
 * @param {number} step
 */
function aboveFinal(schedule, step) {
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
function onKeyframes(points, step) {
  let passed = 0;
  while (passed + 1 < points.length && points[passed + 1][0] <= step) passed += 1;
  const [start, level, segment] = points[passed];
  const [nextStart, nextLevel] = points[passed + 1] ?? [start + 1, level];
  const rate = fround(1 / fround(nextStart - start));
  const progress = Math.min(1, fround(fround(Math.max(step - start, 0)) * rate));
  const [a, b, c] = SHAPES[segment ?? "linear"];
  const inner = fround(b + fround(progress * c));
  const share = fround(progress * fround(a + fround(progress * inner)));
  return flushed(fround(fround(level) + fround(fround(fround(nextLevel) - fround(level)) * share)));
}

/**
 * What is too small for a normal float32 is zero in TensorFlow.
 *
 * @param {number} value
 */
function flushed(value) {
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
  return Math.max(1, roundHalfToEven(fround(fround(size) * keptFraction(schedule, step))));
}

/** @param {number} value */
function roundHalfToEven(value) {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest > 0.5 ? down + 1 : down;
  return down % 2 === 0 ? down : down + 1;
}

/**
 * When masks change within a training: the first and the last step, and how often.
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
 * The latest update at or before a step; 0 before the first.
 *
 * @param {Updates} turns
 * @param {number} step
 */
export function updateBefore({ first, count, frequency, last }, step) {
  if (count === 0 || step < first) return 0;
  return first + Math.floor((Math.min(step, last) - first) / frequency) * frequency;
}

/**
 * What masks hold after a step.
 *
 * @param {Draft} schedule
 * @param {Updates} turns
 * @param {number} step
 */
export function appliedAt(schedule, turns, step) {
  const update = updateBefore(turns, step);
  return update === 0 ? 0 : sparsityAt(schedule, update);
}
