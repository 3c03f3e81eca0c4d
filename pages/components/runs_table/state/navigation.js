// @ts-check
// Opens another page of the lab within the session, with one new entry in the history of the browser.

import { LIST_PARAMETERS } from "./address.js";

/**
 * Open a page. Its address keeps the parameters of the schedules, so the page does not write its address again.
 *
 * `st.switch_page` would add an entry for this page with the parameters of the next page, and *back* would lead there.
 *
 * @param {string} path
 * @param {Record<string, string>} parameters
 */
export function openPage(path, parameters) {
  const address = new URLSearchParams(location.search);
  for (const name of LIST_PARAMETERS) address.delete(name);
  for (const [name, text] of Object.entries(parameters)) address.set(name, text);
  history.pushState(null, "", `${path}?${address}`);
  // Streamlit opens the page of the address after this event, as after a click on *back* or *forward*.
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
}
