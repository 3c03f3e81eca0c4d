// @ts-check
// Finds the updates that may keep all weights, because too many weights are exactly zero and tie. The rule and its
// numbers are those of pruning_core/prediction/ties.py.

/** @import { Draft, Updates } from "../types.d.ts" */
import { sparsityAt, updateBefore } from "./schedule_math.js";

const ROUNDING = 1e-6;

/** @typedef {[first: number, last: number]} UpdateRange the first and the last update step of a range */

/**
 * The last result for each schedule: the chart, its texts and the readout ask for it again and again. A draft never changes.
 *
 * @type {WeakMap<Draft, { parameters: string, tied: UpdateRange[] }>}
 */
const found = new WeakMap();

/**
 * The updates that ask for more weights than every mask before them kept: they keep so many weights, or all.
 *
 * @param {Draft} schedule
 * @param {Updates} updateSteps
 * @param {number} zeros the fraction of the weights that are exactly zero before the training
 * @returns {UpdateRange[]} increasing ranges that do not touch
 */
export function tiedUpdates(schedule, updateSteps, zeros = 0) {
  const parameters = [updateSteps.first, updateSteps.count, updateSteps.frequency, zeros].join();
  const known = found.get(schedule);
  if (known?.parameters === parameters) return known.tied;
  const tied = findTiedUpdates(schedule, updateSteps, zeros);
  found.set(schedule, { parameters, tied });
  return tied;
}

/**
 * @param {Draft} schedule
 * @param {Updates} updateSteps
 * @param {number} zeros
 */
function findTiedUpdates(schedule, updateSteps, zeros) {
  const { first, frequency } = updateSteps;
  const stepOf = (/** @type {number} */ index) => first + index * frequency;
  const levelOf = (/** @type {number} */ index) => sparsityAt(schedule, stepOf(index));
  /** @type {UpdateRange[]} */
  const tied = [];
  let most = zeros;
  for (const [start, stop] of monotonePieces(schedule, updateSteps)) {
    const rises = levelOf(stop - 1) >= levelOf(start);
    if (!rises) most = Math.max(most, levelOf(start));
    const limit = most - ROUNDING;
    const isOver = (/** @type {number} */ index) => levelOf(index) < limit !== rises;
    const change = firstIndex(start, stop, isOver);
    const [from, to] = rises ? [start, change] : [change, stop];
    if (rises) most = Math.max(most, levelOf(stop - 1));
    if (from === to) continue;
    const before = tied.at(-1);
    if (before && before[1] === stepOf(from - 1)) before[1] = stepOf(to - 1);
    else tied.push([stepOf(from), stepOf(to - 1)]);
  }
  return tied;
}

/**
 * Whether the masks after a step are those of a tied update.
 *
 * @param {UpdateRange[]} tied
 * @param {Updates} updateSteps
 * @param {number} step
 */
export function mayKeepAll(tied, updateSteps, step) {
  const update = updateBefore(updateSteps, step);
  return tied.some(([first, last]) => first <= update && update <= last);
}

/**
 * The indices of the updates, cut where the curve may change direction: on each piece it only rises or only falls.
 *
 * @param {Draft} schedule
 * @param {Updates} updateSteps
 * @returns {[start: number, stop: number][]}
 */
function monotonePieces(schedule, { first, count, frequency }) {
  const indexOf = (/** @type {number} */ step) => Math.min(count, Math.max(0, Math.ceil((step - first) / frequency)));
  const cuts = [...new Set([0, count, ...bendSteps(schedule).map(indexOf)])].sort((one, other) => one - other);
  return cuts.slice(1).map((stop, index) => [cuts[index], stop]);
}

/** @param {Draft} schedule */
function bendSteps({ class_name: className, end_step: end, keyframes = [] }) {
  switch (className) {
    case "PolynomialDecay":
      return [end];
    case "KeyframeSchedule":
      return keyframes.map(([step]) => step);
    default:
      return [];
  }
}

/**
 * The first index from `start` on for which `isOver` is true; `stop` if there is none. `isOver` stays true.
 *
 * @param {number} start
 * @param {number} stop
 * @param {(index: number) => boolean} isOver
 */
function firstIndex(start, stop, isOver) {
  let [low, high] = [start, stop];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isOver(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
