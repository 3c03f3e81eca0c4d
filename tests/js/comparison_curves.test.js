// @ts-check
// Tests the curves of groups, the values at the hover line, the Pareto staircase and the stored view.

import assert from "node:assert/strict";
import { test } from "node:test";
import { indexAt, itemsOf, meanCurve, valueAt } from "../../pages/components/comparison/data/curves.js";
import { writeBytes, writePosition, writeValue } from "../../pages/components/comparison/data/numbers.js";
import { frontCorners } from "../../pages/components/comparison/data/points.js";
import { smooth } from "../../pages/components/comparison/data/smoothing.js";
import { mergeAnswer } from "../../pages/components/comparison/state/refresh.js";
import { FIRST_VIEW, readView, reduceView, writeView } from "../../pages/components/comparison/state/state.js";
import { actionOfKey } from "../../pages/components/comparison/view/curve_charts.js";

/** @import { Comparison, Curve, ResultPoint, RunCurves, RunInfo } from "../../pages/components/comparison/types.d.ts" */

/**
 * @param {(number | null)[]} ys
 * @returns {Curve}
 */
function curveOf(ys) {
  return { xs: ys.map((_y, index) => index + 1), ys, lows: null, highs: null, end: ys.length + 0.5 };
}

test("the mean curve has the mean and Student's t interval of its curves", () => {
  const factor = 4.302652729749464 / Math.sqrt(3); // scipy.stats.t.ppf(0.975, 2) / sqrt(3)
  const mean = meanCurve([curveOf([1, 4]), curveOf([2, 4]), curveOf([6, 4])], [null, null, 0, factor]);
  assert.deepEqual(mean.ys, [3, 4]);
  // scipy.stats.t.interval(0.95, 2, 3, scipy.stats.sem([1, 2, 6])) = (-3.572, 9.572)
  assert.ok(Math.abs((mean.lows?.[0] ?? 0) - -3.5724) < 1e-3);
  assert.ok(Math.abs((mean.highs?.[0] ?? 0) - 9.5724) < 1e-3);
  assert.deepEqual([mean.lows?.[1], mean.highs?.[1]], [4, 4]);
});

test("the mean curve ends with the shortest curve, and has a gap where a curve has no value", () => {
  const mean = meanCurve([curveOf([1, null, 3]), curveOf([3, 3])], [null, null, 1]);
  assert.deepEqual(mean.xs, [1, 2]);
  assert.deepEqual(mean.ys, [2, null]);
  assert.deepEqual(meanCurve([], []).ys, []);
});

test("a smooth curve has the mean of the same number of points on both sides, and keeps gaps", () => {
  assert.deepEqual(smooth([1, 2, 6, 3, 8], 3), [1, 3, 11 / 3, 17 / 3, 8]);
  assert.deepEqual(smooth([1, null, 5, 3, 4], 3), [1, null, 4, 4, 4]);
  assert.deepEqual(smooth([1, 2], 1), [1, 2]);
  const line = Array.from({ length: 50 }, (_, index) => 2 * index);
  assert.deepEqual(smooth(line, 9), line);
});

test("a single curve has no interval", () => {
  assert.deepEqual(meanCurve([curveOf([1])], [null, null]).lows, [null]);
});

test("the value at the hover line is the last one at or before it", () => {
  const xs = [2, 4, 4, 8];
  const found = [1, 2, 3, 4, 7.9, 100].map((x) => indexAt(xs, x));
  assert.deepEqual(found, [-1, 0, 0, 2, 2, 3]);
  const cyclic = [0, 0.5, 0.8, 0.4, 0.9];
  for (const x of [0, 0.3, 0.6, 0.85, 1]) {
    const index = indexAt(cyclic, x);
    assert.ok(cyclic[index] <= x && !(cyclic[index + 1] <= x));
  }
});

test("a run has no value before its first and after its last step", () => {
  const curve = curveOf([5, null, 7]);
  assert.deepEqual(
    [0.9, 1, 2, 3.4, 3.6, null].map((x) => valueAt(curve, x)),
    [null, 5, null, 7, null, 7],
  );
});

/**
 * @param {number} x
 * @param {number} y
 * @param {boolean} onFront
 * @returns {ResultPoint}
 */
function pointAt(x, y, onFront) {
  const item = itemsOf(comparisonOf(["a"]), false)[0];
  return { item, x, y, low: null, high: null, singles: [], comparable: true, onFront };
}

/**
 * @param {string[]} ids
 * @returns {Comparison}
 */
