// @ts-check
// The headers of the columns. A click on a header sorts the list.

/** @import { Column } from "./columns.js" */
import { element } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";

/** @typedef {(sort: string, largestFirst: boolean) => void} OnClick */

/**
 * @param {Element} head
 * @param {Column[]} columns
 * @param {OnClick} onClick
 */
export function showHeaders(head, columns, onClick) {
  const choice = element("div", "runs-cell");
  choice.setAttribute("role", "columnheader");
  choice.setAttribute("aria-label", gettext("Selected"));
  head.replaceChildren(choice, ...columns.map((column) => columnHeader(column, onClick)));
}

/**
 * @param {Column} column
 * @param {OnClick} onClick
 */
function columnHeader(column, onClick) {
  const header = element("div", column.isNumber ? "runs-cell runs-number" : "runs-cell");
  header.setAttribute("role", "columnheader");
  const { sort, largestFirst = false } = column;
  if (!sort) {
    header.textContent = column.label;
    return header;
  }
  const button = element("button", "runs-sort", column.label);
  button.type = "button";
  button.dataset.sort = sort;
  button.addEventListener("click", () => onClick(sort, largestFirst));
  header.append(button);
  return header;
}

/**
 * Mark the header of the column that sorts the list.
 *
 * @param {Element} head
 * @param {string} sort such as "-accuracy"
 */
export function showSort(head, sort) {
  for (const button of head.querySelectorAll("button")) {
    const isSorted = button.dataset.sort === sort.replace("-", "");
    const direction = sort.startsWith("-") ? "descending" : "ascending";
    button.parentElement?.setAttribute("aria-sort", isSorted ? direction : "none");
  }
}
