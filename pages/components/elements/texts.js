// @ts-check
// Looks up every text that a browser shows in a catalogue, which may contain a translation.

/** @typedef {Record<string, string | number>} Values */

/** @type {Record<string, string | string[]>} */
let catalogue = {};

/**
 * Set the translations. The key is the English message. The value is its translation, or the pair of singular and plural.
 *
 * @param {Record<string, string | string[]>} messages
 */
export function setCatalogue(messages) {
  catalogue = messages;
}

/**
 * The translation of a message, or the message itself. `{name}` is replaced by the value of that name.
 *
 * @param {string} message
 * @param {Values} values
 */
export function gettext(message, values = {}) {
  const translation = catalogue[message];
  return insertValues(typeof translation === "string" ? translation : message, values);
}

/**
 * The singular or the plural of a message. `count` selects the form, and replaces `{count}`.
 *
 * @param {string} singular
 * @param {string} plural
 * @param {number} count
 * @param {Values} values
 */
export function ngettext(singular, plural, count, values = {}) {
  const translation = catalogue[singular];
  const forms = Array.isArray(translation) ? translation : [singular, plural];
  return insertValues(forms[count === 1 ? 0 : 1], { count, ...values });
}

/**
 * @param {string} message
 * @param {Values} values
 */
function insertValues(message, values) {
  return message.replace(/\{(\w+)\}/g, (placeholder, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}
