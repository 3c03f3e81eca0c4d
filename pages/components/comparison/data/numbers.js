// @ts-check
// Writes numbers for charts and tables.

const MAX_DIGITS = 4;
const BYTES_PER_KILOBYTE = 1000;

/**
 * A fraction as a percentage, or another number with four digits.
 *
 * @param {number | null} value
 * @param {boolean} isShare
 */
export function writeValue(value, isShare) {
  if (value === null) return "–";
  if (isShare) return `${roundTo(value * 100, 2)} %`;
  return Math.abs(value) >= 0.0001 || value === 0
    ? String(Number(value.toPrecision(MAX_DIGITS)))
    : value.toExponential(2);
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function roundTo(value, decimals) {
  return Number(value.toFixed(decimals));
}

/** @param {number} bytes */
export function writeBytes(bytes) {
  return `${writeGrouped(roundTo(bytes / BYTES_PER_KILOBYTE, 1))} kB`;
}

/** @param {number} value */
export function writeGrouped(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

/**
 * A position on an axis of curves, with as many digits as a reader needs.
 *
 * @param {number} x
 * @param {import("../types.d.ts").Axis} axis
 */
export function writePosition(x, axis) {
  if (axis === "sparsity") return writeValue(x, true);
  return writeGrouped(roundTo(x, axis === "step" ? 0 : 2));
}
