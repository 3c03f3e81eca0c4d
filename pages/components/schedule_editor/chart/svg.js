// @ts-check
// Makes SVG elements, and sets only those attributes that have changed.

const SVG = "http://www.w3.org/2000/svg";
/** @typedef {Record<string, string | number | undefined>} Attributes */

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Element} parent
 * @param {Name} name
 * @param {Attributes} attributes
 * @returns {SVGElementTagNameMap[Name]}
 */
export function addShape(parent, name, attributes = {}) {
  const shape = document.createElementNS(SVG, name);
  setAttributes(shape, attributes);
  parent.append(shape);
  return shape;
}

/** @type {WeakMap<Element, Attributes>} */
const lastAttributes = new WeakMap();

/**
 * Set the attributes that have changed. Setting an attribute takes time even if its value stays the same.
 *
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function setAttributes(element, attributes) {
  const last = lastAttributes.get(element) ?? {};
  if (!lastAttributes.has(element)) lastAttributes.set(element, last);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || last[name] === value) continue;
    last[name] = value;
    element.setAttribute(name, String(value));
  }
}
