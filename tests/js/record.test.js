// @ts-check
// Tests the record of a run after some events, and the texts that describe it.

/** @import { RunData } from "../../pages/components/live_run/types.d.ts" */
import assert from "node:assert/strict";
import { test } from "node:test";
import { append, makePoints, thinPoints } from "../../pages/components/live_run/record/curves.js";
import {
  makeRecord,
  overallSparsity,
  recordEvent,
  secondsRemaining,
  stepOf,
} from "../../pages/components/live_run/record/record.js";
import {
  comparisonText,
  endNotice,
  headlineText,
  latestNumbers,
  progressText,
  warningText,
} from "../../pages/components/live_run/words/words.js";

/** @type {RunData} */
const DATA = {
  run: "r",
  title: "Half",
  state: "running",
  ended: false,
  events: "/events",
  plotly: "/plotly",
  total_steps: 100,
  steps_per_epoch: 10,
  epochs: 10,
  batch_size: 32,
  training_examples: 300,
  validation_examples: 1200,
  pruned_kernels: [{ layer: "dense", n_weights: 100 }],
  scheduled_curves: [{ layers: ["dense"], steps: [1], sparsity: [0.5], updates: [2, 100, 2] }],
  words: {
    phases: { loading_data: "Loading the data" },
    reasons: { exception: "The training failed with {type}: {text}" },
    pauses: { dataset_unusable: "{text}. Resume the run when this is corrected." },
    unreadable: "Event {number} cannot be read: {error}",
  },
};

/** @param {number} step */
function stepEvent(step) {
  return { kind: "step_measured", step, loss: 1 / step, accuracy: 0.5, scheduled_sparsity: 0.5 };
}

/**
 * @param {number} step
 * @param {number} kept
 */
function masksEvent(step, kept) {
  const lists = { scheduled_sparsity: [0.5], measured_sparsity: [0.5], thresholds: [0.1], pruned: [1], regrown: [0] };
  return { kind: "masks_measured", step, kept: [kept], predicted: [50], ...lists };
}

test("the latest step, the sparsity and the number of updates follow the events", () => {
  const record = makeRecord(DATA);
  assert.equal(stepOf(record), null);
  recordEvent(record, masksEvent(1, 50), 0);
  recordEvent(record, stepEvent(2), 0.2);
  recordEvent(record, masksEvent(2, 50), 0.2);
  assert.deepEqual([stepOf(record), overallSparsity(DATA, record), record.updates], [2, 0.5, 1]);
  assert.equal(comparisonText(DATA, record), "Predicted and measured sparsity are equal at all 2 steps.");
});

test("each accuracy names its number of images; the last batch of an epoch is smaller", () => {
  const record = makeRecord(DATA);
  const labels = () => latestNumbers(DATA, record).map(([label]) => label);
  assert.deepEqual([labels()[0], labels()[2]], ["Training accuracy, 32 images", "Validation accuracy, 1,200 images"]);
  recordEvent(record, stepEvent(20), 0);
  assert.equal(labels()[0], "Training accuracy, 12 images");
  const withoutValidation = latestNumbers({ ...DATA, validation_examples: 0 }, record)[2][0];
  const small = latestNumbers({ ...DATA, training_examples: 7, steps_per_epoch: 1 }, makeRecord(DATA))[0][0];
  assert.deepEqual([withoutValidation, small], ["Validation accuracy", "Training accuracy, 7 images"]);
});

test("the first difference between prediction and measurement is stored", () => {
  const record = makeRecord(DATA);
  recordEvent(record, stepEvent(4), 0);
  recordEvent(record, masksEvent(2, 51), 0);
  recordEvent(record, masksEvent(4, 49), 0);
  assert.match(
    comparisonText(DATA, record),
    /first differ at step 2: the mask of dense keeps 51 weights, 50 were predicted/,
  );
});

test("unknown events are ignored, also if their kind is a property of every object", () => {
  const record = makeRecord(DATA);
  for (const kind of ["moon_landed", "toString", "__proto__", "constructor"]) recordEvent(record, { kind, step: 1 }, 0);
  assert.deepEqual([record.end, stepOf(record)], [null, null]);
});

test("the remaining time is estimated from the last seconds", () => {
  const record = makeRecord(DATA);
  for (let step = 1; step <= 50; step += 1) recordEvent(record, stepEvent(step), step < 40 ? 0 : step);
  assert.equal(secondsRemaining(DATA, record), 50); // only the slow steps at the end are used
  record.connected = true;
  assert.equal(progressText(DATA, record), "step 50 of 100 · epoch 5 of 10 · about 50 s left");
});

