// @ts-check
// Adds an HTML element to another element, with attributes, listeners and text.

/** @typedef {Record<string, any>} Attributes names that begin with `on` are listeners; `true` sets an empty attribute */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Element} parent
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {string} text
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function html(parent, name, attributes = {}, text = "") {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-")) node.setAttribute(key, value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined) node.setAttribute(key, value);
  }
  if (text) node.textContent = text;
  parent.append(node);
  return node;
}
