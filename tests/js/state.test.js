// @ts-check
// Each action of the editor changes schedules, errors and messages correctly.

/** @import { Action, Draft, State } from "../../pages/components/schedule_editor/types.d.ts" */
import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf } from "../../pages/components/schedule_editor/state/drafts.js";
import { isPending, messageOf, reduce, stateOf } from "../../pages/components/schedule_editor/state/state.js";
import { answerWith, draftIn } from "./answers.js";

/**
 * The state after some actions.
 *
 * @param {State} state
 * @param {Action[]} actions
 */
function applyActions(state, ...actions) {
  return actions.reduce(reduce, state);
}

/**
 * An edit of the selected schedule.
 *
 * @param {State} state
 * @param {Partial<Draft>} change
 * @returns {Action}
 */
function edit(state, change) {
  return { type: "edited", draft: { ...draftIn(state), ...change }, field: Object.keys(change)[0] };
}

const START = stateOf(answerWith());

test("an edit is drawn immediately, and sent after it has settled", () => {
  const edited = reduce(START, edit(START, { power: 2 }));
  assert.equal(draftIn(edited).power, 2);
  assert.deepEqual([edited.unsettled, edited.sent, edited.stale], [1, 0, true]);
  const settled = reduce(edited, { type: "settled" });
  assert.deepEqual([settled.unsettled, settled.sent], [0, 1]);
  assert.equal(messageOf(settled).schedules[0].config.power, 2);
  assert.equal(messageOf(settled).edition, 1);
});

test("settling without an edit sends and changes nothing", () => {
  assert.equal(reduce(START, { type: "settled" }), START);
});

test("an edit that is reverted before it settles is not sent and adds no undo step", () => {
  const edited = reduce(START, edit(START, { power: 2 }));
  const reverted = applyActions(edited, edit(edited, { power: 3 }), { type: "settled" });
  assert.deepEqual([reverted.sent, reverted.stale, reverted.history.snapshots.length], [0, false, 1]);
});

test("an invalid value does not change the schedule, and its error belongs to the edited field", () => {
  const invalid = reduce(START, edit(START, { end_step: 10 }));
  assert.equal(draftIn(invalid).end_step, 100);
  assert.match(invalid.errors.end_step, /greater than begin_step, which is 10/);
  assert.deepEqual(reduce(invalid, edit(invalid, { power: 1 })).errors, {});
});

test("a drag to an invalid value does not move the handle", () => {
  const draft = { ...draftIn(START), end_step: 5 };
  assert.equal(reduce(START, { type: "moved", draft }), START);
});

test("undo first settles the current edit, and then reverts only this edit", () => {
  const edited = reduce(START, edit(START, { power: 2 }));
  const undone = reduce(edited, { type: "undone" });
  assert.equal(draftIn(undone).power, 3);
  assert.equal(draftIn(reduce(undone, { type: "redone" })).power, 2);
  assert.equal(messageOf(undone).schedules[0].config.power, 3);
});

test("undo at the first and redo at the last schedule change nothing", () => {
  assert.equal(reduce(START, { type: "undone" }), START);
  assert.equal(reduce(START, { type: "redone" }), START);
});

test("after an undo, a new edit removes the redo steps", () => {
  const edited = applyActions(START, edit(START, { power: 2 }), { type: "settled" });
  const undone = reduce(edited, { type: "undone" });
  const editedAgain = applyActions(undone, edit(undone, { power: 5 }), { type: "settled" });
  assert.equal(reduce(editedAgain, { type: "redone" }), editedAgain);
  assert.equal(draftIn(reduce(editedAgain, { type: "undone" })).power, 3);
});

test("the latest hundred snapshots are kept", () => {
  let state = START;
  for (let power = 1; power <= 150; power += 1)
    state = applyActions(state, edit(state, { power }), { type: "settled" });
  assert.equal(state.history.snapshots.length, 100);
  for (let time = 0; time < 150; time += 1) state = reduce(state, { type: "undone" });
  assert.equal(draftIn(state).power, 51);
});

test("copies with a free name are added up to six schedules, and removed down to one", () => {
  let state = START;
  for (let time = 0; time < 8; time += 1) state = reduce(state, { type: "added" });
  assert.deepEqual(
    state.drafts.map(({ name }) => name),
    ["A", "B", "C", "D", "E", "F"],
  );
  assert.equal(state.selected, 5);
  for (let time = 0; time < 8; time += 1) state = reduce(state, { type: "removed" });
  assert.deepEqual([state.drafts.length, state.selected], [1, 0]);
});

