// @ts-check
// The inputs beside the chart: a number input and a slider for each parameter, and a table for keyframes.

/** @import { Dispatch, Draft, NumberName, Plan } from "../types.d.ts" */
/** @import { Field } from "./field.js" */
/** @import { Table } from "./keyframe_table.js" */
import { PARAMETERS } from "../state/drafts.js";
import { buildField, drawField } from "./field.js";
import { buildTable, drawTable } from "./keyframe_table.js";

/**
 * @typedef {object} Panel
 * @property {Element} host
 * @property {string} prefix the prefix of all ids, because ids on one page must differ
 * @property {Dispatch} dispatch
 * @property {string} builtKind the class of the schedule and the number of its points, for which the inputs were built
 * @property {Map<NumberName, Field>} fields
 * @property {Table | null} table
 * @property {Draft} draft
 * @property {Plan} plan
 */

/**
 * @param {Element} host
 * @param {string} prefix
 * @param {{ dispatch: Dispatch, draft: Draft, plan: Plan }} options
 * @returns {Panel}
 */
export function makeFields(host, prefix, options) {
  return { host, prefix, builtKind: "", fields: new Map(), table: null, ...options };
}

/**
 * @param {Panel} panel
 * @param {{ draft: Draft, plan: Plan, errors: Record<string, string> }} values
 */
export function drawFields(panel, { draft, plan, errors }) {
  panel.draft = draft;
  panel.plan = plan;
  const kind = `${draft.class_name} ${draft.keyframes?.length}`;
  if (panel.builtKind !== kind) buildInputs(panel, kind);
  for (const [name, field] of panel.fields) drawField(panel, name, { field, message: errors[name] });
  if (panel.table) drawTable(panel.table, draft.keyframes ?? [], { plan, message: errors.keyframes });
}

/**
 * @param {Panel} panel
 * @param {string} kind
 */
function buildInputs(panel, kind) {
  panel.builtKind = kind;
  panel.host.replaceChildren();
  panel.fields = new Map();
  panel.table = null;
  for (const name of PARAMETERS[panel.draft.class_name]) {
    if (name === "keyframes") panel.table = buildTable(panel);
    else panel.fields.set(name, buildField(panel, name));
  }
}
