// @ts-check
// The filter, the order and the columns in the address of the page. Other parameters of the address stay.

/** @import { Parameters } from "../types.d.ts" */

export const FILTERS = ["state", "data", "net", "kind", "sparsity", "accuracy", "days", "group", "mine", "tag", "find"];
const SORT_PARAMETER = "sort";
const COLUMNS_PARAMETER = "columns";
export const LIST_PARAMETERS = [...FILTERS, SORT_PARAMETER, COLUMNS_PARAMETER];

/**
 * @param {string} search the query of the address
 * @param {{ known: string[], usual: string[] }} columns the names of all columns, and of the usual ones
 * @returns {{ parameters: Parameters, columns: string[] }}
 */
export function readAddress(search, { known, usual }) {
  const address = new URLSearchParams(search);
  const names = [...FILTERS, SORT_PARAMETER].filter((name) => address.get(name));
  const parameters = Object.fromEntries(names.map((name) => [name, address.get(name) ?? ""]));
  const columns = [...new Set(address.get(COLUMNS_PARAMETER)?.split(","))].filter((name) => known.includes(name));
  return { parameters, columns: columns.length ? columns : usual };
}

/**
 * Whether an address has a filter, an order or columns.
 *
 * @param {string} search the query of the address
 */
export function isListAddress(search) {
  const address = new URLSearchParams(search);
  return LIST_PARAMETERS.some((name) => address.has(name));
}

/**
 * The query of the address with this filter, order and columns.
 *
 * @param {string} search the query of the address now
 * @param {{ parameters: Parameters, columns: string[], usual: string[] }} list
 */
export function writeAddress(search, { parameters, columns, usual }) {
  const address = new URLSearchParams(search);
  for (const name of [...FILTERS, SORT_PARAMETER]) {
    if (parameters[name]) address.set(name, parameters[name]);
    else address.delete(name);
  }
  if (columns.join() === usual.join()) address.delete(COLUMNS_PARAMETER);
  else address.set(COLUMNS_PARAMETER, columns.join());
  const text = address.toString();
  return text ? `?${text}` : "";
}

/**
 * The order after a click on the header of a column: first the usual direction, then the other one.
 *
 * @param {string | undefined} sort the order now, such as "-accuracy"
 * @param {string} column
 * @param {boolean} largestFirst the usual direction of the column
 */
export function sortAfterClick(sort, column, largestFirst) {
  const usual = largestFirst ? `-${column}` : column;
  const other = largestFirst ? column : `-${column}`;
  return (sort ?? "-created") === usual ? other : usual;
}
