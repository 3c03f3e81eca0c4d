// @ts-check
// The actions of the toolbar.

/** @import { Action, State, ToolAction } from "../types.d.ts" */
import { convertToClass, draftOf, MAX_SCHEDULES } from "./drafts.js";
import { applyEdit, endEdit, replaceSchedules } from "./edits.js";
import { cleanName, unusedName } from "./names.js";

/**
 * The next state after an action of the toolbar. Each action ends the edit immediately, except typing a name.
 *
 * @param {State} state
 * @param {Extract<Action, { type: ToolAction }>} action
 * @returns {State}
 */
export function reduceToolAction(state, action) {
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
