// @ts-check
// What can happen to the editor: a pure function from state and action to the next state.

/** @import { Action, Answer, Draft, ScheduleConfig, Snapshot, State } from "../types.d.ts" */
import { problemOf } from "../math/problems.js";
import { asClass, configOf, draftOf, MOST_SCHEDULES } from "./drafts.js";
import { historyOf, presentOf, pushed, travelled } from "./history.js";
import { cleanName, freeName } from "./names.js";
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
    history: historyOf(snapshot),
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
      return answered(state, action.answer);
    case "edited":
      return edited(state, action.draft, action.field);
    case "moved": // a hand asks for nothing invalid; if it does, nothing moves
      return problemOf(action.draft) ? state : edited(state, action.draft);
    case "settled":
      return settled(state);
    case "grabbed":
      return { ...state, stepsHeld: stepsShown(state.drafts, state.answer.total_steps) };
    case "released":
      return settled({ ...state, stepsHeld: null, errors: {} });
    case "undone":
      return wentTo(settled(state), -1);
    case "redone":
      return wentTo(settled(state), 1);
    case "viewToggled":
      return { ...state, view: state.view === "removed" ? "sparsity" : "removed" };
    case "previewed":
      return previewed(state, action.fix);
    case "read":
      return state.reading === action.step ? state : { ...state, reading: action.step };
    default:
      return reduceSchedules(state, action);
  }
}

/**
 * The actions of the tools, which settle at once or, for a name that is typed, later.
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
      return settled(replaced(state, { drafts, selected: action.index }));
    case "added":
      if (drafts.length >= MOST_SCHEDULES) return state;
      return settled(
        replaced(state, { drafts: [...drafts, { ...draft, name: freeName(drafts) }], selected: drafts.length }),
      );
    case "removed":
      if (drafts.length < 2) return state;
      return settled(replaced(state, { drafts: drafts.toSpliced(selected, 1), selected: Math.max(0, selected - 1) }));
    case "renamed": {
      const name = cleanName(action.name);
      if (!name) return state;
      const named = replaced(state, { drafts: drafts.with(selected, { ...draft, name }), selected });
      return { ...named, errors: state.errors };
    }
    case "classChosen":
      return settled(edited(state, asClass(draft, action.className, answer.total_steps)));
    case "fixTaken": {
      const fixed = { ...draft, ...draftOf({ name: draft.name, ...action.fix }) };
      return settled(edited({ ...state, preview: null }, fixed));
    }
  }
}

/**
 * @param {State} state
 * @param {ScheduleConfig | null} fix
 * @returns {State}
 */
function previewed(state, fix) {
  if (!fix && !state.preview) return state;
  return { ...state, preview: fix && draftOf({ name: "", ...fix }) };
}

/**
 * The core has answered. A new edition is a change from outside (a link, a preset, an import): the editor shows it.
 *
 * @param {State} state
 * @param {Answer} answer
 * @returns {State}
 */
function answered(state, answer) {
  const errors = answer.errors ?? state.errors;
  const heard = answer.turn ?? state.sent;
  if (answer.edition === state.answer.edition) return freshened({ ...state, answer, errors, heard });
  const snapshot = snapshotOf(answer);
  const history = pushed(state.history, snapshot);
  return freshened({
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
 * A valid draft becomes the schedule; an invalid one only gets an error at its field.
 *
 * @param {State} state
 * @param {Draft} draft
 * @param {string} [field]
 * @returns {State}
 */
function edited(state, draft, field) {
  const problem = problemOf(draft);
  if (problem) return { ...state, errors: { ...state.errors, [field ?? problem.field]: problem.message } };
  return replaced(state, { drafts: state.drafts.with(state.selected, draft), selected: state.selected });
}

/**
 * @param {State} state
 * @param {Snapshot} snapshot
 * @returns {State}
 */
function replaced(state, snapshot) {
  return { ...state, ...snapshot, errors: {}, unsettled: state.unsettled + 1, stale: true };
}

/**
 * An interaction is over: it can be undone from here, and the core is sent the schedules.
 *
 * @param {State} state
 * @returns {State}
 */
function settled(state) {
  const history = pushed(state.history, { drafts: state.drafts, selected: state.selected });
  if (history !== state.history) return { ...state, history, unsettled: 0, sent: state.sent + 1 };
  return freshened(state.unsettled === 0 ? state : { ...state, unsettled: 0 });
}

/**
 * @param {State} state
 * @param {-1 | 1} by
 * @returns {State}
 */
function wentTo(state, by) {
  const history = travelled(state.history, by);
  if (history === state.history) return state;
  return { ...state, ...presentOf(history), history, errors: {}, stale: true, sent: state.sent + 1 };
}

/**
 * The state with `stale` set to whether the schedules differ from the ones that the core answered to.
 *
 * @param {State} state
 * @returns {State}
 */
function freshened(state) {
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
 * Whether the core does not know the latest edit yet.
 *
 * @param {State} state
 */
export function isPending({ unsettled, sent, heard, answer }) {
  return unsettled > 0 || (answer.turn !== undefined && heard < sent);
}

/**
 * What the core is sent. `turn` makes each message differ from the one before: Streamlit drops equal ones.
 *
 * @param {State} state
 */
export function messageOf({ sent, answer, selected, drafts }) {
  return { turn: sent, edition: answer.edition, selected, schedules: drafts.map(configOf) };
}
