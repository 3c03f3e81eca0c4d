// @ts-check
// Describes the falls of the training accuracy that followed an update.

/** @import { Fall, RunRecord } from "../types.d.ts" */
import { gettext, ngettext } from "../../elements/texts.js";
import { formatCount, formatPercent } from "./numbers.js";

/**
 * One sentence about all updates until now; "" before the first update is measured.
 *
 * @param {RunRecord} record
 */
export function fallsSummary({ search }) {
  const { falls, n_updates: updates } = search;
  if (!updates) return "";
  if (!falls.length) {
    return ngettext(
      "Training accuracy did not fall measurably after the update.",
      "Training accuracy did not fall measurably after any of the {count} updates.",
      updates,
    );
  }
  return ngettext(
    "Training accuracy fell measurably after {falls} of {count} update. The latest fall is first:",
    "Training accuracy fell measurably after {falls} of {count} updates. The latest fall is first:",
    updates,
    { falls: falls.length },
  );
}

/**
 * The sentence about one fall.
 *
 * @param {Fall} fall
 * @param {boolean} hasEnded whether the run has ended
 */
export function fallText({ step, before, after, back }, hasEnded) {
  const values = { step: formatCount(step), before: formatPercent(before, 1), after: formatPercent(after, 1) };
  if (back !== null) {
    return ngettext(
      "After the update at step {step}, accuracy fell from {before} to {after}, and was back after {count} step.",
      "After the update at step {step}, accuracy fell from {before} to {after}, and was back after {count} steps.",
      back - step,
      values,
    );
  }
  return hasEnded
    ? gettext(
        "After the update at step {step}, accuracy fell from {before} to {after}, and was not back at the end.",
        values,
      )
    : gettext("After the update at step {step}, accuracy fell from {before} to {after}, and is not back yet.", values);
}

/** How falls are found. */
export function fallsMethod() {
  return gettext(
    "Accuracy here is a mean: of up to 10 steps before the update, of up to 5 steps from the update on, and of 10 steps when it is back. A difference that chance can explain (up to 3 standard errors) is left out.",
  );
}
