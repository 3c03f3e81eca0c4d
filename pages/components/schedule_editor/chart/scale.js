// @ts-check
// Converts steps and values into pixels of the chart and back, and finds round numbers for its axes.

/** @import { Scale } from "../types.d.ts" */

export const MARGIN = { left: 52, right: 16, top: 40, bottom: 48 };
const MIN_WIDTH = 280;
const MAX_NARROW_WIDTH = 560;

/**
 * @param {{ axisSteps: number, min: number, max: number, width: number }} limits
 * @returns {Scale}
 */
export function scaleOf({ axisSteps, min, max, width: availableWidth }) {
  const width = Math.max(MIN_WIDTH, availableWidth);
  const height = width < MAX_NARROW_WIDTH ? 320 : 420;
  const { left, right, top, bottom } = MARGIN;
  const plotWidth = width - left - right;
  const plotHeight = height - top - bottom;
  return {
    width,
    height,
    axisSteps,
    min,
    max,
    x: (step) => left + (step / axisSteps) * plotWidth,
    y: (value) => height - bottom - ((value - min) / (max - min)) * plotHeight,
    step: (x) => Math.round(((x - left) / plotWidth) * axisSteps),
    value: (y) => min + ((height - bottom - y) / plotHeight) * (max - min),
  };
}

/**
 * The smallest number that is not below the value and is 1, 2 or 5 times a power of ten.
 *
 * @param {number} value
 */
export function roundUpToNice(value) {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

/**
 * The multiples of the stride from 0 to the maximum.
 *
 * @param {number} stride
 * @param {number} max
 */
export function multiples(stride, max) {
  return Array.from({ length: Math.floor(max / stride) + 1 }, (_, index) => index * stride);
}