test("a switch to another class and back loses no parameter", () => {
  const constant = reduce(START, { type: "classChosen", className: "ConstantSparsity" });
  assert.equal(draftIn(constant).target_sparsity, 0.8);
  const reverted = reduce(constant, { type: "classChosen", className: "PolynomialDecay" });
  assert.deepEqual(configOf(draftIn(reverted)), configOf(draftIn(START)));
});

test("a preview of a fix is not an edit, and an applied fix keeps the name of the schedule", () => {
  const fix = { class_name: /** @type {const} */ ("PolynomialDecay"), config: { ...draftIn(START), end_step: 90 } };
  const previewed = reduce(START, { type: "previewed", fix });
  assert.deepEqual([previewed.preview?.end_step, previewed.unsettled], [90, 0]);
  const fixed = reduce(previewed, { type: "fixTaken", fix });
  assert.deepEqual([draftIn(fixed).end_step, draftIn(fixed).name], [90, "A"]);
  assert.deepEqual([fixed.preview, fixed.sent], [null, 1]);
});

test("an answer of the same edition does not change the current edit", () => {
  const edited = reduce(START, edit(START, { power: 2 }));
  const answered = reduce(edited, { type: "answered", answer: answerWith() });
  assert.deepEqual([draftIn(answered).power, answered.unsettled, answered.stale], [2, 1, true]);
});

test("an answer of a new edition is shown, and can be undone", () => {
  const [first] = answerWith().schedules;
  const preset = { ...first, config: { ...first.config, power: 1 } };
  const edited = reduce(START, edit(START, { power: 2 }));
  const answer = answerWith({ edition: 2, schedules: [preset] });
  const answered = reduce(edited, { type: "answered", answer });
  assert.deepEqual([draftIn(answered).power, answered.unsettled, answered.stale], [1, 0, false]);
  assert.equal(draftIn(reduce(answered, { type: "undone" })).power, 3);
});

test("an edit is pending until the core has answered its message", () => {
  const start = stateOf(answerWith({ turn: 7 }));
  assert.equal(isPending(start), false);
  const edited = reduce(start, edit(start, { power: 2 }));
  const sent = reduce(edited, { type: "settled" });
  assert.deepEqual([isPending(edited), isPending(sent), messageOf(sent).turn], [true, true, 8]);
  const beforeAnswer = reduce(sent, { type: "answered", answer: answerWith({ turn: 7 }) });
  const afterAnswer = reduce(sent, { type: "answered", answer: answerWith({ turn: 8 }) });
  assert.deepEqual([isPending(beforeAnswer), isPending(afterAnswer)], [true, false]);
});

test("without a core (offline page), no settled edit is pending", () => {
  assert.equal(isPending(applyActions(START, edit(START, { power: 2 }), { type: "settled" })), false);
});

test("an error of the core is shown", () => {
  const answered = reduce(START, { type: "answered", answer: answerWith({ errors: { power: "no" } }) });
  assert.deepEqual(answered.errors, { power: "no" });
});

test("the chart keeps its number of steps while a handle is dragged", () => {
  const grabbed = reduce(START, { type: "grabbed" });
  const dragged = reduce(grabbed, { type: "moved", draft: { ...draftIn(START), end_step: 5000 } });
  assert.deepEqual([grabbed.stepsHeld, dragged.stepsHeld], [204, 204]);
  assert.equal(reduce(dragged, { type: "released" }).stepsHeld, null);
});

test("no action changes a state in place", () => {
  const frozenState = deepFreeze(stateOf(answerWith()));
  /** @type {Action[]} */
  const actions = [
    edit(frozenState, { power: 2 }),
    { type: "added" },
    { type: "removed" },
    { type: "renamed", name: "B" },
    { type: "classChosen", className: "KeyframeSchedule" },
    { type: "viewToggled" },
    { type: "undone" },
    { type: "answered", answer: answerWith({ edition: 3 }) },
  ];
  for (const action of actions) assert.doesNotThrow(() => reduce(frozenState, action), action.type);
});

/**
 * @template Value
 * @param {Value} value
 * @returns {Value}
 */
function deepFreeze(value) {
  if (value && typeof value === "object") {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
