// @ts-check
// Finds the problems of a schedule in the browser. The core validates the schedule again, and its result decides.

/** @import { Draft, Keyframe, NumberName, Problem } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { MAX_KEYFRAMES, UNTIL_TRAINING_ENDS } from "./schedule_math.js";

const MAX_STEP = Number.MAX_SAFE_INTEGER;
const MAX_FLOAT32 = 3.4028234663852886e38;

/**
 * The first problem of a schedule, or null.
 *
 * @param {Draft} schedule
 * @returns {Problem | null}
 */
export function problemOf(schedule) {
  return sparsityProblem(schedule) ?? stepRangeProblem(schedule) ?? classProblem(schedule);
}

/** @type {Record<string, NumberName[]>} */
const SPARSITIES = {
  ConstantSparsity: ["target_sparsity"],
  PolynomialDecay: ["initial_sparsity", "final_sparsity"],
  KeyframeSchedule: [],
};

/** @param {Draft} schedule */
function sparsityProblem(schedule) {
  const field = SPARSITIES[schedule.class_name].find((name) => !isSparsity(schedule[name]));
  if (!field) return null;
  return { field, message: gettext("{field} must be a number from 0 to below 1, such as 0.5", { field }) };
}

/** @param {unknown} value */
function isSparsity(value) {
  return typeof value === "number" && value >= 0 && value < 1;
}

/** @param {Draft} schedule */
function stepRangeProblem({ begin_step: begin, end_step: end, frequency }) {
  if (!isInteger(begin, 0)) {
    const message = gettext("begin_step must be a whole number, 0 or more, or a part such as 80% or epoch 24");
    return { field: "begin_step", message };
  }
  if (!isInteger(end, UNTIL_TRAINING_ENDS)) {
    const message = gettext(
      "end_step must be a whole number, or a part such as 80% or epoch 24, or -1, which means the end of training",
    );
    return { field: "end_step", message };
  }
  if (!isInteger(frequency, 1)) {
    const message = gettext("frequency must be a whole number, 1 or more, or a part such as 1% or 0.5 epochs");
    return { field: "frequency", message };
  }
  if (end !== UNTIL_TRAINING_ENDS && end < begin) {
    const message = gettext("end_step must not be before begin_step, which is {begin_step}", { begin_step: begin });
    return { field: "end_step", message };
  }
  return null;
}

/**
 * @param {unknown} value
 * @param {number} min
 */
function isInteger(value, min) {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= MAX_STEP;
}

/** @param {Draft} schedule */
function classProblem(schedule) {
  switch (schedule.class_name) {
    case "PolynomialDecay":
      return decayProblem(schedule);
    case "KeyframeSchedule":
      return keyframesProblem(schedule.keyframes ?? []);
    default:
      return null;
  }
}

/** @param {Draft} schedule */
function decayProblem({ power, begin_step: begin, end_step: end }) {
  if (!(typeof power === "number" && power >= 0 && power <= MAX_FLOAT32)) {
    return { field: "power", message: gettext("power must be a number, 0 or more") };
  }
  if (end === UNTIL_TRAINING_ENDS) {
    return { field: "end_step", message: gettext("end_step must be a step, because a decay ends at a step") };
  }
  if (end === begin) {
    const message = gettext("end_step must be greater than begin_step, which is {begin_step}", { begin_step: begin });
    return { field: "end_step", message };
  }
  return null;
}

/** @param {Keyframe[]} points */
function keyframesProblem(points) {
  const field = "keyframes";
  if (points.length < 1 || points.length > MAX_KEYFRAMES) {
    return { field, message: gettext("keyframes must be 1 to {most} points", { most: MAX_KEYFRAMES }) };
  }
  for (const [index, [step, sparsity]] of points.entries()) {
    const point = index + 1;
    if (!isInteger(step, 0))
      return {
        field,
        message: gettext(
          "the step of point {point} must be a whole number, 0 or more, or a part such as 80% or epoch 24",
          { point },
        ),
      };
    if (!isSparsity(sparsity)) {
      return { field, message: gettext("the sparsity of point {point} must be from 0 to below 1", { point }) };
    }
    if (index > 0 && step <= points[index - 1][0]) {
      return { field, message: gettext("point {point} must come after point {before}", { point, before: index }) };
    }
  }
  return null;
}
