// @ts-check
// What one network answers: a bar for each class.

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
   * Show the shares of the classes; returns the best class in words, or null without an answer.
   *
   * @param {number[] | null} shares
   */
  function show(shares) {
    const best = shares ? shares.indexOf(Math.max(...shares)) : -1;
    for (const [index, { row, bar, share }] of rows.entries()) {
      bar.style.width = shares ? `${shares[index] * 100}%` : "0";
      share.textContent = shares ? percentOf(shares[index]) : "–";
      row.classList.toggle("draw-digit-best", index === best);
    }
    return shares ? `${name}: ${classes[best]}, ${percentOf(shares[best])}` : null;
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
  const track = element("div");
  const bar = element("i");
  const share = element("b");
  track.append(bar);
  row.append(element("span", "", title), track, share);
  list.append(row);
  return { row, bar, share };
}

/** @param {number} share */
function percentOf(share) {
  return `${(share * 100).toFixed(1)} %`;
}
