// @ts-check
// The handles on the curve of a schedule: their positions, their texts, and the schedule after a handle was moved.

/** @import { Draft, Handle } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MAX_KEYFRAMES, sparsityAt, UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { formatCount, formatPercent } from "../words.js";

const MAX_SPARSITY = 0.999;
const MAX_POWER = 20;
const MIN_POWER = 0.05;

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
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

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
function decayHandles(schedule) {
  const { begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final } = schedule;
  const cornerHandles = [
    cornerHandle({
      id: "start",
      title: gettext("Start of the decay"),
      position: [begin, initial],
      names: ["begin_step", "initial_sparsity"],
      move: (step, sparsity) => ({
        ...schedule,
        begin_step: clamp(step, 0, end - 1),
        initial_sparsity: roundSparsity(sparsity),
      }),
    }),
    cornerHandle({
      id: "end",
      title: gettext("End of the decay"),
      position: [end, final],
      names: ["end_step", "final_sparsity"],
      move: (step, sparsity) => ({
        ...schedule,
        end_step: Math.max(begin + 1, step),
        final_sparsity: roundSparsity(sparsity),
      }),
    }),
  ];
  return initial === final ? cornerHandles : [...cornerHandles, bendHandle(schedule)]; // a straight line has no bend
}

/**
 * The handle in the middle of a decay, which changes its power.
 *
 * @param {Draft} schedule
 * @returns {Handle}
 */
function bendHandle(schedule) {
  const { begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final, power } = schedule;
  const middle = Math.round((begin + end) / 2);
  return {
    id: "bend",
    label: gettext("Bend of the decay: up and down change power"),
    vertical: true,
    step: middle,
    sparsity: sparsityAt(schedule, middle),
    value: power,
    min: 0,
    max: MAX_POWER,
    valueText: gettext("power {power}", { power }),
    move: (_step, sparsity) => ({ ...schedule, power: powerThrough(schedule, middle, sparsity) ?? power }),
    moveBy: (_right, up) => {
      const newPower = roundTo(power + up * 0.1 * Math.sign(final - initial), 2);
      return { ...schedule, power: clamp(newPower, 0, MAX_POWER) };
    },
    moveToEnd: (isMaximum) => ({ ...schedule, power: isMaximum ? MAX_POWER : 0 }),
  };
}

/**
 * The power with which a decay has this sparsity at this step; null if no such power exists.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @param {number} sparsity
 */
function powerThrough(
  { begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final },
  step,
  sparsity,
) {
  const remainingChange = (sparsity - final) / (initial - final);
  const remaining = 1 - (step - begin) / (end - begin);
  if (remaining <= 0 || remaining >= 1) return null;
  if (remainingChange >= 1) return MIN_POWER;
  if (remainingChange <= 0) return MAX_POWER;
  return clamp(roundTo(Math.log(remainingChange) / Math.log(remaining), 2), MIN_POWER, MAX_POWER);
}

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
function constantHandles(schedule) {
  const { begin_step: begin, end_step: end, target_sparsity: target } = schedule;
  const latest = end === UNTIL_TRAINING_ENDS ? Number.POSITIVE_INFINITY : end;
  const start = cornerHandle({
    id: "start",
    title: gettext("First update"),
    position: [begin, target],
    names: ["begin_step", "target_sparsity"],
    move: (step, sparsity) => ({
      ...schedule,
      begin_step: clamp(step, 0, latest),
      target_sparsity: roundSparsity(sparsity),
    }),
  });
  if (end === UNTIL_TRAINING_ENDS) return [start];
  const last = cornerHandle({
    id: "end",
    title: gettext("Last update"),
    position: [end, target],
    names: ["end_step", "target_sparsity"],
    move: (step, sparsity) => ({
      ...schedule,
      end_step: Math.max(begin, step),
      target_sparsity: roundSparsity(sparsity),
    }),
  });
  return [start, last];
}

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
function keyframeHandles(schedule) {
  const points = schedule.keyframes ?? [];
  return points.map(([step, sparsity, segment], index) => {
    const min = index > 0 ? points[index - 1][0] + 1 : 0;
    const max = index + 1 < points.length ? points[index + 1][0] - 1 : Number.POSITIVE_INFINITY;
    return cornerHandle({
      id: `point ${index}`,
      title: gettext("Point {point} of {points}", { point: index + 1, points: points.length }),
      position: [step, sparsity],
      names: [gettext("step"), gettext("sparsity")],
      move: (newStep, newSparsity) => ({
        ...schedule,
        keyframes: points.with(index, [clamp(newStep, min, max), roundSparsity(newSparsity), segment]),
      }),
    });
  });
}

/**
 * A handle for a step and a sparsity. Left and right change the step; up and down change the sparsity.
 *
 * @param {{ id: string, title: string, position: [number, number], names: [string, string], move: Handle["move"] }} parts
 * @returns {Handle}
 */
function cornerHandle({ id, title, position: [step, sparsity], names: [stepName, sparsityName], move }) {
  return {
    id,
    step,
    sparsity,
    move,
    label: gettext("{handle}: left and right change {step}, up and down change {sparsity}", {
      handle: title,
      step: stepName,
      sparsity: sparsityName,
    }),
    value: step,
    min: 0,
    valueText: `${stepName} ${formatCount(step)}, ${sparsityName} ${formatPercent(sparsity)}`,
    moveBy: (right, up) => move(Math.max(0, step + right), sparsity + up * 0.01),
    moveToEnd: (isMaximum, totalSteps) => move(isMaximum ? totalSteps : 0, sparsity),
  };
}

/**
 * The schedule with one more keyframe; null if the step already has a keyframe, or the schedule has the maximum number.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @param {number} sparsity
 * @returns {Draft | null}
 */
export function addKeyframe(schedule, step, sparsity) {
  const points = schedule.keyframes ?? [];
  if (points.length >= MAX_KEYFRAMES || points.some(([position]) => position === step)) return null;
  const before = points.findLastIndex(([position]) => position < step);
  const segment = points[Math.max(before, 0)]?.[2] ?? "linear";
  return { ...schedule, keyframes: points.toSpliced(before + 1, 0, [step, roundSparsity(sparsity), segment]) };
}

/** @param {number} sparsity */
function roundSparsity(sparsity) {
  return clamp(roundTo(sparsity, 3), 0, MAX_SPARSITY);
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function roundTo(value, decimals) {
  return Number(value.toFixed(decimals));
}

/**
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
function clamp(value, min, max) {
  return Math.min(Math.max(value, min), max);
}
