// The handles on a schedule's curve: where they are, what they say, and what moving one does.

import { count, percent } from "../words/words.js";
import { MOST_KEYFRAMES, UNTIL_TRAINING_ENDS, sparsityAt } from "../math/schedule_math.js";

const MOST_SPARSITY = 0.999;
const MOST_POWER = 20;
const LEAST_POWER = 0.05;

export function handlesOf(schedule) {
  switch (schedule.class_name) {
    case "PolynomialDecay":
      return decayHandles(schedule);
    case "ConstantSparsity":
      return constantHandles(schedule);
    default:
      return keyframeHandles(schedule);
  }
}

function decayHandles(schedule) {
  const { begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final, power } = schedule;
  const middle = Math.round((begin + end) / 2);
  const corners = [
    corner("start", "Start of the decay", begin, initial, "begin_step", "initial_sparsity", (step, sparsity) => ({
      ...schedule,
      begin_step: within(step, 0, end - 1),
      initial_sparsity: tidy(sparsity),
    })),
    corner("end", "End of the decay", end, final, "end_step", "final_sparsity", (step, sparsity) => ({
      ...schedule,
      end_step: Math.max(begin + 1, step),
      final_sparsity: tidy(sparsity),
    })),
  ];
  if (initial === final) return corners; // a straight line has no bend
  return [
    ...corners,
    {
      id: "bend",
      label: "Bend of the decay: up and down change power",
      vertical: true,
      step: middle,
      sparsity: sparsityAt(schedule, middle),
      now: power,
      least: 0,
      most: MOST_POWER,
      text: `power ${power}`,
      move: (_step, sparsity) => ({ ...schedule, power: bent(schedule, middle, sparsity) ?? power }),
      nudge: (_right, up) => ({
        ...schedule,
        power: within(round(power + up * 0.1 * Math.sign(final - initial), 2), 0, MOST_POWER),
      }),
      edge: (far) => ({ ...schedule, power: far ? MOST_POWER : 0 }),
    },
  ];
}

// The power with which a decay passes a height at a step, or null where none does.
function bent({ begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final }, step, sparsity) {
  const left = (sparsity - final) / (initial - final);
  const remaining = 1 - (step - begin) / (end - begin);
  if (remaining <= 0 || remaining >= 1) return null;
  if (left >= 1) return LEAST_POWER;
  if (left <= 0) return MOST_POWER;
  return within(round(Math.log(left) / Math.log(remaining), 2), LEAST_POWER, MOST_POWER);
}

function constantHandles(schedule) {
  const { begin_step: begin, end_step: end, target_sparsity: target } = schedule;
  const start = corner("start", "First update", begin, target, "begin_step", "target_sparsity", (step, sparsity) => ({
    ...schedule,
    begin_step: within(step, 0, end === UNTIL_TRAINING_ENDS ? Infinity : end),
    target_sparsity: tidy(sparsity),
  }));
  if (end === UNTIL_TRAINING_ENDS) return [start];
  return [
    start,
    corner("end", "Last update", end, target, "end_step", "target_sparsity", (step, sparsity) => ({
      ...schedule,
      end_step: Math.max(begin, step),
      target_sparsity: tidy(sparsity),
    })),
  ];
}

function keyframeHandles(schedule) {
  const points = schedule.keyframes;
  return points.map(([step, sparsity, segment], index) => {
    const least = index > 0 ? points[index - 1][0] + 1 : 0;
    const most = index + 1 < points.length ? points[index + 1][0] - 1 : Infinity;
    return corner(
      `point ${index}`,
      `Point ${index + 1} of ${points.length}`,
      step,
      sparsity,
      "step",
      "sparsity",
      (to, height) => ({
        ...schedule,
        keyframes: points.with(index, [within(to, least, most), tidy(height), segment]),
      }),
    );
  });
}

// A handle for a step and a sparsity: left and right move the one, up and down the other.
function corner(id, label, step, sparsity, stepName, sparsityName, move) {
  return {
    id,
    step,
    sparsity,
    move,
    label: `${label}: left and right move ${stepName}, up and down ${sparsityName}`,
    now: step,
    least: 0,
    most: undefined,
    text: `${stepName} ${count(step)}, ${sparsityName} ${percent(sparsity)}`,
    nudge: (right, up) => move(Math.max(0, step + right), sparsity + up * 0.01),
    edge: (far, totalSteps) => move(far ? totalSteps : 0, sparsity),
  };
}

// A new point on the curve, or null where there is one or no more may be.
export function withPoint(schedule, step, sparsity) {
  const points = schedule.keyframes;
  if (points.length >= MOST_KEYFRAMES || points.some(([at]) => at === step)) return null;
  const before = points.findLastIndex(([at]) => at < step);
  const segment = points[Math.max(before, 0)]?.[2] ?? "linear";
  return { ...schedule, keyframes: points.toSpliced(before + 1, 0, [step, tidy(sparsity), segment]) };
}

function tidy(sparsity) {
  return within(round(sparsity, 3), 0, MOST_SPARSITY);
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}

function within(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
