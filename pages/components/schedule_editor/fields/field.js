// @ts-check
// One parameter: its name, a number input, a slider, a line of help, and its error.

/** @import { NumberName } from "../types.d.ts" */
/** @import { Panel } from "./fields.js" */
import { gettext } from "../../elements/texts.js";
import { SHIFT_FACTOR } from "../input/keys.js";
import { UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { html } from "../panels/html.js";
import { describeValue } from "../words.js";
import { directionOf, draftAfterKey, limitsOf } from "./limits.js";
import { describeDistance, describePart, numberIn, showStep, TYPED_STEP } from "./typed_steps.js";

/**
 * @typedef {object} Field
 * @property {HTMLInputElement} number
 * @property {HTMLInputElement} range
 * @property {HTMLElement | null} part the epoch and the percentage of a step
 * @property {HTMLElement} error
 * @property {HTMLInputElement | null} untilEnd the checkbox "until training ends", if the class allows it
 * @property {string} drawnValues the values at the last drawing, to skip an unchanged field
 */

/** @type {Record<NumberName, () => string>} */
const HELP = {
  target_sparsity: () => gettext("the fraction of weights that the masks set to zero after every update"),
  initial_sparsity: () => gettext("the sparsity at begin_step, where the decay starts"),
  final_sparsity: () => gettext("the sparsity at end_step, where the decay ends"),
  power: () => gettext("above 1: most weights are removed early; below 1: most are removed late; 1: a straight line"),
  begin_step: () => gettext("the first step at which the masks may be updated"),
  end_step: () => gettext("the last step at which the masks may be updated"),
  frequency: () => gettext("the number of steps from one update of the masks to the next"),
};

/** @type {NumberName[]} */
const STEP_NAMES = ["begin_step", "end_step", "frequency"];

/**
 * @param {Panel} panel
 * @param {NumberName} name
 * @returns {Field}
 */
export function buildField(panel, name) {
  const id = `${panel.prefix}-${name}`;
  const row = html(panel.host, "div", { class: "lab-field" });
  html(row, "label", { for: id, class: "lab-name" }, name);
  const part = STEP_NAMES.includes(name) ? html(row, "span", { id: `${id}-part`, class: "lab-part" }) : null;
  const number = buildNumber(panel, { row, name, id });
  const range = buildRange(panel, row, name);
  const hasUntilEnd = name === "end_step" && panel.draft?.class_name !== "PolynomialDecay";
  const untilEnd = hasUntilEnd ? buildUntilEnd(panel, row) : null;
  html(row, "p", { id: `${id}-help`, class: "lab-help" }, HELP[name]());
  const error = html(row, "p", { id: `${id}-error`, class: "lab-error", role: "alert" });
  return { number, range, part, untilEnd, error, drawnValues: "" };
}

/**
 * @param {Panel} panel
 * @param {{ row: Element, name: NumberName, id: string }} parts
 */
function buildNumber(panel, { row, name, id }) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const changedDraft = draftAfterKey(panel.draft, name, { event, totalSteps: panel.plan.totalSteps });
    if (!changedDraft) return;
    event.preventDefault();
    panel.dispatch({ type: "draftEdited", draft: changedDraft, field: name });
  };
  const isStep = STEP_NAMES.includes(name);
  const number = html(row, "input", {
    id,
    ...(isStep ? TYPED_STEP : { type: "number", step: "any", inputmode: "decimal" }),
    "aria-describedby": `${id}-help ${id}-error${isStep ? ` ${id}-part` : ""}`,
    oninput: () => editNumber(panel, name, number),
    onchange: () => {
      showStep(number, panel.draft[name], panel.plan);
      panel.dispatch({ type: "editEnded" });
    },
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
    if (!direction || !event.shiftKey) return; // without shift, the browser moves the slider by one step
    event.preventDefault();
    range.value = String(Number(range.value) + direction * SHIFT_FACTOR * Number(range.step));
    editNumber(panel, name, range);
  };
  const range = html(row, "input", {
    type: "range",
    "aria-label": gettext("{name}, slider", { name }),
    oninput: () => editNumber(panel, name, range),
    onchange: () => panel.dispatch({ type: "dragEnded" }), // the value of a slider is always valid
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
  const value = numberIn(input, panel.plan);
  panel.dispatch({ type: "draftEdited", draft: { ...panel.draft, [name]: value }, field: name });
}

/**
 * Build the checkbox with which updates continue until the training ends.
 *
 * @param {Panel} panel
 * @param {Element} row
 */
function buildUntilEnd(panel, row) {
  const onChange = () => {
    const { begin_step: begin, frequency } = panel.draft;
    const end = box.checked ? UNTIL_TRAINING_ENDS : Math.max(begin + 10 * frequency, panel.plan.totalSteps);
    panel.dispatch({ type: "draftEdited", draft: { ...panel.draft, end_step: end }, field: "end_step" });
    panel.dispatch({ type: "editEnded" });
  };
  const label = html(row, "label", { class: "lab-check" });
  const box = html(label, "input", { type: "checkbox", onchange: onChange });
  label.append(` ${gettext("until training ends")}`);
  return box;
}

/**
 * @param {Panel} panel
 * @param {NumberName} name
 * @param {{ field: Field, message: string | undefined }} values
 */
export function drawField({ draft, plan }, name, { field, message }) {
  const { number, range, part, untilEnd, error } = field;
  const value = draft[name];
  const disabled = name === "end_step" && value === UNTIL_TRAINING_ENDS;
  if (untilEnd) untilEnd.checked = disabled;
  number.disabled = disabled;
  range.disabled = disabled;
  const { totalSteps, stepsPerEpoch } = plan;
  const values = [value, message, totalSteps, stepsPerEpoch, draft.begin_step, draft.end_step].join();
  if (field.drawnValues === values) return;
  field.drawnValues = values;
  number.setAttribute("aria-invalid", String(Boolean(message)));
  error.textContent = message ?? "";
  if (message) return; // the typed text stays, so that the visitor can correct it
  if (numberIn(number, plan) !== value) number.value = String(value);
  if (part) {
    number.setAttribute("aria-valuenow", String(value));
    part.textContent = (name === "frequency" ? describeDistance : describePart)(value, plan);
  }
  Object.assign(range, limitsOf(name, value, totalSteps));
  range.value = String(value);
  range.setAttribute("aria-valuetext", describeValue(name, draft, plan));
}
