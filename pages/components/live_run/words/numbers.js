// @ts-check
// Numbers as they are shown; a dash where there is none.

/** @typedef {number | null | undefined} Maybe */

const NONE = "–";

/**
 * @param {Maybe} value
 * @param {number} digits
 */
export function asPercent(value, digits) {
  return value === null || value === undefined ? NONE : `${(100 * value).toFixed(digits)} %`;
}

/** @param {Maybe} value */
export function asDecimal(value) {
  return value === null || value === undefined ? NONE : value.toFixed(4);
}

/** @param {number} value */
export function asCount(value) {
  return value.toLocaleString("en");
}

/**
 * A magnitude, which may be tiny.
 *
 * @param {Maybe} value
 */
export function asMagnitude(value) {
  if (value === null || value === undefined) return NONE;
  return value === 0 ? "0" : value.toPrecision(3);
}
