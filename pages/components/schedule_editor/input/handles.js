// @ts-check
// The handles on the curve of a schedule: their positions, their texts, and the schedule after a handle was moved.

/** @import { Draft, Handle } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MAX_KEYFRAMES, UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { clamp, cornerHandle, roundSparsity } from "./corner_handle.js";
import { decayHandles } from "./decay_handles.js";

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
  const previousIndex = points.findLastIndex(([position]) => position < step);
  const segment = points[Math.max(previousIndex, 0)]?.[2] ?? "linear";
  return { ...schedule, keyframes: points.toSpliced(previousIndex + 1, 0, [step, roundSparsity(sparsity), segment]) };
}
