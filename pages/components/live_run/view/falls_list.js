// @ts-check
// The list of the falls of the training accuracy after updates.

/** @import { RunRecord } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { fallsMethod, fallsSummary, fallText } from "../words/falls.js";

/** @typedef {ReturnType<typeof makeFallsList>} FallsList */

export function makeFallsList() {
  const root = element("div", "live-run-falls");
  const summary = element("p");
  const list = element("ul");
  list.tabIndex = 0; // a long list can be scrolled by keyboard
  list.setAttribute("aria-label", gettext("Falls of the training accuracy"));
  const method = element("p", "live-run-caption", fallsMethod());
  root.append(summary, list, method);
  root.hidden = true;
  return { root, summary, list };
}

/**
 * @param {FallsList} view
 * @param {RunRecord} record
 */
export function drawFalls({ root, summary, list }, record) {
  const { falls } = record.search;
  root.hidden = !record.search.n_updates;
  setText(summary, fallsSummary(record));
  list.hidden = !falls.length;
  while (list.children.length < falls.length) list.prepend(element("li"));
  for (const [index, fall] of falls.entries()) {
    setText(list.children[falls.length - 1 - index], fallText(fall, record.end !== null));
  }
}
