// @ts-check
/// <reference path="./offline.d.ts" />
// Starts the editor without Streamlit: finished edits are stored in the address, so a reload shows the same schedules.
{
  /** @typedef {HTMLElement & { scheduleEditor?: { close: () => void } }} Host */

  const initial = JSON.parse(document.getElementById("initial-state")?.textContent ?? "{}");
  let state = readState();
  let host = makeHost();

  /** @returns {Record<string, unknown>} */
  function readState() {
    try {
      const read = JSON.parse(decodeURIComponent(location.hash.slice(1)));
      return Object.prototype.toString.call(read) === "[object Object]" ? read : {};
    } catch {
      return {}; // the address has no state, or was shortened
    }
  }

  /** @returns {Host} */
  function makeHost() {
    const element = document.createElement("div");
    document.querySelector("main")?.replaceChildren(element);
    return element;
  }

  function show() {
    scheduleEditor({
      data: { ...initial, settled: state.settled }, // the editor ignores an invalid value
      parentElement: host,
      setStateValue(name, value) {
        state = { ...state, [name]: value };
        history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
      },
    });
  }

  try {
    show();
  } catch {
    // The editor cannot show the state in the address: start without this state.
    state = {};
    host.scheduleEditor?.close();
    host = makeHost();
    show();
  }
  addEventListener("hashchange", () => location.reload());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}
