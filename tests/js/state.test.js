// @ts-check
// Tests the next state of the editor after each action.

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
  return { type: "draftEdited", draft: { ...draftIn(state), ...change }, field: Object.keys(change)[0] };
}

const START = stateOf(answerWith());

test("an edit is drawn immediately, and is sent after the edit ends", () => {
  const afterEdit = reduce(START, edit(START, { power: 2 }));
  assert.equal(draftIn(afterEdit).power, 2);
  assert.deepEqual([afterEdit.editsToSend, afterEdit.messagesSent, afterEdit.stale], [1, 0, true]);
  const afterEnd = reduce(afterEdit, { type: "editEnded" });
  assert.deepEqual([afterEnd.editsToSend, afterEnd.messagesSent], [0, 1]);
  assert.equal(messageOf(afterEnd).schedules[0].config.power, 2);
  assert.equal(messageOf(afterEnd).edition, 1);
});

test("the end of an edit without changes sends and changes nothing", () => {
  assert.equal(reduce(START, { type: "editEnded" }), START);
});

test("an edit that is reverted before its end is not sent and adds no undo step", () => {
  const afterEdit = reduce(START, edit(START, { power: 2 }));
  const afterRevert = applyActions(afterEdit, edit(afterEdit, { power: 3 }), { type: "editEnded" });
  assert.deepEqual([afterRevert.messagesSent, afterRevert.stale, afterRevert.history.snapshots.length], [0, false, 1]);
});

test("an invalid value does not change the schedule, and its error belongs to the edited field", () => {
  const afterInvalidEdit = reduce(START, edit(START, { end_step: 10 }));
  assert.equal(draftIn(afterInvalidEdit).end_step, 100);
  assert.match(afterInvalidEdit.errors.end_step, /greater than begin_step, which is 10/);
  assert.deepEqual(reduce(afterInvalidEdit, edit(afterInvalidEdit, { power: 1 })).errors, {});
});

test("a drag to an invalid value does not move the handle", () => {
  const draft = { ...draftIn(START), end_step: 5 };
  assert.equal(reduce(START, { type: "handleMoved", draft }), START);
});

test("undo first ends the current edit, and then reverts only this edit", () => {
  const afterEdit = reduce(START, edit(START, { power: 2 }));
  const afterUndo = reduce(afterEdit, { type: "undo" });
  assert.equal(draftIn(afterUndo).power, 3);
  assert.equal(draftIn(reduce(afterUndo, { type: "redo" })).power, 2);
  assert.equal(messageOf(afterUndo).schedules[0].config.power, 3);
});

test("undo at the first and redo at the last schedule change nothing", () => {
  assert.equal(reduce(START, { type: "undo" }), START);
  assert.equal(reduce(START, { type: "redo" }), START);
});

test("after an undo, a new edit removes the redo steps", () => {
  const afterEdit = applyActions(START, edit(START, { power: 2 }), { type: "editEnded" });
  const afterUndo = reduce(afterEdit, { type: "undo" });
  const afterSecondEdit = applyActions(afterUndo, edit(afterUndo, { power: 5 }), { type: "editEnded" });
  assert.equal(reduce(afterSecondEdit, { type: "redo" }), afterSecondEdit);
  assert.equal(draftIn(reduce(afterSecondEdit, { type: "undo" })).power, 3);
});

test("the latest hundred snapshots are kept", () => {
  let state = START;
  for (let power = 1; power <= 150; power += 1)
    state = applyActions(state, edit(state, { power }), { type: "editEnded" });
  assert.equal(state.history.snapshots.length, 100);
  for (let time = 0; time < 150; time += 1) state = reduce(state, { type: "undo" });
  assert.equal(draftIn(state).power, 51);
});

test("copies with a free name are added up to six schedules, and removed down to one", () => {
  let state = START;
  for (let time = 0; time < 8; time += 1) state = reduce(state, { type: "scheduleAdded" });
  assert.deepEqual(
    state.drafts.map(({ name }) => name),
    ["A", "B", "C", "D", "E", "F"],
  );
  assert.equal(state.selected, 5);
  for (let time = 0; time < 8; time += 1) state = reduce(state, { type: "scheduleRemoved" });
  assert.deepEqual([state.drafts.length, state.selected], [1, 0]);
});

