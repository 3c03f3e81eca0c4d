// @ts-check
// The state and the progress of a run, as text.

/** @import { RunData, RunEvent, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { lastOf } from "../record/curves.js";
import { END_TITLES, fillPlaceholders, isEnd, overallSparsity, secondsRemaining, stepOf } from "../record/record.js";
import { asCount, asDecimal, asPercent } from "./numbers.js";

const SECONDS_UNTIL_SILENCE_IS_REPORTED = 5;
const MAX_SECONDS_IN_SECONDS = 90;

/** @param {RunRecord} record */
export function headline(record) {
  if (record.end && isEnd(record.end)) return END_TITLES[record.end.kind]();
  if (record.lastMessageAt !== null && !record.connected) return gettext("Connection lost, trying again");
  if (record.condition === "paused") return gettext("Paused");
  if (record.lastMessageAt === null && !record.connected) return gettext("Connecting");
  if (record.lastMessageAt === null || record.condition === "queued") return gettext("Waiting for a worker");
  return record.phase ? phaseText(record.words, record.phase) : gettext("Training");
}

/**
 * The title of a phase. An event holds a code; an event of an older version holds a text, such as "loading the data".
 *
 * @param {RunData["words"]} words
 * @param {string} phase
 */
function phaseText({ phases }, phase) {
  return Object.hasOwn(phases, phase) ? phases[phase] : phase.charAt(0).toUpperCase() + phase.slice(1);
}

/**
 * The reason why a run ended early. An event holds a code with parameters; an event of an older version holds a sentence.
 *
 * @param {RunData["words"]} words
 * @param {RunEvent} end
 */
function reasonText({ reasons }, { message = "", reason = "", parameters = {} }) {
  return message || (Object.hasOwn(reasons, reason) ? fillPlaceholders(reasons[reason], parameters) : reason);
}

/**
 * The step, the epoch and the remaining time.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function progressText(data, record) {
  const step = stepOf(record);
  if (step === null) return "";
  const epoch = Math.min(data.epochs, Math.floor((step - 1) / data.steps_per_epoch) + 1);
  const texts = [
    gettext("step {step} of {steps}", { step: asCount(step), steps: asCount(data.total_steps) }),
    gettext("epoch {epoch} of {epochs}", { epoch, epochs: data.epochs }),
  ];
  const hasNoEstimate = record.end || record.condition === "paused" || step >= data.total_steps;
  const remaining = hasNoEstimate ? null : secondsRemaining(data, record);
  if (remaining !== null) texts.push(gettext("about {duration} left", { duration: duration(remaining) }));
  return texts.join(" · ");
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < MAX_SECONDS_IN_SECONDS) {
    return gettext("{seconds} s", { seconds: Math.max(1, Math.round(seconds)) });
  }
  return gettext("{minutes} min", { minutes: Math.round(seconds / 60) });
}

/** @param {RunRecord} record */
export function warning(record) {
  if (record.end) return reasonText(record.words, record.end) || record.problem;
  if (record.problem) return record.problem;
  if (record.notice) return gettext(record.notice); // the server sends English, because all viewers get the same message
  const isTraining = record.condition === null || record.condition === "running";
  if (record.lastMessageAt === null || record.phase || !record.connected || !isTraining) return "";
  if (Date.now() - record.lastMessageAt < 1000 * SECONDS_UNTIL_SILENCE_IS_REPORTED) return "";
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
  // If layers have different schedules, there is no scheduled sparsity of all layers.
  if (data.scheduled.length === 1) rows.push([gettext("Scheduled sparsity"), asPercent(record.scheduled, 1)]);
  rows.push([gettext("Measured sparsity"), asPercent(overallSparsity(data, record), 1)]);
  return rows;
}

/**
 * A sentence that says whether the measured sparsity equals the predicted sparsity.
 *
 * The masks are read after every step, and an event reports each change. If no event has reported a difference,
 * measured and predicted sparsity are equal.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function comparison(data, record) {
  const steps = stepOf(record);
  if (!record.masks || steps === null) return "";
  const difference = record.difference;
  if (!difference) {
    return gettext("Predicted and measured sparsity are equal at all {steps} steps.", { steps: asCount(steps) });
  }
  const text = gettext(
    "Predicted and measured sparsity differ from step {step} on: the mask of {layer} keeps {kept} weights, {predicted} were predicted.",
    {
      step: asCount(difference.step),
      layer: data.pruned[difference.index].layer,
      kept: asCount(difference.kept),
      predicted: asCount(difference.predicted),
    },
  );
  if (difference.kept <= difference.predicted) return text;
  return `${text} ${gettext("A mask also keeps what ties in magnitude with its threshold.")}`;
}

/**
 * The step and the number of a picture. A run with many updates has pictures of only some updates.
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
