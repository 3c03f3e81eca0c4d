// @ts-check
// The handles on a schedule's curve: where they are, what they say, and what moving one does.

/** @import { Draft, Handle } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MOST_KEYFRAMES, sparsityAt, UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { count, percent } from "../words.js";

const MOST_SPARSITY = 0.999;
const MOST_POWER = 20;
const LEAST_POWER = 0.05;

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
  const corners = [
    corner({
      id: "start",
      title: gettext("Start of the decay"),
      at: [begin, initial],
      names: ["begin_step", "initial_sparsity"],
      move: (step, sparsity) => ({
        ...schedule,
        begin_step: within(step, 0, end - 1),
        initial_sparsity: rounded(sparsity),
      }),
    }),
    corner({
      id: "end",
      title: gettext("End of the decay"),
      at: [end, final],
      names: ["end_step", "final_sparsity"],
      move: (step, sparsity) => ({
        ...schedule,
        end_step: Math.max(begin + 1, step),
        final_sparsity: rounded(sparsity),
      }),
    }),
  ];
  return initial === final ? corners : [...corners, bend(schedule)]; // a straight line has no bend
}

/**
 * The handle in the middle of a decay, which changes its power.
 *
 * @param {Draft} schedule
 * @returns {Handle}
 */
function bend(schedule) {
  const { begin_step: begin, end_step: end, initial_sparsity: initial, final_sparsity: final, power } = schedule;
  const middle = Math.round((begin + end) / 2);
  return {
    id: "bend",
    label: gettext("Bend of the decay: up and down change power"),
    vertical: true,
    step: middle,
    sparsity: sparsityAt(schedule, middle),
    now: power,
    least: 0,
    most: MOST_POWER,
    text: gettext("power {power}", { power }),
    move: (_step, sparsity) => ({ ...schedule, power: powerThrough(schedule, middle, sparsity) ?? power }),
    nudge: (_right, up) => {
      const moved = digits(power + up * 0.1 * Math.sign(final - initial), 2);
      return { ...schedule, power: within(moved, 0, MOST_POWER) };
    },
    edge: (far) => ({ ...schedule, power: far ? MOST_POWER : 0 }),
  };
}

/**
 * The power with which a decay has this sparsity at a step; null if there is none.
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
  const left = (sparsity - final) / (initial - final);
  const remaining = 1 - (step - begin) / (end - begin);
  if (remaining <= 0 || remaining >= 1) return null;
  if (left >= 1) return LEAST_POWER;
  if (left <= 0) return MOST_POWER;
  return within(digits(Math.log(left) / Math.log(remaining), 2), LEAST_POWER, MOST_POWER);
}

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
function constantHandles(schedule) {
  const { begin_step: begin, end_step: end, target_sparsity: target } = schedule;
  const latest = end === UNTIL_TRAINING_ENDS ? Number.POSITIVE_INFINITY : end;
  const start = corner({
    id: "start",
    title: gettext("First update"),
    at: [begin, target],
    names: ["begin_step", "target_sparsity"],
    move: (step, sparsity) => ({
      ...schedule,
      begin_step: within(step, 0, latest),
      target_sparsity: rounded(sparsity),
    }),
  });
  if (end === UNTIL_TRAINING_ENDS) return [start];
  const last = corner({
    id: "end",
    title: gettext("Last update"),
    at: [end, target],
    names: ["end_step", "target_sparsity"],
    move: (step, sparsity) => ({
      ...schedule,
      end_step: Math.max(begin, step),
      target_sparsity: rounded(sparsity),
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
    const least = index > 0 ? points[index - 1][0] + 1 : 0;
    const most = index + 1 < points.length ? points[index + 1][0] - 1 : Number.POSITIVE_INFINITY;
    return corner({
      id: `point ${index}`,
      title: gettext("Point {point} of {points}", { point: index + 1, points: points.length }),
      at: [step, sparsity],
      names: [gettext("step"), gettext("sparsity")],
      move: (to, height) => ({
        ...schedule,
        keyframes: points.with(index, [within(to, least, most), rounded(height), segment]),
      }),
    });
  });
}

/**
 * A handle for a step and a sparsity: left and right move the step, up and down the sparsity.
 *
 * @param {{ id: string, title: string, at: [number, number], names: [string, string], move: Handle["move"] }} parts
 * @returns {Handle}
 */
function corner({ id, title, at: [step, sparsity], names: [stepName, sparsityName], move }) {
  return {
    id,
    step,
    sparsity,
    move,
    label: gettext("{handle}: left and right move {step}, up and down {sparsity}", {
      handle: title,
      step: stepName,
      sparsity: sparsityName,
    }),
    now: step,
    least: 0,
    text: `${stepName} ${count(step)}, ${sparsityName} ${percent(sparsity)}`,
    nudge: (right, up) => move(Math.max(0, step + right), sparsity + up * 0.01),
    edge: (far, totalSteps) => move(far ? totalSteps : 0, sparsity),
  };
}

/**
 * The schedule with one more keyframe; null if a keyframe is at that step, or no more are allowed.
 *
 * @param {Draft} schedule
 * @param {number} step
 * @param {number} sparsity
 * @returns {Draft | null}
 */
export function withPoint(schedule, step, sparsity) {
  const points = schedule.keyframes ?? [];
  if (points.length >= MOST_KEYFRAMES || points.some(([at]) => at === step)) return null;
  const before = points.findLastIndex(([at]) => at < step);
  const segment = points[Math.max(before, 0)]?.[2] ?? "linear";
  return { ...schedule, keyframes: points.toSpliced(before + 1, 0, [step, rounded(sparsity), segment]) };
}

/** @param {number} sparsity */
function rounded(sparsity) {
  return within(digits(sparsity, 3), 0, MOST_SPARSITY);
}

/**
 * @param {number} value
 * @param {number} after
 */
function digits(value, after) {
  return Number(value.toFixed(after));
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function within(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
