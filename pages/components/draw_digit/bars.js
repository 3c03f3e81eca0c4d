// @ts-check
// The prediction of one network: a bar for each class.

import { element } from "../elements/dom.js";

/** @typedef {{ row: HTMLElement, bar: HTMLElement, percentage: HTMLElement }} Row */

/**
 * @param {string} name of the network
 * @param {string[]} classes
 */
export function makeBars(name, classes) {
  const root = element("section", "draw-digit-network");
  const list = element("ol");
  const rows = classes.map((title) => addRow(list, title));
  root.append(element("h4", "", name), list);

  /**
   * Show the probability of each class. Return the most probable class as text, or null if there is no prediction.
   *
   * @param {number[] | null} probabilities
   */
  function show(probabilities) {
    const bestIndex = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    for (const [index, { row, bar, percentage }] of rows.entries()) {
      bar.style.width = probabilities ? `${probabilities[index] * 100}%` : "0";
      percentage.textContent = probabilities ? formatPercent(probabilities[index]) : "–";
      row.classList.toggle("draw-digit-best", index === bestIndex);
    }
    return probabilities ? `${name}: ${classes[bestIndex]}, ${formatPercent(probabilities[bestIndex])}` : null;
  }

  return { root, name, show };
}

/**
 * @param {Element} list
 * @param {string} title
 * @returns {Row}
 */
function addRow(list, title) {
  const row = element("li");
  const frame = element("div");
  const bar = element("i");
  const percentage = element("b");
  frame.append(bar);
  row.append(element("span", "", title), frame, percentage);
  list.append(row);
  return { row, bar, percentage };
}

/** @param {number} probability */
function formatPercent(probability) {
  return `${(probability * 100).toFixed(1)} %`;
}
