// @ts-check
// What a tab remembers about the list: its last address, and the last deletion, which can be undone after a reload too.

/** @import { Deletion } from "../types.d.ts" */
import { isListAddress } from "./address.js";

const ADDRESS = "pruning schedule lab: address of the list of runs";
const DELETION = "pruning schedule lab: last deletion";

/**
 * The last deletion, or null if there is none or it is too old.
 *
 * @param {number} maxSeconds
 * @returns {Deletion | null}
 */
export function readDeletion(maxSeconds) {
  try {
    const { ids, at } = JSON.parse(sessionStorage.getItem(DELETION) ?? "null") ?? { ids: [], at: 0 };
    const isNew = Date.now() - at < 1000 * maxSeconds;
    return isNew && Array.isArray(ids) && ids.length ? { ids: ids.map(String), at } : null;
  } catch {
    return null; // there is no storage, or the stored text is no JSON
  }
}

/** @param {Deletion | null} deletion */
export function storeDeletion(deletion) {
  try {
    if (deletion) sessionStorage.setItem(DELETION, JSON.stringify(deletion));
    else sessionStorage.removeItem(DELETION);
  } catch {
    // There is no storage. Then the deletion cannot be undone after a reload.
  }
}

/**
 * The query of the address to show: that of the page, or the last one in this tab if the page has no filter.
 *
 * So a visitor who leaves the list and opens it again sees the same runs.
 *
 * @param {string} search the query of the page
 */
export function recallAddress(search) {
  try {
    return isListAddress(search) ? search : (sessionStorage.getItem(ADDRESS) ?? search);
  } catch {
    return search; // there is no storage
  }
}

/** @param {string} search */
export function rememberAddress(search) {
  try {
    sessionStorage.setItem(ADDRESS, search);
  } catch {
    // There is no storage. Then the list shows all runs when the visitor opens it again.
  }
}
