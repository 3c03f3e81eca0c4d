// @ts-check
// Records the events of a run, one by one.

/** @import { RunData, RunEvent, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { append, lastOf, makePoints } from "./curves.js";
import { makeSearch, searchFalls } from "./falls.js";
import { divideGroups } from "./groups.js";

const SECONDS_OF_ESTIMATE = 5;
// A longer time between two steps is a pause, or the loss of a worker: it does not count in the remaining time.
const MIN_SECONDS_OF_A_PAUSE = 5;
const MIN_STEP_TIMES_OF_A_PAUSE = 20;

/** For each kind of event that ends a run: the title of the state after this event. */
export const END_TITLES = {
  run_finished: () => gettext("Finished"),
  run_stopped: () => gettext("Stopped"),
  run_failed: () => gettext("Failed"),
  run_interrupted: () => gettext("Interrupted"),
};

/**
 * @param {RunEvent} event
 * @returns {event is RunEvent & { kind: keyof typeof END_TITLES }}
 */
export function isEnd(event) {
  return Object.hasOwn(END_TITLES, event.kind);
}

/**
 * @param {RunData} data
 * @returns {RunRecord}
 */
export function makeRecord(data) {
  const makePointsPerLayer = () => data.pruned_kernels.map(makePoints);
  return {
    words: data.words,
    lastEventNumber: 0,
    problem: "",
    connected: false,
    state: null,
    notice: "",
    pause: null,
    phase: null,
    end: null,
    lastMessageAt: null,
    times: [],
    firstAfterPause: 0,
    imagesPerStep: Math.min(data.batch_size, data.training_examples),
    losses: makePoints(),
    accuracies: makePoints(),
    scheduledSparsity: null,
    validationAccuracies: makePoints(),
    validationLosses: makePoints(),
    masks: null,
    difference: null,
    drift: null,
    sparsities: makePointsPerLayer(),
    thresholds: makePointsPerLayer(),
    drifts: makePointsPerLayer(),
    pruned: makePoints(),
    regrown: makePoints(),
    weights: [],
    updates: 0,
    search: makeSearch(),
    groups: data.pruned_kernels.length ? [[...data.pruned_kernels.keys()]] : [],
    updateRanges: data.scheduled_curves.map(({ updates }) => updates),
  };
}

/**
 * Record an event. `at` is its time in seconds since the start of the run. Unknown kinds are ignored.
 *
 * @param {RunRecord} record
 * @param {RunEvent} event
 * @param {number} at
 */
export function recordEvent(record, event, at) {
  record.lastMessageAt = Date.now();
  if (isEnd(event)) record.end = event;
  else if (Object.hasOwn(RECORDERS, event.kind)) RECORDERS[event.kind](record, event, at);
}

/** @type {Record<string, (record: RunRecord, event: RunEvent, at: number) => void>} */
const RECORDERS = {
  phase_started(record, event) {
    record.phase = event.phase;
  },
  step_measured(record, event, at) {
    record.phase = null;
    recordTime(record, at);
    append(record.losses, event.step, event.loss);
    append(record.accuracies, event.step, event.accuracy);
    record.scheduledSparsity = event.scheduled_sparsity;
    searchFalls(record, record.imagesPerStep);
  },
  masks_measured: recordMasks,
  drift_measured(record, event) {
    record.drift = { step: event.step, drift: event.drift };
    for (const [index, points] of record.drifts.entries()) append(points, event.step, event.drift[index]);
  },
  weights_measured(record, event) {
    record.weights.push({ step: event.step, histograms: event.histograms, pictures: event.pictures });
  },
  // The server checks each event. It sends this event instead of a damaged or unknown event.
  unreadable(record, event) {
    record.problem ||= fillPlaceholders(record.words.unreadable, event);
  },
  epoch_measured(record, event) {
    append(record.validationAccuracies, event.step, event.validation_accuracy);
    append(record.validationLosses, event.step, event.validation_loss);
  },
};

/**
 * Record the time of a step. After a pause, the remaining time is estimated from the steps after this pause.
 *
 * @param {RunRecord} record
 * @param {number} at
 */
function recordTime(record, at) {
  const { times } = record;
  const count = times.length - record.firstAfterPause;
  if (count > 0) {
    const last = times[times.length - 1];
    const secondsPerStep = (last - times[record.firstAfterPause]) / count;
    const isPause = at - last > Math.max(MIN_SECONDS_OF_A_PAUSE, MIN_STEP_TIMES_OF_A_PAUSE * secondsPerStep);
    if (isPause) record.firstAfterPause = times.length;
  }
  times.push(at);
}

/**
 * Replace the `{placeholders}` of a sentence by values.
 *
 * @param {string} sentence
 * @param {Record<string, any>} values
 */
export function fillPlaceholders(sentence, values) {
  return sentence.replace(/\{([a-z_]+)\}/g, (placeholder, name) =>
    Object.hasOwn(values, name) ? values[name] : placeholder,
  );
}

/**
 * @param {RunRecord} record
 * @param {any} event
 */
function recordMasks(record, event) {
  record.masks = event;
  // Masks are also recorded at the first step, and when they change without an update.
  if (record.updateRanges.some((range) => isInRange(range, event.step))) record.updates += 1;
  record.groups = divideGroups(record.groups, event.measured_sparsity);
  for (const [index, kept] of event.kept.entries()) {
    append(record.sparsities[index], event.step, event.measured_sparsity[index]);
    append(record.thresholds[index], event.step, event.thresholds[index]);
    const predicted = event.predicted[index];
    if (kept !== predicted) record.difference ??= { step: event.step, index, kept, predicted };
  }
  append(record.pruned, event.step, sumOf(event.pruned));
  append(record.regrown, event.step, sumOf(event.regrown));
}

/**
 * Whether a step is in Python's `range(first, end, stride)`.
 *
 * @param {[number, number, number]} range
 * @param {number} step
 */
function isInRange([first, end, stride], step) {
  return step >= first && step < end && (step - first) % stride === 0;
}

/** @param {number[]} numbers */
export function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * The latest step that was measured; null if no step was measured yet.
 *
 * @param {RunRecord} record
 */
export function stepOf(record) {
  return lastOf(record.losses.xs);
}

/**
 * The sparsity of all pruned layers together; null if it was not measured yet.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function overallSparsity(data, record) {
  if (!record.masks) return null;
  return 1 - sumOf(record.masks.kept) / sumOf(data.pruned_kernels.map((layer) => layer.n_weights));
}

/**
 * The remaining time, estimated from the speed of the last seconds without a pause; null if the measured time is too short.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function secondsRemaining(data, record) {
  const { times } = record;
  const last = times.length - 1;
  let first = last; // events arrive in groups, so the speed is a mean over seconds, not over a number of steps
  while (first > record.firstAfterPause && times[last] - times[first] < SECONDS_OF_ESTIMATE) first -= 1;
  if (last < 0 || times[last] - times[first] < 1) return null;
  return ((times[last] - times[first]) / (last - first)) * (data.total_steps - (stepOf(record) ?? 0));
}
