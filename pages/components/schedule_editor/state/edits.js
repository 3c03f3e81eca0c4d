// @ts-check
// The changes of the state by an edit: new schedules, an error, or another snapshot of the undo history.

/** @import { Answer, Draft, Snapshot, State } from "../types.d.ts" */
import { problemOf } from "../math/problems.js";
import { configOf, draftOf } from "./drafts.js";
import { addSnapshot, currentSnapshot, moveInHistory } from "./history.js";

/**
 * Replace the schedule by a valid draft. For an invalid draft, only set the error of its field.
 *
 * @param {State} state
 * @param {Draft} draft
 * @param {string} [field]
 * @returns {State}
 */
export function applyEdit(state, draft, field) {
  const problem = problemOf(draft);
  if (problem) return { ...state, errors: { ...state.errors, [field ?? problem.field]: problem.message } };
  return replaceSchedules(state, { drafts: state.drafts.with(state.selected, draft), selected: state.selected });
}

/**
 * @param {State} state
 * @param {Snapshot} snapshot
 * @returns {State}
 */
export function replaceSchedules(state, snapshot) {
  return { ...state, ...snapshot, errors: {}, editsToSend: state.editsToSend + 1, stale: true };
}

/**
 * End an edit: add a snapshot to the undo history, and send the schedules to the core.
 *
 * @param {State} state
 * @returns {State}
 */
export function endEdit(state) {
  const history = addSnapshot(state.history, { drafts: state.drafts, selected: state.selected });
  if (history !== state.history) return { ...state, history, editsToSend: 0, messagesSent: state.messagesSent + 1 };
  return updateStale(state.editsToSend === 0 ? state : { ...state, editsToSend: 0 });
}

/**
 * @param {State} state
 * @param {-1 | 1} offset
 * @returns {State}
 */
export function moveToSnapshot(state, offset) {
  const history = moveInHistory(state.history, offset);
  if (history === state.history) return state;
  return {
    ...state,
    ...currentSnapshot(history),
    history,
    errors: {},
    stale: true,
    messagesSent: state.messagesSent + 1,
  };
}

/**
 * Set `stale`: whether the schedules differ from the schedules in the last answer of the core.
 *
 * @param {State} state
 * @returns {State}
 */
export function updateStale(state) {
  const configs = (/** @type {Draft[]} */ drafts) => JSON.stringify(drafts.map(configOf));
  const stale = configs(state.drafts) !== configs(state.answer.schedules.map(draftOf));
  return stale === state.stale ? state : { ...state, stale };
}

/**
 * @param {Answer} answer
 * @returns {Snapshot}
 */
export function snapshotOf({ schedules, selected }) {
  return { drafts: schedules.map(draftOf), selected };
}
