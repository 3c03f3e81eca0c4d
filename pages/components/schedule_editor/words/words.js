// How numbers and schedules are said.

import { UNTIL_TRAINING_ENDS, appliedAt, updates } from "../math/schedule_math.js";

export function percent(sparsity) {
  const rounded = Number((sparsity * 100).toFixed(2));
  if (rounded === 0 && sparsity > 0) return "less than 0.01 %";
  if (rounded === 100 && sparsity < 1) return "more than 99.99 %";
  return `${rounded} %`;
}

export function count(number) {
  return number.toLocaleString("en");
}

// What the masks will do, in a sentence.
export function sentence(schedule, totalSteps) {
  const turns = updates(schedule, totalSteps);
  if (turns.count === 0) return `The masks are never updated in these ${count(totalSteps)} steps.`;
  const often = schedule.frequency === 1 ? "every step" : `every ${count(schedule.frequency)} steps`;
  const when =
    turns.count === 1
      ? `once, at step ${count(turns.first)}`
      : `${count(turns.count)} times, ${often} from step ${count(turns.first)} to ${count(turns.last)}`;
  return `The masks are updated ${when}, and end at ${percent(appliedAt(schedule, turns, totalSteps))}.`;
}

// The value of a parameter, as a screen reader says it.
export function inWords(name, draft, { totalSteps, stepsPerEpoch }) {
  const value = draft[name];
  if (name.endsWith("sparsity")) return percent(value);
  if (name === "power") return `power ${value}`;
  if (name !== "frequency")
    return value === UNTIL_TRAINING_ENDS
      ? "until training ends"
      : `step ${count(value)}, epoch ${(value / stepsPerEpoch).toFixed(1)}`;
  const { count: times } = updates(draft, totalSteps);
  return `prunes every ${value === 1 ? "step" : `${count(value)} steps`}, ${count(times)} ${times === 1 ? "update" : "updates"}`;
}
