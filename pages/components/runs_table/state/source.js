// @ts-check
// Requests parts of the list from the server, and receives the news that the list has changed.

/** @import { Data, Dispatch, Parameters, Problem } from "../types.d.ts" */
import { readKeys, readVisitor } from "../../elements/stored_keys.js";
import { gettext } from "../../elements/texts.js";
import { PART_SIZE, writeParameters } from "./state.js";

const MILLISECONDS_UNTIL_RETRY = 2000;

/**
 * Make a function that requests a part. A newer request for the same part replaces an older one.
 *
 * @param {() => Data} data
 * @param {Dispatch} dispatch
 */
export function makeSource(data, dispatch) {
  /** @type {Map<number, { key: string, controller: AbortController }>} */
  const requests = new Map();
  let retryAt = 0;

  /**
   * @param {Parameters} parameters
   * @param {number} number the number of the part
   * @param {string} version the version that the part must have, for a new request if the list changes
   */
  async function request(parameters, number, version) {
    const key = `${writeParameters(parameters)} ${version}`;
    if (requests.get(number)?.key === key || Date.now() < retryAt) return;
    requests.get(number)?.controller.abort();
    const controller = new AbortController();
    requests.set(number, { key, controller });
    const problem = await receive(parameters, number, controller.signal);
    if (requests.get(number)?.key === key) requests.delete(number);
    if (!problem || controller.signal.aborted) return;
    retryAt = Date.now() + MILLISECONDS_UNTIL_RETRY;
    dispatch({ type: "failed", problem });
    // An invalid address stays invalid. Everything else may work again.
    if (!problem.field) setTimeout(() => dispatch({ type: "noted", text: "" }), MILLISECONDS_UNTIL_RETRY + 1);
  }

  /**
   * @param {Parameters} parameters
   * @param {number} number
   * @param {AbortSignal} signal
   * @returns {Promise<Problem | null>}
   */
  async function receive(parameters, number, signal) {
    const query = new URLSearchParams({ ...parameters, offset: `${number * PART_SIZE}`, limit: `${PART_SIZE}` });
    const headers = parameters.mine ? ownHeaders(data()) : undefined;
    try {
      const response = await fetch(`${data().list}?${query}`, { headers, signal });
      const answer = await response.json();
      if (!response.ok) return { text: answer.problem, field: answer.field };
      dispatch({ type: "received", parameters, number, part: answer });
      return null;
    } catch {
      return { text: gettext("the server does not answer"), field: "" };
    }
  }

  return {
    request,
    /** Allow the next request now, because the filter has changed. */
    forgetFailure() {
      retryAt = 0;
    },
    close() {
      for (const { controller } of requests.values()) controller.abort();
    },
  };
}

/**
 * Headers that tell the server which runs are the visitor's. They are not in the address, which others may see.
 *
 * @param {Data} data
 */
function ownHeaders({ own }) {
  const ids = [...new Set([...Object.keys(readKeys()), ...own])];
  return { "X-Lab-Visitor": readVisitor(), "X-Lab-Runs": ids.join() };
}

/**
 * Listen to the versions of the list while the page is visible.
 *
 * @param {Data} data
 * @param {Dispatch} dispatch
 */
export function followChanges(data, dispatch) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {number | undefined} */
  let retryTimer;

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(data.changes);
    source.onmessage = (message) => dispatch({ type: "announced", ...JSON.parse(message.data) });
    source.onerror = () => {
      // The browser connects again after a lost connection, but not after the server has refused the request.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      retryTimer = window.setTimeout(open, MILLISECONDS_UNTIL_RETRY);
    };
  }

  function close() {
    clearTimeout(retryTimer);
    source?.close();
    source = null;
  }

  const onVisibility = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}
