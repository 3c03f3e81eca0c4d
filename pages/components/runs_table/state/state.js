// @ts-check
// What can happen to the list of runs: a pure function from state and action to the next state.

/** @import { Action, Parameters, Part, RunRow, State } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";

export const PART_SIZE = 100;
export const MAX_SELECTED = 50;

/**
 * @param {Parameters} parameters
 * @param {string[]} columns
 * @returns {State}
 */
export function makeState(parameters, columns) {
  return {
    parameters,
    columns,
    total: null,
    parts: new Map(),
    version: "",
    steps: {},
    active: 0,
    selected: new Map(),
    problem: null,
    notice: "",
    deletion: null,
  };
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  switch (action.type) {
    case "filtered":
      // The number of rows stays until the answer comes, so that the list does not jump.
      return { ...state, parameters: action.parameters, parts: new Map(), active: 0, problem: null, notice: "" };
    case "columns chosen":
      return { ...state, columns: action.columns };
    case "received":
      return withPart(state, action);
    case "announced":
      return { ...state, version: action.version, steps: action.steps };
    case "failed":
      return { ...state, problem: action.problem };
    case "moved":
      return { ...state, active: action.to };
    case "selected":
      return withSelection(state, action);
    case "cleared":
      return { ...state, selected: new Map(), notice: "" };
    case "noted":
      return { ...state, notice: action.text };
    case "deleted": {
      const selected = new Map([...state.selected].filter(([id]) => !action.ids.includes(id)));
      return { ...state, selected, deletion: action.ids.length ? { ids: action.ids, at: action.at } : state.deletion };
    }
    case "undo ended":
      return { ...state, deletion: null };
  }
}

/**
 * @param {State} state
 * @param {{ parameters: Parameters, number: number, part: Part }} answer
 */
function withPart(state, { parameters, number, part }) {
  if (!sameParameters(parameters, state.parameters)) return state; // the answer to an earlier filter
  const parts = new Map(state.parts).set(number, part);
  const last = Math.max(0, part.total - 1);
  const rows = new Map(part.rows.map((row) => [row.id, row]));
  const selected = new Map([...state.selected].map(([id, row]) => [id, rows.get(id) ?? row]));
  return { ...state, parts, selected, total: part.total, active: Math.min(state.active, last), problem: null };
}

/**
 * @param {State} state
 * @param {{ row: RunRow, on: boolean }} choice
 */
function withSelection(state, { row, on }) {
  const selected = new Map(state.selected);
  selected.delete(row.id);
  if (on && selected.size >= MAX_SELECTED) {
    const notice = gettext("At most {maximum} runs can be selected.", { maximum: MAX_SELECTED });
    return { ...state, notice };
  }
  if (on) selected.set(row.id, row);
  return { ...state, selected, notice: "" };
}

/**
 * The row at an index, or null if it is not loaded.
 *
 * @param {State} state
 * @param {number} index
 */
export function rowAt({ parts }, index) {
  return parts.get(Math.floor(index / PART_SIZE))?.rows[index % PART_SIZE] ?? null;
}

/**
 * @param {Parameters} first
 * @param {Parameters} second
 */
export function sameParameters(first, second) {
  return writeParameters(first) === writeParameters(second);
}

/**
 * The parameters as the query of an address.
 *
 * @param {Parameters} parameters
 */
export function writeParameters(parameters) {
  return new URLSearchParams(Object.entries(parameters).sort()).toString();
}
