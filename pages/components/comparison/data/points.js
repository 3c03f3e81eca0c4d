// @ts-check
// The points of the charts of accuracy against another result, and their Pareto front.

/** @import { Comparison, Item, ResultPoint } from "../types.d.ts" */

/** @typedef {"bytes" | "sparsity"} Quantity */

/**
 * The point of each run or group that has both results.
 *
 * @param {Item[]} items
 * @param {Quantity} quantity
 * @param {Comparison} comparison
 * @param {boolean} grouped
 * @returns {ResultPoint[]}
 */
export function resultPoints(items, quantity, comparison, grouped) {
  const front = comparison.fronts[quantity][grouped ? "groups" : "runs"];
  return items.flatMap((item) => {
    const index = grouped ? Number(item.mark.slice(1)) - 1 : item.members[0];
    const point = grouped ? pointOfGroup(index, quantity, comparison) : pointOfRun(index, quantity, comparison);
    return point ? [{ item, ...point, onFront: front.includes(index) }] : [];
  });
}

/**
 * @param {number} index
 * @param {Quantity} quantity
 * @param {Comparison} comparison
 */
function pointOfRun(index, quantity, { runs }) {
  const run = runs[index];
  const x = run[quantity];
  if (run.accuracy === null || x === null) return null;
  return { x, y: run.accuracy, low: null, high: null, singles: [], comparable: run.comparable };
}

/**
 * @param {number} index
 * @param {Quantity} quantity
 * @param {Comparison} comparison
 */
function pointOfGroup(index, quantity, { groups, runs }) {
  const group = groups[index];
  const x = group[quantity];
  if (group.accuracy === null || x === null) return null;
  const singles = group.members.flatMap((member) => {
    const { accuracy, [quantity]: value } = runs[member];
    return accuracy === null || value === null || group.members.length < 2 ? [] : [{ x: value, y: accuracy }];
  });
  const { mean, low, high } = group.accuracy;
  return { x: x.mean, y: mean, low, high, singles, comparable: group.comparable };
}

/**
 * The corners of the staircase through the points of a front: the best accuracy at each value of x.
 *
 * @param {ResultPoint[]} points
 * @param {Quantity} quantity
 * @param {number} end the value of x at which the staircase ends: the largest size, or the smallest sparsity
 * @returns {[number, number][]}
 */
export function frontCorners(points, quantity, end) {
  const best = points.filter((point) => point.onFront).map(({ x, y }) => /** @type {[number, number]} */ ([x, y]));
  best.sort(([first], [second]) => (quantity === "bytes" ? first - second : second - first));
  /** @type {[number, number][]} */
  const corners = [];
  best.forEach(([x, y], index) => {
    if (index > 0) corners.push([x, best[index - 1][1]]);
    corners.push([x, y]);
  });
  if (best.length) corners.push([end, best[best.length - 1][1]]);
  return corners;
}
