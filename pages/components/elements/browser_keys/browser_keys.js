// @ts-check
// Stores the keys of the runs that this browser started, and an id of the browser, in the browser's storage.

import { readVisitor, storeKeys } from "../stored_keys.js";

/** @import { Keys } from "../stored_keys.js" */
/** @typedef {{ visitor: string | null, key: string }} Values */

/**
 * Store the keys of the session. Report the id of the browser, and its key for the run on the page.
 *
 * @param {{ data: { keys: Keys, run: string | null, session_values: Values },
 *   setStateValue: (name: string, value: unknown) => void }} element
 */
export default function browserKeys({ data, setStateValue }) {
  try {
    const keys = storeKeys(data.keys);
    const values = { visitor: readVisitor(), key: data.run ? (keys[data.run] ?? "") : "" };
    if (JSON.stringify(values) !== JSON.stringify(data.session_values)) setStateValue("browser_values", values);
  } catch {
    // The browser has no storage, for example in a private window. Then the keys are lost when the page is closed.
  }
}
