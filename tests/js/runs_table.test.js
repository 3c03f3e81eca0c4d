// The state of the list of runs: its address, its parts, its selection and its undo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, sortAfterClick, writeAddress } from "../../pages/components/runs_table/state/address.js";
import { MAX_SELECTED, makeState, reduce, rowAt } from "../../pages/components/runs_table/state/state.js";
import {
  fractionOf,
  isOrdered,
  percentageOf,
  readRange,
  writeRange,
} from "../../pages/components/runs_table/tools/ranges.js";

/** @import { Action, RunRow, State } from "../../pages/components/runs_table/types.d.ts" */

const COLUMNS = { known: ["run", "state", "loss"], usual: ["run", "state"] };

/**
 * @param {string} id
 * @returns {RunRow}
 */
function run(id) {
  return { id, state: "finished", created: 0, title: "Dense baseline", step: 0, seconds: 0 };
}

/**
 * @param {Record<string, string>} parameters
 * @param {number} number
 * @param {string[]} ids
 * @returns {Action}
 */
function received(parameters, number, ids) {
  return { type: "received", parameters, number, part: { version: "v", total: 250, rows: ids.map(run) } };
}

/**
 * @param {State} state
 * @param {Action[]} actions
 */
function after(state, ...actions) {
  return actions.reduce(reduce, state);
}

test("filter, order and columns are the same after an address, and other parameters stay", () => {
  const parameters = { state: "finished,failed", find: "a b&c=%", sparsity: "0.5..", sort: "-loss" };
  const search = writeAddress("?seed=3&tag=old&columns=run", {
    parameters,
    columns: ["run", "loss"],
    usual: COLUMNS.usual,
  });
  assert.equal(new URLSearchParams(search).get("seed"), "3");
  assert.deepEqual(readAddress(search, COLUMNS), { parameters, columns: ["run", "loss"] });
});

test("unknown columns of an address are ignored, and the usual ones replace none", () => {
  assert.deepEqual(readAddress("?columns=run,color,loss,loss", COLUMNS).columns, ["run", "loss"]);
  assert.deepEqual(readAddress("?columns=color", COLUMNS).columns, COLUMNS.usual);
  assert.equal(writeAddress("?columns=run", { parameters: {}, columns: COLUMNS.usual, usual: COLUMNS.usual }), "");
});

test("a second click on a header turns the order around", () => {
  assert.equal(sortAfterClick(undefined, "accuracy", true), "-accuracy");
  assert.equal(sortAfterClick("-accuracy", "accuracy", true), "accuracy");
  assert.equal(sortAfterClick("accuracy", "name", false), "name");
  assert.equal(sortAfterClick(undefined, "created", true), "created", "the list starts with the newest run");
});

test("an answer to an earlier filter is ignored", () => {
  const state = makeState({ find: "new" }, []);
  assert.equal(after(state, received({ find: "old" }, 0, ["a"])), state);
  const next = after(state, received({ find: "new" }, 1, ["a", "b"]));
  assert.equal(rowAt(next, 101)?.id, "b");
  assert.equal(rowAt(next, 1), null);
  assert.equal(next.total, 250);
});

test("a new filter keeps the selection and the number of rows, but no rows", () => {
  const state = after(makeState({}, []), received({}, 0, ["a"]), { type: "selected", row: run("a"), on: true });
  const next = after(state, { type: "filtered", parameters: { find: "x" } });
  assert.deepEqual([...next.selected.keys()], ["a"]);
  assert.equal(next.total, 250);
  assert.equal(rowAt(next, 0), null);
});

test("at most fifty runs are selected, and a notice says so", () => {
  let state = makeState({}, []);
  for (let index = 0; index <= MAX_SELECTED; index += 1) {
    state = after(state, { type: "selected", row: run(`run ${index}`), on: true });
  }
  assert.equal(state.selected.size, MAX_SELECTED);
  assert.match(state.notice, /At most 50/);
  state = after(state, { type: "selected", row: run("run 3"), on: false });
  assert.equal(state.selected.has("run 3"), false);
  assert.equal(state.notice, "");
});

test("deleted runs leave the selection and can be restored, the others stay", () => {
  const chosen = ["a", "b"].map((id) => /** @type {Action} */ ({ type: "selected", row: run(id), on: true }));
  const state = after(makeState({}, []), ...chosen, { type: "deleted", ids: ["a"], at: 5 });
  assert.deepEqual([...state.selected.keys()], ["b"]);
  assert.deepEqual(state.deletion, { ids: ["a"], at: 5 });
  assert.deepEqual(after(state, { type: "deleted", ids: [], at: 9 }).deletion, state.deletion);
  assert.equal(after(state, { type: "undo ended" }).deletion, null);
});

test("a typed percentage is a fraction in the address, and back", () => {
  assert.equal(fractionOf("87.5"), "0.875");
  assert.equal(fractionOf(" 7 % "), "0.07");
  assert.equal(fractionOf("12,5"), "0.125");
  assert.equal(fractionOf(""), "");
  for (const text of ["abc", "-1", "101", "NaN"]) assert.equal(fractionOf(text), null, text);
  for (const text of ["0", "7", "33.3", "87.5", "100"]) assert.equal(percentageOf(fractionOf(text) ?? ""), text);
});

test("a range is the same after a parameter, and its ends must be in order", () => {
  assert.deepEqual(readRange(writeRange("0.5", "")), ["0.5", ""]);
  assert.equal(writeRange("", ""), "");
  assert.deepEqual(readRange(undefined), ["", ""]);
  assert.ok(isOrdered("0.07", "0.5") && isOrdered("", "0.1") && isOrdered("2026-01-01", "2026-02-01"));
  assert.ok(!isOrdered("0.5", "0.07") && !isOrdered("2026-02-01", "2026-01-01"));
});
