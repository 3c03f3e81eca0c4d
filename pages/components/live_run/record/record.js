// @ts-check
// What is known of a run: its events are recorded one by one.

/** @import { RunData, RunEvent, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { append, lastOf, makePoints } from "./curves.js";

const SECONDS_FOR_THE_PACE = 5;

/** The events that end a run, in words. */
export const ENDS = {
  run_finished: () => gettext("Finished"),
  run_stopped: () => gettext("Stopped"),
  run_failed: () => gettext("Failed"),
  run_interrupted: () => gettext("Interrupted"),
};

/**
 * @param {RunEvent} event
 * @returns {event is RunEvent & { kind: keyof typeof ENDS }}
 */
export function isEnd(event) {
  return Object.hasOwn(ENDS, event.kind);
}

/**
 * @param {RunData} data
 * @returns {RunRecord}
 */
export function emptyRecord(data) {
  const perLayer = () => data.pruned.map(makePoints);
  return {
    words: data.words,
    seen: 0,
    problem: "",
    connected: false,
    condition: null,
    notice: "",
    phase: null,
    end: null,
    heardAt: null,
    times: [],
    losses: makePoints(),
    accuracies: makePoints(),
    scheduled: null,
    validationAccuracies: makePoints(),
    validationLosses: makePoints(),
    masks: null,
    difference: null,
    drift: null,
    sparsities: perLayer(),
    thresholds: perLayer(),
    drifts: perLayer(),
    pruned: makePoints(),
    regrown: makePoints(),
    weights: [],
    updates: 0,
    updateRanges: data.scheduled.map(({ updates }) => updates),
  };
}

/**
 * Record an event that was emitted `at` so many seconds of the run. Unknown kinds are ignored.
 *
 * @param {RunRecord} record
 * @param {RunEvent} event
 * @param {number} at
 */
export function recordEvent(record, event, at) {
  record.heardAt = Date.now();
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
    record.times.push(at);
    append(record.losses, event.step, event.loss);
    append(record.accuracies, event.step, event.accuracy);
    record.scheduled = event.scheduled_sparsity;
  },
  masks_measured: recordMasks,
  drift_measured(record, event) {
    record.drift = { step: event.step, drift: event.drift };
    for (const [index, points] of record.drifts.entries()) append(points, event.step, event.drift[index]);
  },
  weights_measured(record, event) {
    record.weights.push({ step: event.step, histograms: event.histograms, pictures: event.pictures });
  },
  // The server checks each event, and sends this one in the place of a damaged or unknown one.
  unreadable(record, event) {
    record.problem ||= filled(record.words.unreadable, event);
  },
  epoch_measured(record, event) {
    append(record.validationAccuracies, event.step, event.validation_accuracy);
    append(record.validationLosses, event.step, event.validation_loss);
  },
};

/**
 * A sentence with its `{placeholders}` filled in.
 *
 * @param {string} sentence
 * @param {Record<string, any>} values
 */
export function filled(sentence, values) {
  return sentence.replace(/\{([a-z_]+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole));
}

/**
 * @param {RunRecord} record
 * @param {any} event
 */
function recordMasks(record, event) {
  record.masks = event;
  // Masks are also read at the first step, and where they change without an update.
  if (record.updateRanges.some((range) => isAmong(range, event.step))) record.updates += 1;
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
 * Whether a step is in a range with a stride, as Python's `range` has it.
 *
 * @param {[number, number, number]} range
 * @param {number} step
 */
function isAmong([first, end, stride], step) {
  return step >= first && step < end && (step - first) % stride === 0;
}

/** @param {number[]} numbers */
export function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * The latest step that was measured; null before the first.
 *
 * @param {RunRecord} record
 */
export function stepOf(record) {
  return lastOf(record.losses.xs);
}

/**
 * The sparsity of all pruned layers together; null before it was measured.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function overallSparsity(data, record) {
  if (!record.masks) return null;
  return 1 - sumOf(record.masks.kept) / sumOf(data.pruned.map((layer) => layer.n_weights));
}

/**
 * An estimate from the pace of the last seconds; null while there is too little to go by.
 *
 * @param {RunData} data
 * @param {RunRecord} record
 */
export function secondsLeft(data, record) {
  const { times } = record;
  const last = times.length - 1;
  let first = last; // events are written several at a time: measure over time, not over steps
  while (first > 0 && times[last] - times[first] < SECONDS_FOR_THE_PACE) first -= 1;
  if (last < 0 || times[last] - times[first] < 1) return null;
  return ((times[last] - times[first]) / (last - first)) * (data.total_steps - (stepOf(record) ?? 0));
}
