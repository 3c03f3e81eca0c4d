// @ts-check
// Every text that a browser shows goes through here, so that a catalogue can say it in another language.

/** @typedef {Record<string, string | number>} Values */

/** @type {Record<string, string | string[]>} */
let catalogue = {};

/**
 * Set the translations: each English message with its translation, or with its singular and plural.
 *
 * @param {Record<string, string | string[]>} messages
 */
export function setCatalogue(messages) {
  catalogue = messages;
}

/**
 * A message in the reader's language; `{name}` in it is replaced by a value.
 *
 * @param {string} message
 * @param {Values} values
 */
export function gettext(message, values = {}) {
  const found = catalogue[message];
  return withValues(typeof found === "string" ? found : message, values);
}

/**
 * The message for one thing or for many; `count` decides which, and may stand in it as `{count}`.
 *
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Values} values
 */
export function ngettext(one, many, count, values = {}) {
  const found = catalogue[one];
  const forms = Array.isArray(found) ? found : [one, many];
  return withValues(forms[count === 1 ? 0 : 1], { count, ...values });
}

/**
 * @param {string} message
 * @param {Values} values
 */
function withValues(message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
