// What the element says, in words and numbers.

import { lastOf } from "../record/curves.js";
import { ENDS, overallSparsity, secondsLeft, stepOf } from "../record/record.js";

const SECONDS_UNTIL_SILENCE_IS_SAID = 5;

export const percent = (value, digits) =>
  value === null || value === undefined ? "–" : `${(100 * value).toFixed(digits)} %`;
export const decimal = (value) => (value === null || value === undefined ? "–" : value.toFixed(4));
export const count = (value) => value.toLocaleString("en");
export const small = (value) =>
  value === null || value === undefined ? "–" : value === 0 ? "0" : value.toPrecision(3);

export function headline(record) {
  if (record.end) return ENDS[record.end.kind];
  if (record.heardAt !== null && !record.connected) return "Connection lost, trying again";
  if (record.condition === "paused") return "Paused";
  if (record.heardAt === null) return record.connected ? "Waiting for a worker" : "Connecting";
  if (record.condition === "queued") return "Waiting for a worker";
  return record.phase ? sentenceCase(record.phase) : "Training";
}

function sentenceCase(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function whereabouts(data, record) {
  const step = stepOf(record);
  if (step === null) return "";
  const epoch = Math.min(data.epochs, Math.floor((step - 1) / data.steps_per_epoch) + 1);
  const parts = [`step ${count(step)} of ${count(data.total_steps)}`, `epoch ${epoch} of ${data.epochs}`];
  const still = record.end || record.condition === "paused" || step >= data.total_steps;
  const left = still ? null : secondsLeft(data, record);
  if (left !== null) parts.push(`about ${duration(left)} left`);
  return parts.join(" · ");
}

function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

export function warning(record) {
  if (record.end) return record.end.message || record.problem;
  if (record.problem || record.notice) return record.problem || record.notice;
  const trains = record.condition === null || record.condition === "running";
  if (record.heardAt === null || record.phase || !record.connected || !trains) return "";
  if (Date.now() - record.heardAt < 1000 * SECONDS_UNTIL_SILENCE_IS_SAID) return "";
  return `No news from the worker for more than ${SECONDS_UNTIL_SILENCE_IS_SAID} s. If it is gone, another goes on from its last checkpoint.`;
}

export function numbers(data, record) {
  const rows = [
    ["Training accuracy", percent(lastOf(record.accuracies.ys), 1)],
    ["Training loss", decimal(lastOf(record.losses.ys))],
    ["Validation accuracy", percent(lastOf(record.validationAccuracies.ys), 2)],
    ["Validation loss", decimal(lastOf(record.validationLosses.ys))],
  ];
  if (data.pruned.length) {
    // Where layers follow schedules of their own, no one number is scheduled for all.
    if (data.scheduled.length === 1) rows.push(["Scheduled sparsity", percent(record.scheduled, 1)]);
    rows.push(["Measured sparsity", percent(overallSparsity(data, record), 1)]);
  }
  return rows;
}

// Whether the masks hold what was predicted. They are read after every step, and an event says when
// that changes: where none says so, measured and predicted are equal.
export function comparison(data, record) {
  const steps = stepOf(record);
  if (!record.masks || steps === null) return "";
  const found = record.difference;
  if (!found) return `Predicted and measured sparsity are equal at all ${count(steps)} steps.`;
  const ties = found.kept > found.predicted ? " A mask also keeps what ties in magnitude with its threshold." : "";
  return `Predicted and measured sparsity differ from step ${count(found.step)} on: the mask of ${data.pruned[found.place].layer} keeps ${count(found.kept)} weights, ${count(found.predicted)} were predicted.${ties}`;
}

export const LAYER_COLUMNS = [
  "Layer",
  "Weights",
  "Scheduled sparsity",
  "Predicted sparsity",
  "Measured sparsity",
  "Predicted to be kept",
  "Kept",
  "Threshold",
  "Drift",
  "Newly pruned",
  "Regrown",
];

export function layerRows(data, record) {
  const { masks, drift } = record;
  return data.pruned.map((layer, place) => [
    layer.layer,
    count(layer.n_weights),
    masks.scheduled_sparsity[place].toFixed(4),
    sparsity(masks.predicted[place], layer).toFixed(4),
    masks.measured_sparsity[place].toFixed(4),
    count(masks.predicted[place]),
    count(masks.kept[place]),
    small(masks.thresholds[place]),
    small(drift?.drift[place]),
    count(masks.pruned[place]),
    count(masks.regrown[place]),
  ]);
}

// In float32, as the measured sparsity is: equal counts give equal digits.
function sparsity(kept, layer) {
  return Math.fround((layer.n_weights - kept) / layer.n_weights);
}

// Which update is pictured. A run keeps pictures of some of its updates only, if it has many.
export function pictureWords({ weights, updates }, at) {
  const step = `step ${count(weights[at].step)}`;
  const place = `${at + 1} of ${weights.length}`;
  return weights.length < updates
    ? `${step}, picture ${place} (${count(updates)} updates)`
    : `${step}, update ${place}`;
}

export function layerCaption(record) {
  const drift = record.drift ? `, drift after step ${count(record.drift.step)}` : "";
  return `Masks since step ${count(record.masks.step)}; scheduled, newly pruned, and regrown (masked before, kept again) at that step${drift}`;
}
