// @ts-check
// Reads and writes the keys of the runs that this browser controls, and the id of the browser, in the browser's storage.

const KEYS = "pruning schedule lab: keys of runs";
const VISITOR = "pruning schedule lab: visitor";
const MAX_KEYS = 200;

/** @typedef {Record<string, string>} Keys the key of each run */

/**
 * The keys in the storage. There are none if the browser has no storage, for example in a private window.
 *
 * @returns {Keys}
 */
export function readKeys() {
  try {
    return JSON.parse(localStorage.getItem(KEYS) ?? "{}") ?? {};
  } catch {
    return {}; // there is no storage, or the stored text is no JSON
  }
}

/**
 * Add keys to the storage, which has only the latest keys.
 *
 * @param {Keys} newKeys
 * @returns {Keys} the keys in the storage
 */
export function storeKeys(newKeys) {
  const keys = { ...readKeys(), ...newKeys };
  const latestKeys = Object.fromEntries(Object.entries(keys).slice(-MAX_KEYS));
  localStorage.setItem(KEYS, JSON.stringify(latestKeys));
  return latestKeys;
}

/**
 * The id of this browser. The first call makes it.
 *
 * @returns {string} "" if the browser has no storage
 */
export function readVisitor() {
  try {
    if (!localStorage.getItem(VISITOR)) localStorage.setItem(VISITOR, makeRandomId());
    return localStorage.getItem(VISITOR) ?? "";
  } catch {
    return "";
  }
}

function makeRandomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
