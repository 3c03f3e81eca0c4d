// @ts-check
// Describes the state and the progress of a run in text.

/** @import { Reason, RunData, RunEvent, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { lastOf } from "../record/curves.js";
import { END_TITLES, fillPlaceholders, isEnd, overallSparsity, secondsRemaining, stepOf } from "../record/record.js";
import { formatCount, formatDecimal, formatPercent } from "./numbers.js";

const SECONDS_UNTIL_SILENCE_IS_REPORTED = 5;
const MIN_SECONDS_SHOWN_AS_MINUTES = 90;

/** @param {RunRecord} record */
export function headlineText(record) {
  if (record.end && isEnd(record.end)) return END_TITLES[record.end.kind]();
  if (record.lastMessageAt !== null && !record.connected) return gettext("Connection lost, trying again");
  if (record.state === "paused") return gettext("Paused");
  if (record.lastMessageAt === null && !record.connected) return gettext("Connecting");
  if (record.lastMessageAt === null || record.state === "queued") return gettext("Waiting for a worker");
  return record.phase ? phaseText(record.words, record.phase) : gettext("Training");
}

/**
 * The title of a phase. An event contains a code; an event of an older version contains a text, such as "loading the data".
 *
 * @param {RunData["words"]} words
 * @param {string} phase
 */
function phaseText({ phases }, phase) {
  return Object.hasOwn(phases, phase) ? phases[phase] : phase.charAt(0).toUpperCase() + phase.slice(1);
}

/**
 * The sentence for the reason of an early end or of a pause.
 *
 * @param {Record<string, string>} sentences by code
 * @param {Reason | RunEvent} reason
 */
function reasonText(sentences, { message = "", reason = "", parameters = {} }) {
  return message || (Object.hasOwn(sentences, reason) ? fillPlaceholders(sentences[reason], parameters) : reason);
}

/**
 * The end of a run in a few words, for a notification.
 *
 * @param {RunRecord} record
 */
export function endNotice(record) {
  const title = headlineText(record);
  const accuracy = record.end?.test_accuracy;
  if (typeof accuracy !== "number") return title;
  return gettext("{state}: {accuracy} of the test images are classified correctly", {
    state: title,
    accuracy: formatPercent(accuracy, 1),
  });
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
    gettext("step {step} of {steps}", { step: formatCount(step), steps: formatCount(data.total_steps) }),
    gettext("epoch {epoch} of {epochs}", { epoch, epochs: data.epochs }),
  ];
  const hasNoEstimate = record.end || record.state === "paused" || step >= data.total_steps;
  const remaining = hasNoEstimate ? null : secondsRemaining(data, record);
  if (remaining !== null) texts.push(gettext("about {duration} left", { duration: formatDuration(remaining) }));
  return texts.join(" · ");
}

/** @param {number} seconds */
function formatDuration(seconds) {
  if (seconds < MIN_SECONDS_SHOWN_AS_MINUTES) {
    return gettext("{seconds} s", { seconds: Math.max(1, Math.round(seconds)) });
  }
  return gettext("{minutes} min", { minutes: Math.round(seconds / 60) });
}

/** @param {RunRecord} record */
export function warningText(record) {
  if (record.end) return reasonText(record.words.reasons, record.end) || record.problem;
  if (record.problem) return record.problem;
  if (record.pause) return reasonText(record.words.pauses, record.pause);
  if (record.notice) return gettext(record.notice); // the server sends English, because all viewers get the same message
  const isTraining = record.state === null || record.state === "running";
  if (record.lastMessageAt === null || record.phase || !record.connected || !isTraining) return "";
  if (Date.now() - record.lastMessageAt < 1000 * SECONDS_UNTIL_SILENCE_IS_REPORTED) return "";
  return gettext(
    "The worker has not reported for more than {seconds} s. If the worker was lost, another worker continues from the last checkpoint.",
    { seconds: SECONDS_UNTIL_SILENCE_IS_REPORTED },
  );
}

/**
 * The name of the training accuracy, with the number of images in the batch of a step. The last batch of an epoch may be smaller.
 *
 * @param {RunData} data
 * @param {number | null} step null before the first step
 */
function trainingAccuracyLabel({ batch_size, training_examples, steps_per_epoch }, step) {
  const isLastOfEpoch = step !== null && step % steps_per_epoch === 0;
  const images = isLastOfEpoch
    ? training_examples - (steps_per_epoch - 1) * batch_size
    : Math.min(batch_size, training_examples);
  return gettext("Training accuracy, {images} images", { images: formatCount(images) });
}

/** @param {RunData} data */
function validationAccuracyLabel({ validation_examples }) {
  if (!validation_examples) return gettext("Validation accuracy");
  return gettext("Validation accuracy, {images} images", { images: formatCount(validation_examples) });
}

/**
 * The latest numbers, each with its name.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function latestNumbers(data, record) {
  const rows = [
    [trainingAccuracyLabel(data, stepOf(record)), formatPercent(lastOf(record.accuracies.ys), 1)],
    [gettext("Training loss"), formatDecimal(lastOf(record.losses.ys))],
    [validationAccuracyLabel(data), formatPercent(lastOf(record.validationAccuracies.ys), 2)],
    [gettext("Validation loss"), formatDecimal(lastOf(record.validationLosses.ys))],
  ];
  if (!data.pruned_kernels.length) return rows;
  // If layers have different schedules, there is no scheduled sparsity of all layers.
  if (data.scheduled_curves.length === 1)
    rows.push([gettext("Scheduled sparsity"), formatPercent(record.scheduledSparsity, 1)]);
  rows.push([gettext("Measured sparsity"), formatPercent(overallSparsity(data, record), 1)]);
  return rows;
}

/**
 * A sentence: whether the measured sparsity equals the predicted sparsity.
 *
 * The masks are read after every step, and an event reports each change. If no event has reported a difference,
 * measured and predicted sparsity are equal.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function comparisonText(data, record) {
  const steps = stepOf(record);
  if (!record.masks || steps === null) return "";
  const difference = record.difference;
  if (!difference) {
    return gettext("Predicted and measured sparsity are equal at all {steps} steps.", { steps: formatCount(steps) });
  }
  const text = gettext(
    "Predicted and measured sparsity first differ at step {step}: the mask of {layer} keeps {kept} weights, {predicted} were predicted.",
    {
      step: formatCount(difference.step),
      layer: data.pruned_kernels[difference.index].layer,
      kept: formatCount(difference.kept),
      predicted: formatCount(difference.predicted),
    },
  );
  if (difference.kept <= difference.predicted) return text;
  return `${text} ${gettext("A mask also keeps weights whose magnitude equals the threshold.")}`;
}

/**
 * The step and the number of a picture. A run with many updates has pictures of only some updates.
 *
 * @param {RunRecord} record
 * @param {number} index
 */
export function pictureText({ weights, updates }, index) {
  const step = formatCount(weights[index].step);
  const picture = index + 1;
  const pictures = weights.length;
  if (pictures >= updates) return gettext("step {step}, update {picture} of {pictures}", { step, picture, pictures });
  return gettext("step {step}, picture {picture} of {pictures} ({updates} updates)", {
    step,
    picture,
    pictures,
    updates: formatCount(updates),
  });
}
