// @ts-check
// Stores the keys of the runs that this browser started, and an id of the browser, in the browser's storage.

const KEYS = "pruning schedule lab: keys of runs";
const VISITOR = "pruning schedule lab: visitor";
const MAX_KEYS = 200;

/** @typedef {Record<string, string>} Keys the key of each run */
/** @typedef {{ visitor: string | null, key: string }} Values */

/**
 * Store the keys of the session. Report the id of the browser, and its key for the run on the page.
 *
 * @param {{ data: { keys: Keys, run: string | null, session_values: Values },
 *   setStateValue: (name: string, value: unknown) => void }} element
 */
export default function browserKeys({ data, setStateValue }) {
  try {
    if (!localStorage.getItem(VISITOR)) localStorage.setItem(VISITOR, makeRandomId());
    const keys = { ...readKeys(), ...data.keys };
    const latestKeys = Object.fromEntries(Object.entries(keys).slice(-MAX_KEYS));
    localStorage.setItem(KEYS, JSON.stringify(latestKeys));
    const values = { visitor: localStorage.getItem(VISITOR), key: data.run ? (latestKeys[data.run] ?? "") : "" };
    if (JSON.stringify(values) !== JSON.stringify(data.session_values)) setStateValue("browser_values", values);
  } catch {
    // The browser has no storage, for example in a private window. Then the keys are lost when the page is closed.
  }
}

/** @returns {Keys} */
function readKeys() {
  try {
    return JSON.parse(localStorage.getItem(KEYS) ?? "{}") ?? {};
  } catch {
    return {}; // the stored text is no JSON
  }
}

function makeRandomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
