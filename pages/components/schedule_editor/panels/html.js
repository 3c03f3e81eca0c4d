// @ts-check
// Makes an HTML element inside another, with attributes, listeners and text.

/** @typedef {Record<string, any>} Attributes `onclick` and the like are listeners; `true` sets an empty attribute */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Element} parent
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {string} text
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function html(parent, name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-")) made.setAttribute(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  if (text) made.textContent = text;
  parent.append(made);
  return made;
}
