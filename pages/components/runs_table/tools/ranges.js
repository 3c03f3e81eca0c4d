// @ts-check
// Converts the two inputs of a range into a parameter of the address, and back.

/**
 * The parameter of a range. Two empty inputs are no range.
 *
 * @param {string} least
 * @param {string} most
 */
export function writeRange(least, most) {
  return least || most ? `${least}..${most}` : "";
}

/**
 * The two ends in a parameter; "" if there is no such end.
 *
 * @param {string | undefined} text
 * @returns {[least: string, most: string]}
 */
export function readRange(text) {
  const [least = "", most = ""] = (text ?? "").split("..");
  return [least, most];
}

/**
 * A percentage that a visitor has typed, as a fraction; "" for an empty text, and null if the text is no percentage.
 *
 * @param {string} text
 */
export function fractionOf(text) {
  const trimmed = text.replace("%", "").replace(",", ".").trim();
  const number = Number(trimmed);
  if (!trimmed) return "";
  return number >= 0 && number <= 100 ? String(Number((number / 100).toPrecision(12))) : null;
}

/**
 * A fraction as a percentage for an input.
 *
 * @param {string} text
 */
export function percentageOf(text) {
  const number = Number(text);
  if (!text.trim() || !Number.isFinite(number)) return text;
  return String(Number((number * 100).toPrecision(12)));
}

/**
 * Whether the first end of a range is not above the second one. An empty end is no limit.
 *
 * @param {string} least
 * @param {string} most
 */
export function isOrdered(least, most) {
  if (!least || !most) return true;
  return Number.isNaN(Number(least)) ? least <= most : Number(least) <= Number(most);
}
