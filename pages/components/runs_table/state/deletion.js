// @ts-check
// Keeps the last deletion in the tab, so that it can be undone after a reload too.

/** @import { Deletion } from "../types.d.ts" */

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
