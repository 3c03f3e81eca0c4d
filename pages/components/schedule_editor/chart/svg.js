// @ts-check
// Makes SVG elements, and sets their attributes at the least cost.

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
const known = new WeakMap();

/**
 * Set the attributes that differ: setting one to the value that it has also costs the frame time.
 *
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function setAttributes(element, attributes) {
  const before = known.get(element) ?? {};
  if (!known.has(element)) known.set(element, before);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || before[name] === value) continue;
    before[name] = value;
    element.setAttribute(name, String(value));
  }
}
