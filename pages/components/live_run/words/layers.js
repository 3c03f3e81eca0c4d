// @ts-check
// The numbers of each pruned layer, as the rows of a table.

/** @import { MasksEvent, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { asCount, asMagnitude } from "./numbers.js";

export function layerColumns() {
  return [
    gettext("Layer"),
    gettext("Weights"),
    gettext("Scheduled sparsity"),
    gettext("Predicted sparsity"),
    gettext("Measured sparsity"),
    gettext("Predicted to be kept"),
    gettext("Kept"),
    gettext("Threshold"),
    gettext("Drift"),
    gettext("Newly pruned"),
    gettext("Regrown"),
  ];
}

/**
 * @param {RunData} data
 * @param {MasksEvent} masks
 * @param {RunRecord["drift"]} drift
 */
export function layerRows(data, masks, drift) {
  return data.pruned.map(({ layer, n_weights: size }, index) => [
    layer,
    asCount(size),
    masks.scheduled_sparsity[index].toFixed(4),
    sparsityOf(masks.predicted[index], size).toFixed(4),
    masks.measured_sparsity[index].toFixed(4),
    asCount(masks.predicted[index]),
    asCount(masks.kept[index]),
    asMagnitude(masks.thresholds[index]),
    asMagnitude(drift?.drift[index]),
    asCount(masks.pruned[index]),
    asCount(masks.regrown[index]),
  ]);
}

/**
 * The sparsity in float32, like the measured sparsity. So equal counts give equal digits.
 *
 * @param {number} kept
 * @param {number} size
 */
function sparsityOf(kept, size) {
  return Math.fround((size - kept) / size);
}

/**
 * @param {MasksEvent} masks
 * @param {RunRecord["drift"]} drift
 */
export function layerCaption(masks, drift) {
  const step = asCount(masks.step);
  if (!drift) {
    return gettext(
      "Masks since step {step}; scheduled, newly pruned, and regrown (masked before, kept again) at that step",
      { step },
    );
  }
  return gettext(
    "Masks since step {step}; scheduled, newly pruned, and regrown (masked before, kept again) at that step, drift after step {drift_step}",
    { step, drift_step: asCount(drift.step) },
  );
}
