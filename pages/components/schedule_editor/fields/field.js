// @ts-check
// One parameter: its name, a number, a range, a line of help and a place for its error.

/** @import { NumberName } from "../types.d.ts" */
/** @import { Panel } from "./fields.js" */
import { gettext } from "../../elements/texts.js";
import { FAST } from "../hands/keys.js";
import { UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { html } from "../panels/html.js";
import { valueInWords } from "../words.js";
import { directionOf, limitsOf, steppedByKey } from "./limits.js";

/**
 * @typedef {object} Field
 * @property {HTMLInputElement} number
 * @property {HTMLInputElement} range
 * @property {HTMLElement} error
 * @property {HTMLInputElement | null} endless the box "until training ends", where a class allows it
 * @property {string} drawn
 */

/** @type {Record<NumberName, () => string>} */
const HELP = {
  target_sparsity: () => gettext("the share of weights that the masks hold at zero after every update"),
  initial_sparsity: () => gettext("where the decay starts, at begin_step"),
  final_sparsity: () => gettext("where the decay ends, at end_step"),
  power: () => gettext("above 1 most weights go early, below 1 late; 1 is a straight line"),
  begin_step: () => gettext("the first step at which the masks may be updated"),
  end_step: () => gettext("the last step at which the masks may be updated"),
  frequency: () => gettext("the masks are updated every so many steps"),
};

/**
 * @param {Panel} panel
 * @param {NumberName} name
 * @returns {Field}
 */
export function buildField(panel, name) {
  const id = `${panel.prefix}-${name}`;
  const row = html(panel.host, "div", { class: "lab-field" });
  html(row, "label", { for: id, class: "lab-name" }, name);
  const number = buildNumber(panel, { row, name, id });
  const range = buildRange(panel, row, name);
  const mayBeEndless = name === "end_step" && panel.draft?.class_name !== "PolynomialDecay";
  const endless = mayBeEndless ? buildEndless(panel, row) : null;
  html(row, "p", { id: `${id}-help`, class: "lab-help" }, HELP[name]());
  const error = html(row, "p", { id: `${id}-error`, class: "lab-error", role: "alert" });
  return { number, range, endless, error, drawn: "" };
}

/**
 * @param {Panel} panel
 * @param {{ row: Element, name: NumberName, id: string }} where
 */
function buildNumber(panel, { row, name, id }) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const stepped = steppedByKey(panel.draft, name, { event, totalSteps: panel.plan.totalSteps });
    if (!stepped) return;
    event.preventDefault();
    panel.dispatch({ type: "edited", draft: stepped, field: name });
  };
  const number = html(row, "input", {
    id,
    type: "number",
    step: "any",
    inputmode: "decimal",
    "aria-describedby": `${id}-help ${id}-error`,
    oninput: () => editNumber(panel, name, number),
    onchange: () => panel.dispatch({ type: "settled" }),
    onkeydown: onKey,
  });
  return number;
}

/**
 * @param {Panel} panel
 * @param {Element} row
 * @param {NumberName} name
 */
function buildRange(panel, row, name) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const direction = directionOf(event, { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 });
    if (!direction || !event.shiftKey) return; // without shift, the browser's own step is right
    event.preventDefault();
    range.value = String(Number(range.value) + direction * FAST * Number(range.step));
    editNumber(panel, name, range);
  };
  const range = html(row, "input", {
    type: "range",
    "aria-label": gettext("{name}, slider", { name }),
    oninput: () => editNumber(panel, name, range),
    onchange: () => panel.dispatch({ type: "released" }), // a range never keeps an invalid value
    onkeydown: onKey,
  });
  return range;
}

/**
 * @param {Panel} panel
 * @param {NumberName} name
 * @param {HTMLInputElement} input
 */
function editNumber(panel, name, input) {
  panel.dispatch({ type: "edited", draft: { ...panel.draft, [name]: numberOf(input) }, field: name });
}

/**
 * The box that lets updates go on until training ends.
 *
 * @param {Panel} panel
 * @param {Element} row
 */
function buildEndless(panel, row) {
  const onChange = () => {
    const { begin_step: begin, frequency } = panel.draft;
    const end = box.checked ? UNTIL_TRAINING_ENDS : Math.max(begin + 10 * frequency, panel.plan.totalSteps);
    panel.dispatch({ type: "edited", draft: { ...panel.draft, end_step: end }, field: "end_step" });
    panel.dispatch({ type: "settled" });
  };
  const label = html(row, "label", { class: "lab-check" });
  const box = html(label, "input", { type: "checkbox", onchange: onChange });
  label.append(` ${gettext("until training ends")}`);
  return box;
}

/**
 * What is typed, as a number; NaN if nothing is.
 *
 * @param {HTMLInputElement} input
 */
export function numberOf(input) {
  return input.value.trim() === "" ? Number.NaN : Number(input.value);
}

/**
 * @param {Panel} panel
 * @param {NumberName} name
 * @param {{ field: Field, message: string | undefined }} what
 */
export function drawField({ draft, plan }, name, { field, message }) {
  const { number, range, endless, error } = field;
  const value = draft[name];
  const disabled = name === "end_step" && value === UNTIL_TRAINING_ENDS;
  if (endless) endless.checked = disabled;
  number.disabled = disabled;
  range.disabled = disabled;
  const { totalSteps, stepsPerEpoch } = plan;
  const drawn = [value, message, totalSteps, stepsPerEpoch, draft.begin_step, draft.end_step].join();
  if (field.drawn === drawn) return;
  field.drawn = drawn;
  number.setAttribute("aria-invalid", String(Boolean(message)));
  error.textContent = message ?? "";
  if (message) return; // what was typed stays, to be corrected
  if (numberOf(number) !== value) number.value = String(value);
  Object.assign(range, limitsOf(name, value, totalSteps));
  range.value = String(value);
  range.setAttribute("aria-valuetext", valueInWords(name, draft, plan));
}
