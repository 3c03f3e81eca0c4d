// @ts-check
// Reads the event stream of a run. A new connection continues after the last event that was received.

/** @import { RunData, RunRecord } from "./types.d.ts" */
import { isEnd, recordEvent } from "./record/record.js";

const MILLISECONDS_UNTIL_RETRY = 2000;

/** @typedef {{ onChange: () => void, onEnd: () => void, onState: (state: string) => void }} Listeners */

/**
 * Record the events of a run until it ends, or until the stream is closed.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 * @param {Listeners} listeners
 */
export function connect(data, record, listeners) {
  /** @type {EventSource} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;

  function open() {
    source = new EventSource(`${data.events}?after=${record.lastEventNumber}`);
    source.onopen = () => setConnected(true);
    source.onerror = onError;
    source.onmessage = onEvent;
    source.addEventListener("status", onStatus);
  }

  /** @param {boolean} connected */
  function setConnected(connected) {
    record.connected = connected;
    listeners.onChange();
  }

  function onError() {
    setConnected(false);
    // The browser connects again after a lost connection, but not after the server has refused the request.
    if (source.readyState === EventSource.CLOSED) retryTimer = setTimeout(open, MILLISECONDS_UNTIL_RETRY);
  }

  /** @param {MessageEvent} message */
  function onEvent(message) {
    const number = Number(message.lastEventId);
    if (number <= record.lastEventNumber) return; // this event was already recorded
    record.lastEventNumber = number;
    const { at, event } = JSON.parse(message.data);
    recordEvent(record, event, at);
    if (isEnd(event)) {
      source.close();
      listeners.onEnd();
    }
    listeners.onChange();
  }

  /**
   * Record state, notice and pause of a run. They are not part of the event log, so this message has no number.
   *
   * @param {MessageEvent} message
   */
  function onStatus(message) {
    const { state, notice, pause = null } = JSON.parse(message.data);
    // While a run is paused or queued, no events are expected. So the time without events starts now.
    if (record.state !== state && record.lastMessageAt !== null) record.lastMessageAt = Date.now();
    record.state = state;
    record.notice = notice;
    record.pause = pause;
    listeners.onState(state);
    listeners.onChange();
  }

  open();
  return {
    close() {
      source.close();
      clearTimeout(retryTimer);
    },
  };
}
