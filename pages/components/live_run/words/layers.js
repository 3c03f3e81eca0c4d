// @ts-check
// The numbers of each pruned layer, as the rows of a table.

/** @import { MasksEvent, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { formatCount, formatMagnitude } from "./numbers.js";

export function layerColumns() {
  return [
    gettext("Layer"),
    gettext("Weights"),
    gettext("Scheduled sparsity"),
    gettext("Predicted sparsity"),
    gettext("Measured sparsity"),
    gettext("Predicted kept weights"),
    gettext("Kept weights"),
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
  return data.pruned_kernels.map(({ layer, n_weights: size }, index) => [
    layer,
    formatCount(size),
    masks.scheduled_sparsity[index].toFixed(4),
    sparsityOf(masks.predicted[index], size).toFixed(4),
    masks.measured_sparsity[index].toFixed(4),
    formatCount(masks.predicted[index]),
    formatCount(masks.kept[index]),
    formatMagnitude(masks.thresholds[index]),
    formatMagnitude(drift?.drift[index]),
    formatCount(masks.pruned[index]),
    formatCount(masks.regrown[index]),
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
  const step = formatCount(masks.step);
  if (!drift) {
    return gettext(
      "Masks of the update at step {step}. Regrown weights were masked before this update, and are kept after it.",
      { step },
    );
  }
  return gettext(
    "Masks of the update at step {step}. Regrown weights were masked before this update, and are kept after it. Drift after step {drift_step}.",
    { step, drift_step: formatCount(drift.step) },
  );
}
