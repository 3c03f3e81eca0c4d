// @ts-check
// A step as a visitor types it: a number of steps, a percentage of the training, or a number of epochs.

/** @import { Plan } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { formatCount } from "../words.js";

const GROUPED_STEPS = /^\d{1,3}(,\d{3})+$/;
const PERCENTAGE = /^(\d+(?:\.\d*)?|\.\d+) ?%$/;
const EPOCHS = /^(?:epochs?|ep\.?) ?(\d+(?:\.\d*)?|\.\d+)$|^(\d+(?:\.\d*)?|\.\d+) ?(?:epochs?|ep\.?)$/i;

/** The attributes of an input for a step. It is a text input, because a number input refuses "80%" and "epoch 24". */
export const TYPED_STEP = { type: "text", role: "spinbutton", autocomplete: "off", spellcheck: "false" };

/**
 * The number in an input; NaN if there is none.
 *
 * @param {HTMLInputElement} input
 * @param {Plan} plan
 */
export function numberIn(input, plan) {
  if (input.type === "text") return readStep(input.value, plan);
  return input.value.trim() === "" ? Number.NaN : Number(input.value);
}

/**
 * Replace a typed percentage or epoch by its step, when the visitor has finished typing.
 *
 * @param {HTMLInputElement} input
 * @param {number} value
 * @param {Plan} plan
 */
export function showStep(input, value, plan) {
  if (numberIn(input, plan) === value) input.value = String(value);
}

/**
 * The step that a text means; NaN if it means none. The core's `TrainingPlan.step_at` rounds in the same way.
 *
 * - `4608` or `4,608` is a step.
 * - `80%` is the step at which 80 % of the training has passed.
 * - `24 ep`, `epoch 24` or `24 epochs` is the step at which 24 epochs have passed.
 *
 * @param {string} text
 * @param {Plan} plan
 */
export function readStep(text, { totalSteps, stepsPerEpoch }) {
  const typed = text.trim();
  const percentage = PERCENTAGE.exec(typed);
  if (percentage) return Math.floor((Number(percentage[1]) / 100) * totalSteps + 0.5);
  const epochs = EPOCHS.exec(typed);
  if (epochs && stepsPerEpoch > 0) return Math.floor(Number(epochs[1] ?? epochs[2]) * stepsPerEpoch + 0.5);
  if (GROUPED_STEPS.test(typed)) return Number(typed.replaceAll(",", ""));
  return typed === "" ? Number.NaN : Number(typed);
}

/**
 * What a step, or a number of steps, is in epochs and as a percentage of the training.
 *
 * @param {number} step
 * @param {Plan} plan
 */
export function describePart(step, { totalSteps, stepsPerEpoch }) {
  if (!(step >= 0)) return "";
  const percentage = `${formatPart((step / totalSteps) * 100)} %`;
  if (stepsPerEpoch === 0) return percentage;
  const epoch = formatPart(step / stepsPerEpoch);
  return gettext("epoch {epoch}, {percentage}", { epoch, percentage });
}

/**
 * What a distance is in epochs and as a percentage of the training.
 *
 * @param {number} steps
 * @param {Plan} plan
 */
export function describeDistance(steps, { totalSteps, stepsPerEpoch }) {
  if (!(steps >= 0)) return "";
  const percentage = `${formatPart((steps / totalSteps) * 100)} %`;
  if (stepsPerEpoch === 0) return percentage;
  return gettext("{epochs} epochs, {percentage}", { epochs: formatPart(steps / stepsPerEpoch), percentage });
}

/** @param {number} number */
function formatPart(number) {
  if (number > 0 && number < 0.01) return "<0.01";
  return formatCount(Number(number.toFixed(2)));
}
