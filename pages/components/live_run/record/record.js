// What is known of a run: its events, taken in one by one.

import { append, lastOf, makeCurve } from "./curves.js";

const SECONDS_FOR_THE_PACE = 5;

export const ENDS = {
  run_finished: "Finished",
  run_stopped: "Stopped",
  run_failed: "Failed",
  run_interrupted: "Interrupted",
};

export function emptyRecord(data) {
  const perLayer = () => data.pruned.map(makeCurve);
  return {
    seen: 0,
    problem: "",
    connected: false,
    condition: null,
    notice: "",
    phase: null,
    end: null,
    heardAt: null,
    times: [],
    losses: makeCurve(),
    accuracies: makeCurve(),
    scheduled: null,
    validationAccuracies: makeCurve(),
    validationLosses: makeCurve(),
    masks: null,
    difference: null,
    drift: null,
    sparsities: perLayer(),
    thresholds: perLayer(),
    drifts: perLayer(),
    pruned: makeCurve(),
    regrown: makeCurve(),
    weights: [],
    updates: 0,
    updateRanges: data.scheduled.map(({ updates }) => updates),
  };
}

// Events of a kind that is not known here are passed over.
export function take(record, event, at) {
  record.heardAt = Date.now();
  if (event.kind in ENDS) record.end = event;
  else TAKERS[event.kind]?.(record, event, at);
}

const TAKERS = {
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
  masks_measured(record, event) {
    record.masks = event;
    // Masks are also read at the first step, and where they change without an update.
    if (record.updateRanges.some((updates) => isAmong(updates, event.step))) record.updates += 1;
    event.kept.forEach((kept, place) => {
      append(record.sparsities[place], event.step, event.measured_sparsity[place]);
      append(record.thresholds[place], event.step, event.thresholds[place]);
      if (kept !== event.predicted[place]) {
        record.difference ??= { step: event.step, place, kept, predicted: event.predicted[place] };
      }
    });
    append(record.pruned, event.step, sumOf(event.pruned));
    append(record.regrown, event.step, sumOf(event.regrown));
  },
  drift_measured(record, event) {
    record.drift = event;
    event.drift.forEach((drift, place) => append(record.drifts[place], event.step, drift));
  },
  weights_measured(record, event) {
    record.weights.push(event);
  },
  epoch_measured(record, event) {
    append(record.validationAccuracies, event.step, event.validation_accuracy);
    append(record.validationLosses, event.step, event.validation_loss);
  },
};

function isAmong([first, end, every], step) {
  return step >= first && step < end && (step - first) % every === 0;
}

export function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

// The latest step that was measured; null before the first.
export function stepOf(record) {
  return lastOf(record.losses.xs);
}

export function overallSparsity(data, record) {
  if (!record.masks) return null;
  return 1 - sumOf(record.masks.kept) / sumOf(data.pruned.map((layer) => layer.n_weights));
}

export function secondsLeft(data, record) {
  const { times } = record;
  const last = times.length - 1;
  let first = last; // events are written several at a time: measure over time, not over steps
  while (first > 0 && times[last] - times[first] < SECONDS_FOR_THE_PACE) first -= 1;
  if (last < 0 || times[last] - times[first] < 1) return null;
  return ((times[last] - times[first]) / (last - first)) * (data.total_steps - stepOf(record));
}
