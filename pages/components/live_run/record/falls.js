// @ts-check
// Finds the falls of the training accuracy that follow an update of the masks, while the steps arrive.

/** @import { Fall, FallSearch, RunRecord } from "../types.d.ts" */

// A step has the accuracy of one batch, so each number is a mean over some steps.
const MAX_STEPS_BEFORE = 10;
const MAX_STEPS_AFTER = 5;
const STEPS_TO_BE_BACK = 10;
// The accuracy of n images has the standard error sqrt(p (1 - p) / n). A smaller difference may be chance.
const STANDARD_ERRORS_OF_A_FALL = 3;
const MIN_FALL = 0.005;

/** @returns {FallSearch} */
export function makeSearch() {
  return { sums: [0], update: null, lastUpdateIndex: 0, falls: [], open: [], n_updates: 0 };
}

/**
 * Continue the search after a step was recorded. At an update step, the masks change before the accuracy is measured.
 *
 * @param {RunRecord} record
 * @param {number} imagesPerStep
 */
export function searchFalls(record, imagesPerStep) {
  const { search, accuracies } = record;
  const index = accuracies.xs.length - 1;
  const updateStep = firstUpdate(record, index ? accuracies.xs[index - 1] : 0, accuracies.xs[index]);
  if (updateStep !== null) {
    compareSteps(search, index, imagesPerStep);
    search.update = { step: updateStep, index, start: Math.max(search.lastUpdateIndex, index - MAX_STEPS_BEFORE) };
    search.lastUpdateIndex = index;
  }
  search.sums.push(search.sums[index] + (accuracies.ys[index] ?? 0));
  if (search.update && index + 1 - search.update.index >= MAX_STEPS_AFTER) {
    compareSteps(search, index + 1, imagesPerStep);
  }
  closeFalls(search, index + 1, accuracies.xs);
}

/**
 * The first update step above `after` and up to `step`; null if there is none.
 *
 * @param {RunRecord} record
 * @param {number} after
 * @param {number} step
 */
function firstUpdate({ updateRanges }, after, step) {
  /** @type {number | null} */
  let result = null;
  for (const [first, end, stride] of updateRanges) {
    const next = after < first ? first : first + (Math.floor((after - first) / stride) + 1) * stride;
    if (next < end && next <= step && (result === null || next < result)) result = next;
  }
  return result;
}

/**
 * Compare the steps before the last update with the steps from the update to before `end`.
 *
 * @param {FallSearch} search
 * @param {number} end
 * @param {number} imagesPerStep
 */
function compareSteps(search, end, imagesPerStep) {
  const { update } = search;
  search.update = null;
  if (!update || update.start === update.index || update.index === end) return;
  search.n_updates += 1;
  const before = meanOf(search, update.start, update.index);
  const after = meanOf(search, update.index, end);
  const variance = before * (1 - before);
  const stepsBefore = update.index - update.start;
  const error = Math.sqrt((variance / imagesPerStep) * (1 / stepsBefore + 1 / (end - update.index)));
  if (before - after < Math.max(MIN_FALL, STANDARD_ERRORS_OF_A_FALL * error)) return;
  /** @type {Fall} */
  const fall = { step: update.step, before, after, back: null };
  search.falls.push(fall);
  const target = before - Math.sqrt(variance / (imagesPerStep * STEPS_TO_BE_BACK));
  search.open.push({ fall, index: update.index, target });
}

/**
 * Store for each open fall when the accuracy was back: at the first of the latest steps, if their mean is at the target.
 *
 * @param {FallSearch} search
 * @param {number} end
 * @param {number[]} xs the steps
 */
function closeFalls(search, end, xs) {
  if (!search.open.length) return;
  search.open = search.open.filter(({ fall, index, target }) => {
    if (end - index < STEPS_TO_BE_BACK || meanOf(search, end - STEPS_TO_BE_BACK, end) < target) return true;
    fall.back = xs[end - STEPS_TO_BE_BACK];
    return false;
  });
}

/**
 * @param {FallSearch} search
 * @param {number} start
 * @param {number} end
 */
function meanOf({ sums }, start, end) {
  return (sums[end] - sums[start]) / (end - start);
}
