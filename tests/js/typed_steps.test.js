// A step may be typed as a number, a percentage or an epoch.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDistance, describePart, readStep } from "../../pages/components/schedule_editor/fields/typed_steps.js";

const PLAN = { totalSteps: 5760, stepsPerEpoch: 192 };
const WITHOUT_EPOCHS = { totalSteps: 5760, stepsPerEpoch: 0 };

/** @type {[text: string, step: number][]} */
const READ = [
  ["4608", 4608],
  [" 4,608 ", 4608],
  ["-1", -1],
  ["80%", 4608],
  ["80 %", 4608],
  ["12.5%", 720],
  [".05%", 3],
  ["24 ep", 4608],
  ["24 epochs", 4608],
  ["epoch 24", 4608],
  ["Epoch 1.5", 288],
  ["ep. 24", 4608],
  ["0.5 epochs", 96],
];

test("a percentage and an epoch are the steps at which so much of the training has passed", () => {
  for (const [text, step] of READ) assert.equal(readStep(text, PLAN), step, text);
});

test("a text that means no step is no number", () => {
  for (const text of ["", "soon", "80%%", "epoch", "1,23", "24 ep 2", "-5%"]) {
    assert.equal(readStep(text, PLAN), Number.NaN, text);
  }
});

test("an epoch means no step if the epochs of the training are not known", () => {
  assert.equal(readStep("epoch 24", WITHOUT_EPOCHS), Number.NaN);
  assert.equal(readStep("80%", WITHOUT_EPOCHS), 4608);
});

test("the text of an epoch is read as its step again", () => {
  for (const step of [0, 1, 96, 4608, 5760]) {
    assert.equal(readStep(`epoch ${step / PLAN.stepsPerEpoch}`, PLAN), step);
    assert.equal(readStep(`${(step / PLAN.totalSteps) * 100}%`, PLAN), step);
  }
});

test("a step is described by its epoch and its percentage", () => {
  assert.equal(describePart(4608, PLAN), "epoch 24, 80 %");
  assert.equal(describePart(4608, WITHOUT_EPOCHS), "80 %");
  assert.equal(describePart(-1, PLAN), "");
  assert.equal(describeDistance(96, PLAN), "0.5 epochs, 1.67 %");
});
