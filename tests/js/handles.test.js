// @ts-check
// Tests that a schedule stays valid after each move of a handle.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addKeyframe, handlesOf } from "../../pages/components/schedule_editor/input/handles.js";
import { problemOf } from "../../pages/components/schedule_editor/math/problems.js";
import { convertToClass, draftOf } from "../../pages/components/schedule_editor/state/drafts.js";
import { answerWith } from "./answers.js";

const DECAY = draftOf(answerWith().schedules[0]);
const CONSTANT = convertToClass(DECAY, "ConstantSparsity", 200);
const KEYFRAMES = convertToClass(DECAY, "KeyframeSchedule", 200);

test("the schedule stays valid after a handle is dragged to any point", () => {
  for (const schedule of [DECAY, CONSTANT, { ...CONSTANT, end_step: -1 }, KEYFRAMES]) {
    for (const handle of handlesOf(schedule)) {
      for (const step of [0, 1, 50, 100, 5000]) {
        for (const sparsity of [-1, 0, 0.4, 1, 2]) {
          assert.equal(problemOf(handle.move(step, sparsity)), null, `${handle.id} ${step} ${sparsity}`);
        }
      }
    }
  }
});

test("dragging the bend sets the power so that the curve passes through the pointer", () => {
  const bend = handlesOf(DECAY).find(({ id }) => id === "bend");
  assert.equal(bend?.move(0, 0.4).power, 1);
  assert.equal(handlesOf({ ...DECAY, initial_sparsity: 0.8 }).length, 2);
});

test("a new point is inserted in order of steps, but not at the step of another point", () => {
  const extended = addKeyframe(KEYFRAMES, 40, 0.3);
  assert.deepEqual(extended?.keyframes?.[1], [40, 0.3, "smooth"]);
  assert.equal(addKeyframe(KEYFRAMES, 10, 0.3), null);
});
