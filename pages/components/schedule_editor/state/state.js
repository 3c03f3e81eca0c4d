// @ts-check
// The state of the editor, and `reduce`, a pure function that returns the next state after an action.

/** @import { Action, Answer, Draft, ScheduleConfig, Snapshot, State, ToolAction } from "../types.d.ts" */
import { problemOf } from "../math/problems.js";
import { axisStepsOf } from "./axis_steps.js";
import { configOf, convertToClass, draftOf, MAX_SCHEDULES } from "./drafts.js";
import { addSnapshot, currentSnapshot, makeHistory, moveInHistory } from "./history.js";
import { cleanName, unusedName } from "./names.js";

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
    view: "sparsity",
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
    case "viewToggled":
      return { ...state, view: state.view === "removed" ? "sparsity" : "removed" };
    case "previewChanged":
      return setPreview(state, action.fix);
    case "pointerMoved":
      return state.readoutStep === action.step ? state : { ...state, readoutStep: action.step };
    default:
      return reduceSchedules(state, action);
  }
}

/**
 * The next state after an action of the toolbar. Each action ends the edit immediately, except typing a name.
 *
 * @param {State} state
 * @param {Extract<Action, { type: ToolAction }>} action
 * @returns {State}
 */
function reduceSchedules(state, action) {
  const { drafts, selected, answer } = state;
  const draft = drafts[selected];
  switch (action.type) {
    case "scheduleSelected":
      return endEdit(replaceSchedules(state, { drafts, selected: action.index }));
    case "scheduleAdded":
      if (drafts.length >= MAX_SCHEDULES) return state;
      return endEdit(
        replaceSchedules(state, {
          drafts: [...drafts, { ...draft, name: unusedName(drafts) }],
          selected: drafts.length,
        }),
      );
    case "scheduleRemoved":
      if (drafts.length < 2) return state;
      return endEdit(
        replaceSchedules(state, { drafts: drafts.toSpliced(selected, 1), selected: Math.max(0, selected - 1) }),
      );
    case "scheduleRenamed": {
      const name = cleanName(action.name);
      if (!name) return state;
      const renamedState = replaceSchedules(state, { drafts: drafts.with(selected, { ...draft, name }), selected });
      return { ...renamedState, errors: state.errors };
    }
    case "classSelected":
      return endEdit(applyEdit(state, convertToClass(draft, action.className, answer.total_steps)));
    case "fixApplied": {
      const fixedDraft = { ...draft, ...draftOf({ name: draft.name, ...action.fix }) };
      return endEdit(applyEdit({ ...state, preview: null }, fixedDraft));
    }
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
 * Replace the schedule by a valid draft. For an invalid draft, only set the error of its field.
 *
 * @param {State} state
 * @param {Draft} draft
 * @param {string} [field]
 * @returns {State}
 */
function applyEdit(state, draft, field) {
  const problem = problemOf(draft);
  if (problem) return { ...state, errors: { ...state.errors, [field ?? problem.field]: problem.message } };
  return replaceSchedules(state, { drafts: state.drafts.with(state.selected, draft), selected: state.selected });
}

/**
 * @param {State} state
 * @param {Snapshot} snapshot
 * @returns {State}
 */
function replaceSchedules(state, snapshot) {
  return { ...state, ...snapshot, errors: {}, editsToSend: state.editsToSend + 1, stale: true };
}

/**
 * End an edit: add a snapshot to the undo history, and send the schedules to the core.
 *
 * @param {State} state
 * @returns {State}
 */
function endEdit(state) {
  const history = addSnapshot(state.history, { drafts: state.drafts, selected: state.selected });
  if (history !== state.history) return { ...state, history, editsToSend: 0, messagesSent: state.messagesSent + 1 };
  return updateStale(state.editsToSend === 0 ? state : { ...state, editsToSend: 0 });
}

/**
 * @param {State} state
 * @param {-1 | 1} offset
 * @returns {State}
 */
function moveToSnapshot(state, offset) {
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
function updateStale(state) {
  const configs = (/** @type {Draft[]} */ drafts) => JSON.stringify(drafts.map(configOf));
  const stale = configs(state.drafts) !== configs(state.answer.schedules.map(draftOf));
  return stale === state.stale ? state : { ...state, stale };
}

/**
 * @param {Answer} answer
 * @returns {Snapshot}
 */
function snapshotOf({ schedules, selected }) {
  return { drafts: schedules.map(draftOf), selected };
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
