// @ts-check
// The prediction of one network: a bar for each class.

import { element } from "../elements/dom.js";

/** @typedef {{ row: HTMLElement, bar: HTMLElement, share: HTMLElement }} Row */

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
   * Show the probability of each class. Returns the most probable class as text, or null if there is no prediction.
   *
   * @param {number[] | null} shares
   */
  function show(shares) {
    const bestIndex = shares ? shares.indexOf(Math.max(...shares)) : -1;
    for (const [index, { row, bar, share }] of rows.entries()) {
      bar.style.width = shares ? `${shares[index] * 100}%` : "0";
      share.textContent = shares ? asPercentText(shares[index]) : "–";
      row.classList.toggle("draw-digit-best", index === bestIndex);
    }
    return shares ? `${name}: ${classes[bestIndex]}, ${asPercentText(shares[bestIndex])}` : null;
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
  const share = element("b");
  frame.append(bar);
  row.append(element("span", "", title), frame, share);
  list.append(row);
  return { row, bar, share };
}

/** @param {number} share */
function asPercentText(share) {
  return `${(share * 100).toFixed(1)} %`;
}
