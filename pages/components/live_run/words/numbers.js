// @ts-check
// Converts numbers into text; a missing number becomes a dash.

/** @typedef {number | null | undefined} OptionalNumber */

const NO_VALUE = "–";

/**
 * @param {OptionalNumber} value
 * @param {number} digits
 */
export function formatPercent(value, digits) {
  return value === null || value === undefined ? NO_VALUE : `${(100 * value).toFixed(digits)} %`;
}

/** @param {OptionalNumber} value */
export function formatDecimal(value) {
  return value === null || value === undefined ? NO_VALUE : value.toFixed(4);
}

/** @param {number} value */
export function formatCount(value) {
  return value.toLocaleString("en");
}

/**
 * The text of a magnitude, with three significant digits.
 *
 * @param {OptionalNumber} value
 */
export function formatMagnitude(value) {
  if (value === null || value === undefined) return NO_VALUE;
  return value === 0 ? "0" : value.toPrecision(3);
}
