// @ts-check
// One row of the layer table: its inputs, and the values in them.

import { element, setText } from "../../../elements/dom.js";
import { gettext } from "../../../elements/texts.js";
/** @import { Data, Field, LayerRow, Send } from "./types.d.ts" */

/** @typedef {ReturnType<typeof makeRow>} Row */

export const HEADERS = () => [
  gettext("Layer"),
  gettext("Kernels"),
  gettext("Pruned"),
  gettext("Schedule"),
  gettext("Final sparsity"),
  gettext("Kept weights"),
  gettext("Sparsity"),
];

/**
 * @param {string} name the name of the layer
 * @param {Send} send
 */
export function makeRow(name, send) {
  const root = element("tr");
  const title = element("th", "layer-name");
  title.scope = "row";
  const kind = element("span", "layer-kind");
  const note = element("span", "layer-note");
  title.append(element("span", "layer-title", name), kind, note);
  const kernels = labelledInput(gettext("Kernels of {layer}", { layer: name }));
  const pruned = labelledInput(gettext("{layer} is pruned", { layer: name }));
  pruned.type = "checkbox";
  const schedule = element("select");
  schedule.setAttribute("aria-label", gettext("Schedule of {layer}", { layer: name }));
  const sparsity = labelledInput(gettext("Final sparsity of {layer}", { layer: name }));
  sparsity.inputMode = "decimal";
  const kept = element("td", "layer-number");
  const removed = element("td", "layer-number");
  const error = element("span", "layer-error");
  error.setAttribute("role", "alert");
  title.append(error);
  const inputs = [kernels, pruned, schedule, sparsity];
  root.append(title, ...inputs.map(cellOf), kept, removed);
  HEADERS().forEach((header, index) => {
    root.children[index].setAttribute("data-header", header); // on a narrow screen, each cell shows its header
  });

  /**
   * @param {Field} field
   * @param {boolean | number | string | null} value
   */
  const edit = (field, value) => send({ type: "edit", layer: name, field, value });
  kernels.addEventListener("change", () => edit("kernels", kernels.value));
  pruned.addEventListener("change", () => edit("pruned", pruned.checked));
  schedule.addEventListener("change", () => edit("schedule", schedule.value === "" ? null : Number(schedule.value)));
  sparsity.addEventListener("change", () => edit("sparsity", sparsity.value));
  return { root, kind, note, kernels, pruned, schedule, sparsity, kept, removed, error };
}

/**
 * @param {Row} row
 * @param {LayerRow} layer
 * @param {Data} data
 */
export function showLayer(row, layer, { schedules, editable, error }) {
  const ownError = error?.layer === layer.name ? error : null;
  setText(row.kind, layer.kind);
  setText(row.note, layer.note);
  setText(row.error, ownError?.text ?? "");
  setText(row.kept, layer.kept);
  setText(row.removed, layer.removed);
  row.root.classList.toggle("layer-dense", !layer.pruned);
  row.pruned.checked = layer.pruned;
  // A layer without a choice has nothing to edit, so only its name and the reason are shown.
  for (const input of [row.pruned, row.schedule, row.sparsity]) input.hidden = !layer.choosable;
  row.kernels.hidden = !layer.kernels && !layer.choosable;
  row.kernels.readOnly = !editable;
  showOptions(row.schedule, schedules);
  row.schedule.value = layer.schedule === null ? "" : String(layer.schedule);
  row.schedule.disabled = !layer.pruned;
  row.sparsity.placeholder = layer.usual_sparsity;
  row.sparsity.disabled = !layer.pruned;
  const texts = { kernels: layer.kernels, sparsity: layer.sparsity };
  for (const field of /** @type {const} */ (["kernels", "sparsity"])) {
    const isInvalid = ownError?.field === field;
    row[field].setAttribute("aria-invalid", String(isInvalid));
    if (!isInvalid) row[field].value = texts[field]; // an invalid text stays, so that it can be corrected
  }
}

/**
 * @param {HTMLSelectElement} menu
 * @param {string[]} schedules
 */
function showOptions(menu, schedules) {
  const texts = [gettext("Selected schedule"), ...schedules];
  if (texts.join("\n") === [...menu.options].map((option) => option.text).join("\n")) return;
  menu.replaceChildren(...texts.map((text, index) => new Option(text, index ? String(index - 1) : "")));
}

/** @param {string} label */
function labelledInput(label) {
  const input = element("input");
  input.setAttribute("aria-label", label);
  input.autocomplete = "off";
  input.spellcheck = false;
  return input;
}

/** @param {Element} input */
function cellOf(input) {
  const cell = element("td");
  cell.append(input);
  return cell;
}
