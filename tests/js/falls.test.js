// @ts-check
// Tests that falls of the accuracy after updates are found and described, and that chance is not called a fall.

import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRecord, recordEvent } from "../../pages/components/live_run/record/record.js";
import { fallsSummary, fallText } from "../../pages/components/live_run/words/falls.js";

/** @typedef {import("../../pages/components/live_run/types.d.ts").RunData} RunData */
/** @typedef {[number, number, number]} Range */

/**
 * The record of a run with these accuracies at the steps 1, 2, 3 and so on.
 *
 * @param {number[]} accuracies
 * @param {Range[]} updates
 */
function recordOf(accuracies, updates) {
  const data = /** @type {any} */ ({
    batch_size: 250,
    training_examples: 48_000,
    pruned_kernels: [],
    scheduled_curves: updates.map((range) => ({ updates: range })),
    words: {},
  });
  const record = makeRecord(/** @type {RunData} */ (data));
  for (const [index, accuracy] of accuracies.entries()) {
    recordEvent(record, { kind: "step_measured", step: index + 1, accuracy, loss: 1, scheduled_sparsity: 0.5 }, index);
  }
  return record;
}

/**
 * @param {number} count
 * @param {number} accuracy
 */
const steps = (count, accuracy) => Array(count).fill(accuracy);

test("a fall is the mean before the update and the mean from the update on, and ends when the accuracy is back", () => {
  const accuracies = [...steps(49, 0.971), ...steps(30, 0.934), ...steps(40, 0.971)];
  const record = recordOf(accuracies, [[50, 1000, 100]]);
  const [fall] = record.search.falls;
  assert.equal(
    fallText(fall, false),
    "After the update at step 50, accuracy fell from 97.1 % to 93.4 %, and was back after 30 steps.",
  );
  assert.match(fallsSummary(record), /^Training accuracy fell measurably after 1 of 1 update\./);
});

test("a fall from which the accuracy is not back is described during the run and at its end", () => {
  const [fall] = recordOf([...steps(49, 0.9), ...steps(30, 0.5)], [[50, 1000, 100]]).search.falls;
  assert.match(fallText(fall, false), /fell from 90\.0 % to 50\.0 %, and is not back yet\.$/);
  assert.match(fallText(fall, true), /and was not back at the end\.$/);
});

test("a difference that chance explains is no fall", () => {
  const record = recordOf([...steps(49, 0.971), ...steps(30, 0.96), ...steps(120, 0.971)], [[50, 1000, 100]]);
  assert.deepEqual(record.search.falls, []);
  assert.equal(record.search.n_updates, 2);
  assert.equal(fallsSummary(record), "Training accuracy did not fall measurably after any of the 2 updates.");
});

test("a fall that follows no update is not found", () => {
  const record = recordOf([...steps(49, 0.9), ...steps(30, 0.5)], [[20, 21, 1]]);
  assert.deepEqual([record.search.falls, record.search.n_updates], [[], 1]);
  assert.equal(fallsSummary(recordOf(steps(9, 0.9), [])), "");
});

test("updates of several schedules count once a step, and close updates are compared with the steps between them", () => {
  const accuracies = [...steps(19, 0.9), ...steps(3, 0.8), ...steps(20, 0.6)];
  const { falls, n_updates } = recordOf(accuracies, [
    [20, 24, 3],
    [20, 21, 5],
  ]).search;
  assert.deepEqual([falls.map(({ step }) => step), n_updates], [[20, 23], 2]);
  assert.deepEqual([falls[1].before.toFixed(2), falls[1].after.toFixed(2)], ["0.80", "0.60"]);
});

test("an update is found if not every step is recorded", () => {
  const record = recordOf([], [[15, 1000, 1000]]);
  for (let step = 10; step < 200; step += 10) {
    const accuracy = step < 20 ? 0.9 : 0.4;
    recordEvent(record, { kind: "step_measured", step, accuracy, loss: 1, scheduled_sparsity: 0.5 }, step);
  }
  assert.deepEqual(
    record.search.falls.map(({ step }) => step),
    [15],
  );
});