function comparisonOf(ids) {
  const runs = ids.map((id, index) => /** @type {RunInfo} */ ({ id, number: index + 1, label: `label of ${id}` }));
  const none = { runs: [], groups: [] };
  return {
    runs,
    groups: [],
    settings: [],
    results: [],
    fronts: { bytes: none, sparsity: none },
    interval_factors: [],
    notes: [],
  };
}

test("the staircase connects the points of the front: less size is better, more sparsity is better", () => {
  const points = [pointAt(1, 0.8, true), pointAt(3, 0.95, true), pointAt(2, 0.7, false)];
  assert.deepEqual(frontCorners(points, "bytes", 5), [
    [1, 0.8],
    [3, 0.8],
    [3, 0.95],
    [5, 0.95],
  ]);
  const sparse = [pointAt(0.9, 0.8, true), pointAt(0.5, 0.95, true)];
  assert.deepEqual(frontCorners(sparse, "sparsity", 0), [
    [0.9, 0.8],
    [0.5, 0.8],
    [0.5, 0.95],
    [0, 0.95],
  ]);
  assert.deepEqual(frontCorners([], "bytes", 1), []);
});

test("another axis removes hover line and zoom, and groups remove hidden lines", () => {
  const moved = reduceView({ ...FIRST_VIEW, hidden: ["a"] }, { type: "hover", x: 5 });
  const zoomed = reduceView(moved, { type: "zoom", range: [1, 9] });
  assert.deepEqual(reduceView(zoomed, { type: "axis", axis: "epoch" }).zoom, null);
  assert.deepEqual(reduceView(zoomed, { type: "axis", axis: "epoch" }).hover, null);
  assert.deepEqual(reduceView(zoomed, { type: "set", name: "grouped", value: true }).hidden, []);
  assert.deepEqual(reduceView(zoomed, { type: "toggle", name: "b" }).hidden, ["a", "b"]);
  assert.deepEqual(reduceView(zoomed, { type: "toggle", name: "a" }).hidden, []);
});

test("a stored view is restored, and any other text gives the first view", () => {
  const view = { ...FIRST_VIEW, axis: /** @type {const} */ ("epoch"), grouped: true, smoothing: 9, hidden: ["a"] };
  assert.deepEqual(readView(writeView(view)), view);
  for (const text of [
    null,
    "",
    "null",
    "[]",
    "{",
    '{"axis": "weeks", "hidden": [1, {}], "grouped": "yes", "smoothing": 4}',
  ]) {
    assert.deepEqual(readView(text), FIRST_VIEW);
  }
});

test("arrow keys move the hover line within the axis", () => {
  const range = { least: 0, most: 100 };
  const press = (/** @type {string} */ key, shiftKey = false, hover = /** @type {number | null} */ (50)) =>
    actionOfKey(/** @type {KeyboardEvent} */ ({ key, shiftKey }), hover, range);
  assert.deepEqual(press("ArrowRight"), { type: "hover", x: 51 });
  assert.deepEqual(press("ArrowLeft", true), { type: "hover", x: 40 });
  assert.deepEqual(press("ArrowRight", false, 100), { type: "hover", x: 100 });
  assert.deepEqual(press("ArrowRight", false, null), { type: "hover", x: 0 });
  assert.deepEqual(press("ArrowLeft", false, null), { type: "hover", x: 99 });
  assert.deepEqual(press("End"), { type: "hover", x: 100 });
  assert.deepEqual(press("Escape"), { type: "hover", x: null });
  assert.deepEqual(press("+"), { type: "zoom", range: [25, 75] });
  assert.deepEqual(press("+", false, 10), { type: "zoom", range: [0, 35] });
  assert.deepEqual(press("-"), { type: "zoom", range: null });
  assert.equal(press("a"), null);
});

test("an answer replaces only the curves that it contains, also if a run is gone", () => {
  const curves = (/** @type {number} */ version) => /** @type {RunCurves} */ ({ version });
  const loaded = { comparison: comparisonOf(["a", "b", "c"]), curves: [curves(1), curves(2), null] };
  const merged = mergeAnswer(loaded, { comparison: comparisonOf(["b", "c"]), curves: [null, curves(9)] });
  assert.deepEqual(merged.curves, [curves(2), curves(9)]);
});

test("numbers have the digits that a reader needs", () => {
  assert.equal(writeValue(0.98765, true), "98.77 %");
  assert.equal(writeValue(0.00123456, false), "0.001235");
  assert.equal(writeValue(0.00001, false), "1.00e-5");
  assert.equal(writeValue(null, true), "–");
  assert.equal(writeBytes(388071), "388.1 kB");
  assert.equal(writePosition(1234.4, "step"), "1,234");
  assert.equal(writePosition(0.875, "sparsity"), "87.5 %");
});