test("a switch to another class and back loses no parameter", () => {
  const constant = reduce(START, { type: "classSelected", className: "ConstantSparsity" });
  assert.equal(draftIn(constant).target_sparsity, 0.8);
  const afterRevert = reduce(constant, { type: "classSelected", className: "PolynomialDecay" });
  assert.deepEqual(configOf(draftIn(afterRevert)), configOf(draftIn(START)));
});

test("a preview of a fix is not an edit, and an applied fix keeps the name of the schedule", () => {
  const fix = { class_name: /** @type {const} */ ("PolynomialDecay"), config: { ...draftIn(START), end_step: 90 } };
  const withPreview = reduce(START, { type: "previewChanged", fix });
  assert.deepEqual([withPreview.preview?.end_step, withPreview.editsToSend], [90, 0]);
  const afterFix = reduce(withPreview, { type: "fixApplied", fix });
  assert.deepEqual([draftIn(afterFix).end_step, draftIn(afterFix).name], [90, "A"]);
  assert.deepEqual([afterFix.preview, afterFix.messagesSent], [null, 1]);
});

test("an answer of the same edition does not change the current edit", () => {
  const afterEdit = reduce(START, edit(START, { power: 2 }));
  const afterAnswer = reduce(afterEdit, { type: "answerReceived", answer: answerWith() });
  assert.deepEqual([draftIn(afterAnswer).power, afterAnswer.editsToSend, afterAnswer.stale], [2, 1, true]);
});

test("an answer of a new edition is shown, and can be undone", () => {
  const [first] = answerWith().schedules;
  const preset = { ...first, config: { ...first.config, power: 1 } };
  const afterEdit = reduce(START, edit(START, { power: 2 }));
  const answer = answerWith({ edition: 2, schedules: [preset] });
  const afterAnswer = reduce(afterEdit, { type: "answerReceived", answer });
  assert.deepEqual([draftIn(afterAnswer).power, afterAnswer.editsToSend, afterAnswer.stale], [1, 0, false]);
  assert.equal(draftIn(reduce(afterAnswer, { type: "undo" })).power, 3);
});

test("an edit is pending until the core has answered its message", () => {
  const start = stateOf(answerWith({ message_number: 7 }));
  assert.equal(isPending(start), false);
  const afterEdit = reduce(start, edit(start, { power: 2 }));
  const afterEnd = reduce(afterEdit, { type: "editEnded" });
  assert.deepEqual([isPending(afterEdit), isPending(afterEnd), messageOf(afterEnd).message_number], [true, true, 8]);
  const beforeAnswer = reduce(afterEnd, { type: "answerReceived", answer: answerWith({ message_number: 7 }) });
  const afterAnswer = reduce(afterEnd, { type: "answerReceived", answer: answerWith({ message_number: 8 }) });
  assert.deepEqual([isPending(beforeAnswer), isPending(afterAnswer)], [true, false]);
});

test("without a core (offline page), no edit is pending after its end", () => {
  assert.equal(isPending(applyActions(START, edit(START, { power: 2 }), { type: "editEnded" })), false);
});

test("an error of the core is shown", () => {
  const afterAnswer = reduce(START, { type: "answerReceived", answer: answerWith({ errors: { power: "no" } }) });
  assert.deepEqual(afterAnswer.errors, { power: "no" });
});

test("the chart keeps its number of steps while a handle is dragged", () => {
  const dragStart = reduce(START, { type: "dragStarted" });
  const duringDrag = reduce(dragStart, { type: "handleMoved", draft: { ...draftIn(START), end_step: 5000 } });
  assert.deepEqual([dragStart.axisStepsOfDrag, duringDrag.axisStepsOfDrag], [204, 204]);
  assert.equal(reduce(duringDrag, { type: "dragEnded" }).axisStepsOfDrag, null);
});

test("no action changes a state in place", () => {
  const frozenState = deepFreeze(stateOf(answerWith()));
  /** @type {Action[]} */
  const actions = [
    edit(frozenState, { power: 2 }),
    { type: "scheduleAdded" },
    { type: "scheduleRemoved" },
    { type: "scheduleRenamed", name: "B" },
    { type: "classSelected", className: "KeyframeSchedule" },
    { type: "quantityToggled" },
    { type: "undo" },
    { type: "answerReceived", answer: answerWith({ edition: 3 }) },
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
