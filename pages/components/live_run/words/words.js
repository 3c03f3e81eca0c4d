// @ts-check
// How a run stands, in words and numbers.

/** @import { RunData, RunEvent, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { lastOf } from "../record/curves.js";
import { ENDS, filled, isEnd, overallSparsity, secondsLeft, stepOf } from "../record/record.js";
import { asCount, asDecimal, asPercent } from "./numbers.js";

const SECONDS_UNTIL_SILENCE_IS_REPORTED = 5;
const SECONDS_SHOWN_AS_SECONDS = 90;

/** @param {RunRecord} record */
export function headline(record) {
  if (record.end && isEnd(record.end)) return ENDS[record.end.kind]();
  if (record.heardAt !== null && !record.connected) return gettext("Connection lost, trying again");
  if (record.condition === "paused") return gettext("Paused");
  if (record.heardAt === null && !record.connected) return gettext("Connecting");
  if (record.heardAt === null || record.condition === "queued") return gettext("Waiting for a worker");
  return record.phase ? phaseText(record.words, record.phase) : gettext("Training");
}

/**
 * A phase is a code, or the words of an older version: "loading the data".
 *
 * @param {RunData["words"]} words
 * @param {string} phase
 */
function phaseText({ phases }, phase) {
  return Object.hasOwn(phases, phase) ? phases[phase] : phase.charAt(0).toUpperCase() + phase.slice(1);
}

/**
 * Why a run ended early: a code with its parameters, or the sentence of an older version.
 *
 * @param {RunData["words"]} words
 * @param {RunEvent} end
 */
function reasonText({ reasons }, { message = "", reason = "", parameters = {} }) {
  return message || (Object.hasOwn(reasons, reason) ? filled(reasons[reason], parameters) : reason);
}

/**
 * Step, epoch and the time that is left.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function progressText(data, record) {
  const step = stepOf(record);
  if (step === null) return "";
  const epoch = Math.min(data.epochs, Math.floor((step - 1) / data.steps_per_epoch) + 1);
  const parts = [
    gettext("step {step} of {steps}", { step: asCount(step), steps: asCount(data.total_steps) }),
    gettext("epoch {epoch} of {epochs}", { epoch, epochs: data.epochs }),
  ];
  const isStill = record.end || record.condition === "paused" || step >= data.total_steps;
  const left = isStill ? null : secondsLeft(data, record);
  if (left !== null) parts.push(gettext("about {duration} left", { duration: duration(left) }));
  return parts.join(" · ");
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < SECONDS_SHOWN_AS_SECONDS) {
    return gettext("{seconds} s", { seconds: Math.max(1, Math.round(seconds)) });
  }
  return gettext("{minutes} min", { minutes: Math.round(seconds / 60) });
}

/** @param {RunRecord} record */
export function warning(record) {
  if (record.end) return reasonText(record.words, record.end) || record.problem;
  if (record.problem) return record.problem;
  if (record.notice) return gettext(record.notice); // English, since all viewers get the same
  const trains = record.condition === null || record.condition === "running";
  if (record.heardAt === null || record.phase || !record.connected || !trains) return "";
  if (Date.now() - record.heardAt < 1000 * SECONDS_UNTIL_SILENCE_IS_REPORTED) return "";
  return gettext(
    "No news from the worker for more than {seconds} s. If it is gone, another goes on from its last checkpoint.",
    { seconds: SECONDS_UNTIL_SILENCE_IS_REPORTED },
  );
}

/**
 * The latest numbers, each with its name.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function latestNumbers(data, record) {
  const rows = [
    [gettext("Training accuracy"), asPercent(lastOf(record.accuracies.ys), 1)],
    [gettext("Training loss"), asDecimal(lastOf(record.losses.ys))],
    [gettext("Validation accuracy"), asPercent(lastOf(record.validationAccuracies.ys), 2)],
    [gettext("Validation loss"), asDecimal(lastOf(record.validationLosses.ys))],
  ];
  if (!data.pruned.length) return rows;
  // If layers have schedules of their own, no one number is scheduled for all.
  if (data.scheduled.length === 1) rows.push([gettext("Scheduled sparsity"), asPercent(record.scheduled, 1)]);
  rows.push([gettext("Measured sparsity"), asPercent(overallSparsity(data, record), 1)]);
  return rows;
}

/**
 * Whether the masks hold what was predicted.
 *
 * The masks are read after every step, and an event reports each change: without one, measured and
 * predicted are equal.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function comparison(data, record) {
  const steps = stepOf(record);
  if (!record.masks || steps === null) return "";
  const found = record.difference;
  if (!found) {
    return gettext("Predicted and measured sparsity are equal at all {steps} steps.", { steps: asCount(steps) });
  }
  const text = gettext(
    "Predicted and measured sparsity differ from step {step} on: the mask of {layer} keeps {kept} weights, {predicted} were predicted.",
    {
      step: asCount(found.step),
      layer: data.pruned[found.index].layer,
      kept: asCount(found.kept),
      predicted: asCount(found.predicted),
    },
  );
  if (found.kept <= found.predicted) return text;
  return `${text} ${gettext("A mask also keeps what ties in magnitude with its threshold.")}`;
}

/**
 * Which update is pictured. A run with many updates keeps pictures of some of them only.
 *
 * @param {RunRecord} record
 * @param {number} index
 */
export function pictureText({ weights, updates }, index) {
  const step = asCount(weights[index].step);
  const picture = index + 1;
  const pictures = weights.length;
  if (pictures >= updates) return gettext("step {step}, update {picture} of {pictures}", { step, picture, pictures });
  return gettext("step {step}, picture {picture} of {pictures} ({updates} updates)", {
    step,
    picture,
    pictures,
    updates: asCount(updates),
  });
}
