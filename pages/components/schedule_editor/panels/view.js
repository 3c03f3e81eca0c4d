// @ts-check
// Makes the elements of the editor, without content.

/** @import { ClassName } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MAX_NAME_LENGTH } from "../state/names.js";
import { html } from "./html.js";

/** @typedef {ReturnType<typeof makeView>} View */

/**
 * @param {Element} parentElement
 * @param {string} prefix of ids and groups, because they must differ on one page
 */
export function makeView(parentElement, prefix) {
  const attributes = { class: "lab-editor", "aria-label": gettext("Schedule editor"), tabindex: -1 };
  const root = html(parentElement, "section", attributes);
  const tools = makeTools(root);
  const columns = html(root, "div", { class: "lab-columns" });
  const left = makeLeft(html(columns, "div", { class: "lab-left-column" }));
  const right = makeRight(html(columns, "div", { class: "lab-right-column" }), prefix);
  const frame = { class: "lab-findings-frame", "aria-label": gettext("Findings"), role: "group" };
  const findings = html(root, "div", frame);
  return { root, findings, ...tools, ...left, ...right };
}

/**
 * @param {Element} host
 * @param {string} text
 * @param {string} label
 */
function button(host, text, label) {
  return html(host, "button", { type: "button", "aria-label": label, title: label }, text);
}

/** @param {Element} root */
function makeTools(root) {
  const tools = html(root, "div", { class: "lab-tools" });
  const group = { class: "lab-chips", role: "group", "aria-label": gettext("Schedules. Select the schedule to edit.") };
  return {
    scheduleButtons: html(tools, "div", group),
    add: button(tools, gettext("+ Add"), gettext("Add a copy of this schedule")),
    remove: button(tools, gettext("− Remove"), gettext("Remove this schedule")),
    undo: button(tools, gettext("↶ Undo"), gettext("Undo (Ctrl+Z)")),
    redo: button(tools, gettext("↷ Redo"), gettext("Redo (Ctrl+Shift+Z)")),
    removedWeights: button(tools, gettext("Weights removed"), gettext("Show how many weights each update removes")),
  };
}

/** @param {Element} column */
function makeLeft(column) {
  const chart = html(column, "div", { class: "lab-frame" });
  const readout = html(chart, "div", { class: "lab-reading", hidden: true });
  const legend = html(column, "p", { class: "lab-key" });
  const sentence = html(column, "p", { class: "lab-sentence" });
  const spokenSentence = html(column, "p", { class: "lab-spoken", role: "status" });
  const spokenFindings = html(column, "p", { class: "lab-spoken", role: "status" });
  const images = html(column, "div", { class: "lab-images" });
  const svg = button(images, gettext("Save SVG"), gettext("Save the chart as SVG"));
  const png = button(images, gettext("Save PNG"), gettext("Save the chart as PNG"));
  return { chart, readout, legend, sentence, spokenSentence, spokenFindings, images: { svg, png } };
}

/**
 * @param {Element} column
 * @param {string} prefix
 */
function makeRight(column, prefix) {
  const nameField = html(column, "div", { class: "lab-field lab-name-field" });
  const label = html(nameField, "label", {}, `${gettext("name")} `);
  const name = html(label, "input", { type: "text", maxlength: 2 * MAX_NAME_LENGTH, spellcheck: "false" });
  const classField = html(column, "fieldset", { class: "lab-classes" });
  html(classField, "legend", {}, gettext("class"));
  const radio = (/** @type {ClassName} */ className, /** @type {string} */ title) => {
    const choice = html(classField, "label", { title: className });
    const box = html(choice, "input", { type: "radio", name: `${prefix}-class`, value: className });
    choice.append(` ${title}`);
    return box;
  };
  /** @type {Record<ClassName, HTMLInputElement>} */
  const classes = {
    PolynomialDecay: radio("PolynomialDecay", gettext("Polynomial")),
    ConstantSparsity: radio("ConstantSparsity", gettext("Constant")),
    KeyframeSchedule: radio("KeyframeSchedule", gettext("Keyframes")),
  };
  return { name, classes, fields: html(column, "div", { class: "lab-fields" }) };
}
