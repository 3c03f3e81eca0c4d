// @ts-check
// Tests which layers count for the weights that a schedule removes, and where a layer with its own sparsity ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { removalsOf } from "../../pages/components/schedule_editor/chart/paths.js";
import { endAt, layersOfSchedule } from "../../pages/components/schedule_editor/math/layers.js";
import { updates } from "../../pages/components/schedule_editor/math/schedule_math.js";

/** @import { Draft, LayerGroup } from "../../pages/components/schedule_editor/types.d.ts" */

/** @type {Draft} */
const DECAY = {
  name: "A",
  class_name: "PolynomialDecay",
  begin_step: 0,
  end_step: 20,
  frequency: 10,
  initial_sparsity: 0.2,
  final_sparsity: 0.8,
  target_sparsity: 0,
  power: 1,
};

/** @param {LayerGroup[]} groups */
function removedBy(groups, index = 0) {
  const removals = removalsOf(updates(DECAY, 20), layersOfSchedule(groups, DECAY, index));
  return removals.map(([, weights]) => weights);
}

test("a layer counts for its own schedule, or else for the selected one, as often as it occurs", () => {
  /** @type {LayerGroup} */
  const group = { schedule: null, sparsity: null, sizes: [[100, 1]] };
  assert.deepEqual(removedBy([group]), [50, 30]);
  assert.deepEqual(removedBy([{ ...group, sizes: [[100, 3]] }]), [150, 90]);
  assert.deepEqual(removedBy([group, { ...group, schedule: 1 }]), [50, 30]);
  assert.deepEqual(removedBy([group, { ...group, schedule: 1 }], 1), [100, 60]);
  assert.deepEqual(removedBy([]), [0, 0]);
});

test("a layer with its own final sparsity ends there, and its other sparsities are scaled", () => {
  /** @type {LayerGroup} */
  const group = { schedule: null, sparsity: 0.4, sizes: [[100, 1]] };
  assert.deepEqual(removedBy([group]), [25, 15]);
  const rounded = (/** @type {number} */ value) => Number(value.toFixed(9));
  assert.equal(rounded(endAt(DECAY, 0.4).initial_sparsity), 0.1);
  assert.equal(rounded(endAt({ ...DECAY, initial_sparsity: 0.9 }, 0.4).initial_sparsity), 0.7);
  /** @type {Draft["keyframes"]} */
  const keyframes = [
    [0, 0.4, "linear"],
    [20, 0.8, "linear"],
  ];
  const ended = endAt({ ...DECAY, class_name: "KeyframeSchedule", keyframes }, 0.6);
  const levels = ended.keyframes?.map(([, sparsity]) => rounded(sparsity));
  assert.deepEqual(levels, [0.3, 0.6]);
});
