// @ts-check
// The state of the editor, and `reduce`, a pure function that returns the next state after an action.

/** @import { Action, Answer, ScheduleConfig, State } from "../types.d.ts" */
import { problemOf } from "../math/problems.js";
import { axisStepsOf } from "./axis_steps.js";
import { configOf, draftOf } from "./drafts.js";
import { applyEdit, endEdit, moveToSnapshot, snapshotOf, updateStale } from "./edits.js";
import { addSnapshot, makeHistory } from "./history.js";
import { reduceToolAction } from "./tool_actions.js";

/**
 * @param {Answer} answer
 * @returns {State}
 */
export function stateOf(answer) {
  const snapshot = snapshotOf(answer);
  return {
    ...snapshot,
    answer,
    history: makeHistory(snapshot),
    errors: answer.errors ?? {},
    preview: null,
    quantity: "sparsity",
    editsToSend: 0,
    messagesSent: answer.message_number ?? 0,
    messagesAnswered: answer.message_number ?? 0,
    stale: false,
    readoutStep: null,
    axisStepsOfDrag: null,
  };
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object if nothing has changed
 */
export function reduce(state, action) {
  switch (action.type) {
    case "answerReceived":
      return receiveAnswer(state, action.answer);
    case "draftEdited":
      return applyEdit(state, action.draft, action.field);
    case "handleMoved": // a drag to an invalid schedule is ignored
      return problemOf(action.draft) ? state : applyEdit(state, action.draft);
    case "editEnded":
      return endEdit(state);
    case "dragStarted":
      return { ...state, axisStepsOfDrag: axisStepsOf(state.drafts, state.answer.total_steps) };
    case "dragEnded":
      return endEdit({ ...state, axisStepsOfDrag: null, errors: {} });
    case "undo":
      return moveToSnapshot(endEdit(state), -1);
    case "redo":
      return moveToSnapshot(endEdit(state), 1);
    case "quantityToggled":
      return { ...state, quantity: state.quantity === "removals" ? "sparsity" : "removals" };
    case "previewChanged":
      return setPreview(state, action.fix);
    case "pointerMoved":
      return state.readoutStep === action.step ? state : { ...state, readoutStep: action.step };
    default:
      return reduceToolAction(state, action);
  }
}

/**
 * @param {State} state
 * @param {ScheduleConfig | null} fix
 * @returns {State}
 */
function setPreview(state, fix) {
  if (!fix && !state.preview) return state;
  return { ...state, preview: fix && draftOf({ name: "", ...fix }) };
}

/**
 * Store an answer of the core. If its edition is new, the schedules were changed outside the editor (by a link, a
 * preset or an import). The editor then shows the new schedules.
 *
 * @param {State} state
 * @param {Answer} answer
 * @returns {State}
 */
function receiveAnswer(state, answer) {
  const errors = answer.errors ?? state.errors;
  const messagesAnswered = answer.message_number ?? state.messagesSent;
  if (answer.edition === state.answer.edition) return updateStale({ ...state, answer, errors, messagesAnswered });
  const snapshot = snapshotOf(answer);
  const history = addSnapshot(state.history, snapshot);
  return updateStale({
    ...state,
    ...snapshot,
    answer,
    history,
    errors: answer.errors ?? {},
    editsToSend: 0,
    messagesAnswered: state.messagesSent,
  });
}

/**
 * Whether the core has not yet answered the latest edit.
 *
 * @param {State} state
 */
export function isPending({ editsToSend, messagesSent, messagesAnswered, answer }) {
  return editsToSend > 0 || (answer.message_number !== undefined && messagesAnswered < messagesSent);
}

/**
 * The message to the core. Its number makes it differ from the last message, because Streamlit ignores an equal message.
 *
 * @param {State} state
 */
export function messageOf({ messagesSent, answer, selected, drafts }) {
  return { message_number: messagesSent, edition: answer.edition, selected, schedules: drafts.map(configOf) };
}
