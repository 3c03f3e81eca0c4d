// @ts-check
// Curves that grow. Every point is stored, but the number of drawn points is limited. So the browser draws a long curve
// as fast as a short curve.

/** @import { Points } from "../types.d.ts" */

const MAX_POINTS = 1000;

/** @returns {Points} */
export function makePoints() {
  return { xs: [], ys: [] };
}

/**
 * @param {Points} points
 * @param {number} x
 * @param {number | null} y
 */
export function append(points, x, y) {
  points.xs.push(x);
  points.ys.push(y);
}

/**
 * @template Value
 * @param {Value[]} list
 */
export function lastOf(list) {
  return list.length ? list[list.length - 1] : null;
}

/**
 * Select at most MAX_POINTS points between two values of x, and one point outside on each side.
 *
 * The points are divided into groups. The lowest and the highest point of each group are selected. Groups are counted
 * from the first point of the curve, so drawn points do not change when the curve grows.
 *
 * @param {Points} points
 * @param {[number, number] | null} range
 */
export function thinPoints({ xs, ys }, range) {
  const first = range ? Math.max(0, firstIndexFrom(xs, range[0]) - 1) : 0;
  const last = range ? Math.min(xs.length, firstIndexFrom(xs, range[1]) + 1) : xs.length;
  if (last - first <= MAX_POINTS) return { x: xs.slice(first, last), y: ys.slice(first, last) };
  const size = 2 ** Math.ceil(Math.log2((2 * (last - first)) / (MAX_POINTS - 4)));
  /** @type {number[]} */
  const selectedIndices = [];
  for (let start = first - (first % size); start < last; start += size) {
    const [low, high] = extremes(ys, Math.max(start, first), Math.min(start + size, last));
    selectedIndices.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return { x: selectedIndices.map((index) => xs[index]), y: selectedIndices.map((index) => ys[index]) };
}

/**
 * The indices of the lowest and the highest y from `start` to before `end`.
 *
 * @param {(number | null)[]} ys
 * @param {number} start
 * @param {number} end
 */
function extremes(ys, start, end) {
  let low = start;
  let high = start;
  for (let index = start; index < end; index += 1) {
    const [y, lowest, highest] = [ys[index], ys[low], ys[high]];
    if (y === null) continue;
    if (lowest === null || y < lowest) low = index;
    if (highest === null || y > highest) high = index;
  }
  return [low, high];
}

/**
 * The index of the first x that is not below a value. The values of x increase.
 *
 * @param {number[]} xs
 * @param {number} value
 */
function firstIndexFrom(xs, value) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