test("a pause does not count in the remaining time", () => {
  const record = makeRecord(DATA);
  for (let step = 1; step <= 40; step += 1) recordEvent(record, stepEvent(step), step / 10);
  for (let step = 41; step <= 43; step += 1) recordEvent(record, stepEvent(step), 3600 + step / 10);
  assert.equal(secondsRemaining(DATA, record), null); // the time after the pause is too short
  for (let step = 44; step <= 60; step += 1) recordEvent(record, stepEvent(step), 3600 + step / 10);
  assert.equal(secondsRemaining(DATA, record)?.toFixed(2), "4.00");
});

test("a validation of some seconds counts in the remaining time", () => {
  const record = makeRecord(DATA);
  for (let step = 1; step <= 50; step += 1)
    recordEvent(record, stepEvent(step), step + 8 * Math.floor((step - 1) / 10));
  assert.equal(secondsRemaining(DATA, record), 50);
  recordEvent(record, stepEvent(51), 51 + 8 * 5);
  assert.ok((secondsRemaining(DATA, record) ?? 0) > 49 * 2);
});

test("the notice at the end names the accuracy on the test images", () => {
  const record = makeRecord(DATA);
  recordEvent(record, { kind: "run_finished", step: 100, test_accuracy: 0.9789 }, 0);
  assert.equal(endNotice(record), "Finished: 97.9 % of the test images are classified correctly");
  const stopped = makeRecord(DATA);
  recordEvent(stopped, { kind: "run_stopped", step: 1 }, 0);
  assert.equal(endNotice(stopped), "Stopped");
});

test("the headlineText of an ended run is its state", () => {
  const record = makeRecord(DATA);
  assert.equal(headlineText(record), "Connecting");
  recordEvent(record, { kind: "run_stopped", step: 1 }, 0);
  assert.equal(headlineText(record), "Stopped");
});

test("a long curve is drawn with the extremes of each group, and after a zoom with every point", () => {
  const points = makePoints();
  for (let step = 1; step <= 10_000; step += 1) append(points, step, step === 4321 ? 9 : step % 7);
  const selection = thinPoints(points, null);
  assert.ok(selection.x.length <= 1000);
  assert.equal(selection.y[selection.x.indexOf(4321)], 9);
  assert.deepEqual(thinPoints(points, [4000, 4003]).x, [3999, 4000, 4001, 4002, 4003]);
});

test("a phase is shown as text, from a code or from the text of an older version", () => {
  const record = Object.assign(makeRecord(DATA), { connected: true, state: "running" });
  const headlines = ["loading_data", "building the network", "toString"].map((phase) => {
    recordEvent(record, { kind: "phase_started", step: 0, phase }, 0);
    return headlineText(record);
  });
  assert.deepEqual(headlines, ["Loading the data", "Building the network", "ToString"]);
});

test("the reason for an early end is shown as a sentence", () => {
  const warningAfterFailure = (/** @type {object} */ values) => {
    const record = makeRecord(DATA);
    recordEvent(record, { kind: "run_failed", step: 1, ...values }, 0);
    return warningText(record);
  };
  const parameters = { type: "OSError", text: "{type}" };
  assert.equal(
    warningAfterFailure({ message: "", reason: "exception", parameters }),
    "The training failed with OSError: {type}",
  );
  assert.equal(warningAfterFailure({ message: "no disk" }), "no disk");
  assert.equal(warningAfterFailure({ message: "", reason: "out_of_cheese" }), "out_of_cheese");
  assert.equal(warningAfterFailure({ message: "" }), "");
});

test("an unreadable event is reported, and the other events are recorded", () => {
  const record = Object.assign(makeRecord(DATA), { connected: true });
  recordEvent(record, stepEvent(1), 0);
  recordEvent(record, { kind: "unreadable", step: 0, number: 2, error: "no JSON" }, 0.1);
  recordEvent(record, stepEvent(3), 0.2);
  assert.equal(warningText(record), "Event 2 cannot be read: no JSON");
  assert.equal(stepOf(record), 3);
});

test("the reason of a pause is shown as a sentence, from a code or from the sentence of an older version", () => {
  const warningOfPause = (/** @type {object} */ pause) => {
    return warningText(Object.assign(makeRecord(DATA), { state: "paused", notice: "full", pause }));
  };
  const parameters = { text: "mnist.npz is damaged" };
  assert.equal(
    warningOfPause({ reason: "dataset_unusable", parameters }),
    "mnist.npz is damaged. Resume the run when this is corrected.",
  );
  assert.equal(warningOfPause({ message: "no data" }), "no data");
});
