// @ts-check
// Converts numbers and schedules into text.

/** @import { Draft, NumberName, Plan, Updates } from "./types.d.ts" */
import { gettext, ngettext } from "../elements/texts.js";
import { appliedAt, UNTIL_TRAINING_ENDS, updates } from "./math/schedule_math.js";
import { mayKeepAll, tiedUpdates } from "./math/ties.js";

/** @param {number} sparsity */
export function formatPercent(sparsity) {
  const rounded = Number((sparsity * 100).toFixed(2));
  if (rounded === 0 && sparsity > 0) return gettext("less than 0.01 %");
  if (rounded === 100 && sparsity < 1) return gettext("more than 99.99 %");
  return `${rounded} %`;
}

/** @param {number} number */
export function formatCount(number) {
  return number.toLocaleString("en");
}

/**
 * The sparsity of the masks after a step. If too many weights may be exactly zero, the masks may also keep all weights.
 *
 * @param {Draft} schedule
 * @param {{ updateSteps: Updates, step: number, zeros?: number }} parts
 */
export function describeApplied(schedule, { updateSteps, step, zeros }) {
  const sparsity = formatPercent(appliedAt(schedule, updateSteps, step));
  const isTied = mayKeepAll(tiedUpdates(schedule, updateSteps, zeros), updateSteps, step);
  return isTied ? gettext("{sparsity} or 0 %", { sparsity }) : sparsity;
}

/**
 * Describe the updates of the masks in a sentence.
 *
 * @param {Draft} schedule
 * @param {number} totalSteps
 * @param {number} [zeros] the fraction of the weights that are exactly zero before the training
 */
export function describeUpdates(schedule, totalSteps, zeros) {
  const updateSteps = updates(schedule, totalSteps);
  if (updateSteps.count === 0) {
    return gettext("The masks are never updated in these {steps} steps.", { steps: formatCount(totalSteps) });
  }
  const first = formatCount(updateSteps.first);
  const last = formatCount(updateSteps.last);
  const frequency = formatCount(schedule.frequency);
  const sparsity = describeApplied(schedule, { updateSteps, step: totalSteps, zeros });
  if (schedule.frequency === 1 && updateSteps.count > 1) {
    return gettext(
      "The masks are updated {count} times, every step from step {first} to {last}, and end at {sparsity}.",
      { count: formatCount(updateSteps.count), first, last, sparsity },
    );
  }
  return ngettext(
    "The masks are updated once, at step {first}, and end at {sparsity}.",
    "The masks are updated {count} times, every {frequency} steps from step {first} to {last}, and end at {sparsity}.",
    updateSteps.count,
    { count: formatCount(updateSteps.count), first, last, frequency, sparsity },
  );
}

/**
 * The text that a screen reader reads for the value of a parameter.
 *
 * @param {NumberName} name
 * @param {Draft} draft
 * @param {Plan} plan
 */
export function describeValue(name, draft, { totalSteps, stepsPerEpoch }) {
  const value = draft[name];
  if (name.endsWith("sparsity")) return formatPercent(value);
  if (name === "power") return gettext("power {power}", { power: value });
  if (name === "frequency") return describeFrequency(draft, totalSteps);
  if (value === UNTIL_TRAINING_ENDS) return gettext("until training ends");
  return describeStep(value, stepsPerEpoch);
}

/**
 * @param {number} step
 * @param {number} stepsPerEpoch
 */
export function describeStep(step, stepsPerEpoch) {
  if (stepsPerEpoch === 0) return gettext("step {step}", { step: formatCount(step) }); // the epochs are not known
  return gettext("step {step}, epoch {epoch}", { step: formatCount(step), epoch: (step / stepsPerEpoch).toFixed(1) });
}

/**
 * @param {Draft} draft
 * @param {number} totalSteps
 */
function describeFrequency(draft, totalSteps) {
  const updateSteps = updates(draft, totalSteps);
  const updatesText = ngettext("{count} update", "{count} updates", updateSteps.count, {
    count: formatCount(updateSteps.count),
  });
  return ngettext("every step, {updates}", "every {count} steps, {updates}", draft.frequency, {
    count: formatCount(draft.frequency),
    updates: updatesText,
  });
}
