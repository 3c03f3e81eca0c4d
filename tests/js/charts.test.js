// @ts-check
// Tests what the live charts draw: marks at update steps, and one line for layers whose lines coincide.

import assert from "node:assert/strict";
import { test } from "node:test";
import { markedSteps } from "../../pages/components/live_run/charts/marks.js";
import { divideGroups, groupName } from "../../pages/components/live_run/record/groups.js";

test("every update until now is marked, and several schedules share a mark", () => {
  const limits = { visible: /** @type {[number, number]} */ ([0, 100]), latest: 30 };
  assert.deepEqual(markedSteps([[10, 61, 10]], limits), { steps: [10, 20, 30], stride: 1 });
  const steps = markedSteps(
    [
      [10, 61, 10],
      [5, 30, 5],
    ],
    limits,
  ).steps;
  assert.deepEqual(steps, [5, 10, 15, 20, 25, 30]);
});

test("of many updates, one of a fixed number is marked, and a zoom marks every update again", () => {
  const all = markedSteps([[1, 1001, 1]], { visible: [0, 1000], latest: 500 });
  assert.equal(all.stride, 10);
  assert.deepEqual(all.steps.slice(0, 2), [1, 11]);
  const later = markedSteps([[1, 1001, 1]], { visible: [0, 1000], latest: 1000 });
  assert.deepEqual(later.steps.slice(0, all.steps.length), all.steps);
  assert.ok(later.steps.length <= 100);
  assert.deepEqual(markedSteps([[1, 1001, 1]], { visible: [40.5, 43.2], latest: 500 }).steps, [41, 42, 43]);
});

test("a run without updates has no marks", () => {
  assert.deepEqual(markedSteps([], { visible: [0, 10], latest: 10 }).steps, []);
  assert.deepEqual(markedSteps([[5, 5, 1]], { visible: [0, 10], latest: 10 }).steps, []);
});

test("layers are one line until their sparsities differ, and then stay apart", () => {
  let groups = divideGroups([[0, 1, 2]], [0.5, 0.502, 0.5]);
  assert.deepEqual(groups, [[0, 1, 2]]);
  groups = divideGroups(groups, [0.5, 0.6, 0.5]);
  assert.deepEqual(groups, [[0, 2], [1]]);
  assert.deepEqual(divideGroups(groups, [0.7, 0.7, 0.7]), [[0, 2], [1]]);
});

test("a group is named by its layers, and a large group by its first layers", () => {
  assert.equal(groupName(["conv2d", "dense", "dense_1"]), "conv2d, dense, dense_1");
  assert.equal(groupName(["a", "b", "c", "d", "e", "f"]), "a, b, c, d and 2 more");
});
