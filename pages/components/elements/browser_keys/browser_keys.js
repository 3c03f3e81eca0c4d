// @ts-check
// Keeps the keys of this browser's own runs, and an id of the browser, where only this browser finds them.

const KEYS = "pruning schedule lab: keys of runs";
const VISITOR = "pruning schedule lab: visitor";
const MOST_KEYS = 200;

/** @typedef {Record<string, string>} Keys the key of each run */
/** @typedef {{ visitor: string | null, key: string }} Known */

/**
 * Store the session's keys, and report the browser's id and its key for the run that is shown.
 *
 * @param {{ data: { keep: Keys, run: string | null, known: Known },
 *   setStateValue: (name: string, value: unknown) => void }} element
 */
export default function browserKeys({ data, setStateValue }) {
  try {
    if (!localStorage.getItem(VISITOR)) localStorage.setItem(VISITOR, randomWord());
    const keys = { ...readKeys(), ...data.keep };
    const kept = Object.fromEntries(Object.entries(keys).slice(-MOST_KEYS));
    localStorage.setItem(KEYS, JSON.stringify(kept));
    const known = { visitor: localStorage.getItem(VISITOR), key: data.run ? (kept[data.run] ?? "") : "" };
    if (JSON.stringify(known) !== JSON.stringify(data.known)) setStateValue("known", known);
  } catch {
    // No storage, as in a private window: keys then last as long as the page does.
  }
}

/** @returns {Keys} */
function readKeys() {
  try {
    return JSON.parse(localStorage.getItem(KEYS) ?? "{}") ?? {};
  } catch {
    return {}; // something else was stored there
  }
}

function randomWord() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
