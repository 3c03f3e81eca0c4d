// @ts-check
// Converts values into pixels of a chart, and finds round numbers for its axes.

/** @import { Frame, Range } from "../types.d.ts" */

export const EDGES = { left: 58, right: 12, top: 14, bottom: 40 };
const MIN_CHART_WIDTH = 240;
const APPROXIMATE_TICKS = 6;
const FACTORS = [1, 2, 5, 10];

/**
 * @param {{ width: number, height: number, xRange: Range, yRange: Range }} parts
 * @returns {Frame}
 */
export function frameOf({ width: availableWidth, height, xRange, yRange }) {
  const width = Math.max(MIN_CHART_WIDTH, availableWidth);
  const { left, right, top, bottom } = EDGES;
  const plotWidth = width - left - right;
  const plotHeight = height - top - bottom;
  const xLength = xRange.most - xRange.least;
  const yLength = yRange.most - yRange.least;
  return {
    width,
    height,
    xRange,
    yRange,
    x: (value) => left + ((value - xRange.least) / xLength) * plotWidth,
    y: (value) => height - bottom - ((value - yRange.least) / yLength) * plotHeight,
    xAt: (pixel) => xRange.least + ((pixel - left) / plotWidth) * xLength,
  };
}

/**
 * The smallest range with all values, and a margin. It is never empty.
 *
 * @param {Iterable<number | null>} values
 * @param {number} margin the part of the range that is added at each end
 * @returns {Range | null} null without values
 */
export function rangeOf(values, margin = 0) {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return null;
  const length = most - least || Math.abs(most) / 10 || 1;
  const extra = least === most ? length / 2 : length * margin;
  return { least: least - extra, most: most + extra };
}

/**
 * Round numbers in a range.
 *
 * @param {Range} range
 */
export function ticksOf({ least, most }) {
  const rough = (most - least) / (APPROXIMATE_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const stride = power * (FACTORS.find((factor) => power * factor >= rough * 0.999) ?? 10);
  const first = Math.ceil(least / stride - 1e-9);
  const last = Math.floor(most / stride + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * stride).toPrecision(12)));
}
