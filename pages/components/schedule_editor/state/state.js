// @ts-check
// The state of the editor, and `reduce`, a pure function that returns the next state after an action.

/** @import { Action, Answer, Draft, ScheduleConfig, Snapshot, State } from "../types.d.ts" */
import { problemOf } from "../math/problems.js";
import { asClass, configOf, draftOf, MAX_SCHEDULES } from "./drafts.js";
import { addSnapshot, currentSnapshot, makeHistory, moveInHistory } from "./history.js";
import { cleanName, unusedName } from "./names.js";
import { stepsShown } from "./steps_shown.js";

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
    unsettled: 0,
    sent: answer.turn ?? 0,
    heard: answer.turn ?? 0,
    stale: false,
    reading: null,
    stepsHeld: null,
  };
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State} the same object if nothing has changed
 */
export function reduce(state, action) {
  switch (action.type) {
    case "answered":
      return receiveAnswer(state, action.answer);
    case "edited":
      return applyEdit(state, action.draft, action.field);
    case "moved": // a drag to an invalid schedule is ignored
      return problemOf(action.draft) ? state : applyEdit(state, action.draft);
    case "settled":
      return settle(state);
    case "grabbed":
      return { ...state, stepsHeld: stepsShown(state.drafts, state.answer.total_steps) };
    case "released":
      return settle({ ...state, stepsHeld: null, errors: {} });
    case "undone":
      return moveToSnapshot(settle(state), -1);
    case "redone":
      return moveToSnapshot(settle(state), 1);
    case "viewToggled":
      return { ...state, view: state.view === "removed" ? "sparsity" : "removed" };
    case "previewed":
      return setPreview(state, action.fix);
    case "read":
      return state.reading === action.step ? state : { ...state, reading: action.step };
    default:
      return reduceSchedules(state, action);
  }
}

/**
 * The actions of the toolbar. Each action ends its edit immediately, except typing a name.
 *
 * @param {State} state
 * @param {Extract<Action, { type: "selected" | "added" | "removed" | "renamed" | "classChosen" | "fixTaken" }>} action
 * @returns {State}
 */
function reduceSchedules(state, action) {
  const { drafts, selected, answer } = state;
  const draft = drafts[selected];
  switch (action.type) {
    case "selected":
      return settle(replaceSchedules(state, { drafts, selected: action.index }));
    case "added":
      if (drafts.length >= MAX_SCHEDULES) return state;
      return settle(
        replaceSchedules(state, {
          drafts: [...drafts, { ...draft, name: unusedName(drafts) }],
          selected: drafts.length,
        }),
      );
    case "removed":
      if (drafts.length < 2) return state;
      return settle(
        replaceSchedules(state, { drafts: drafts.toSpliced(selected, 1), selected: Math.max(0, selected - 1) }),
      );
    case "renamed": {
      const name = cleanName(action.name);
      if (!name) return state;
      const renamedState = replaceSchedules(state, { drafts: drafts.with(selected, { ...draft, name }), selected });
      return { ...renamedState, errors: state.errors };
    }
    case "classChosen":
      return settle(applyEdit(state, asClass(draft, action.className, answer.total_steps)));
    case "fixTaken": {
      const fixedDraft = { ...draft, ...draftOf({ name: draft.name, ...action.fix }) };
      return settle(applyEdit({ ...state, preview: null }, fixedDraft));
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
 * Handle an answer of the core. A new edition means that the schedules were changed outside the editor (by a link, a
 * preset or an import), so the editor shows the new schedules.
 *
 * @param {State} state
 * @param {Answer} answer
 * @returns {State}
 */
function receiveAnswer(state, answer) {
  const errors = answer.errors ?? state.errors;
  const heard = answer.turn ?? state.sent;
  if (answer.edition === state.answer.edition) return updateStale({ ...state, answer, errors, heard });
  const snapshot = snapshotOf(answer);
  const history = addSnapshot(state.history, snapshot);
  return updateStale({
    ...state,
    ...snapshot,
    answer,
    history,
    errors: answer.errors ?? {},
    unsettled: 0,
    heard: state.sent,
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
  return { ...state, ...snapshot, errors: {}, unsettled: state.unsettled + 1, stale: true };
}

/**
 * End an interaction: add a snapshot to the undo history, and send the schedules to the core.
 *
 * @param {State} state
 * @returns {State}
 */
function settle(state) {
  const history = addSnapshot(state.history, { drafts: state.drafts, selected: state.selected });
  if (history !== state.history) return { ...state, history, unsettled: 0, sent: state.sent + 1 };
  return updateStale(state.unsettled === 0 ? state : { ...state, unsettled: 0 });
}

/**
 * @param {State} state
 * @param {-1 | 1} offset
 * @returns {State}
 */
function moveToSnapshot(state, offset) {
  const history = moveInHistory(state.history, offset);
  if (history === state.history) return state;
  return { ...state, ...currentSnapshot(history), history, errors: {}, stale: true, sent: state.sent + 1 };
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
 * Whether the core has not yet answered to the latest edit.
 *
 * @param {State} state
 */
export function isPending({ unsettled, sent, heard, answer }) {
  return unsettled > 0 || (answer.turn !== undefined && heard < sent);
}

/**
 * The message to the core. `turn` makes each message different, because Streamlit ignores a message that equals the last.
 *
 * @param {State} state
 */
export function messageOf({ sent, answer, selected, drafts }) {
  return { turn: sent, edition: answer.edition, selected, schedules: drafts.map(configOf) };
}
