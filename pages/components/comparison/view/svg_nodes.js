// @ts-check
// Makes the SVG elements of the page.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {Element | null} parent
 * @param {string} name
 * @param {string} className
 */
export function addSvg(parent, name, className = "") {
  const node = document.createElementNS(SVG_NAMESPACE, name);
  if (className) node.setAttribute("class", className);
  parent?.append(node);
  return node;
}
