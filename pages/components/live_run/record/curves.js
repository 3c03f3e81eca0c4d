// @ts-check
// Curves that grow: every point is kept, and few enough are drawn that drawing costs the same at any length.

/** @import { Points } from "../types.d.ts" */

const MOST_POINTS = 1000;

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
 * The points between two x, at most MOST_POINTS of them, and one neighbour on each side.
 *
 * Of each group of points, the lowest and the highest are kept. Groups are counted from the first point
 * of the curve, so that what was drawn stays as it was when the curve grows.
 *
 * @param {Points} points
 * @param {[number, number] | null} range
 */
export function thinned({ xs, ys }, range) {
  const first = range ? Math.max(0, indexOf(xs, range[0]) - 1) : 0;
  const last = range ? Math.min(xs.length, indexOf(xs, range[1]) + 1) : xs.length;
  if (last - first <= MOST_POINTS) return { x: xs.slice(first, last), y: ys.slice(first, last) };
  const size = 2 ** Math.ceil(Math.log2((2 * (last - first)) / (MOST_POINTS - 4)));
  /** @type {number[]} */
  const kept = [];
  for (let start = first - (first % size); start < last; start += size) {
    const [low, high] = extremes(ys, Math.max(start, first), Math.min(start + size, last));
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return { x: kept.map((index) => xs[index]), y: kept.map((index) => ys[index]) };
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
    const [y, least, most] = [ys[index], ys[low], ys[high]];
    if (y === null) continue;
    if (least === null || y < least) low = index;
    if (most === null || y > most) high = index;
  }
  return [low, high];
}

/**
 * The index of the first x that is not below a value; x increase.
 *
 * @param {number[]} xs
 * @param {number} value
 */
function indexOf(xs, value) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
