// What a schedule asks for and what masks hold, in the browser: the float32 operations of
// pruning_core/schedules and pruning_core/prediction/masks.py in their order, so that the two never disagree.

const { fround } = Math;
const SMALLEST_NORMAL = 2 ** -126;
const LARGEST_STEP = Number.MAX_SAFE_INTEGER;
const LARGEST_POWER = 3.4028234663852886e38;
export const UNTIL_TRAINING_ENDS = -1;
export const MOST_KEYFRAMES = 64;
export const SHAPES = { linear: [1, 0, 0], smooth: [0, 3, -2], hold: [0, 0, 0] };

// The scheduled sparsity at a step, as a float32.
export function sparsityAt(schedule, step) {
  switch (schedule.class_name) {
    case "ConstantSparsity":
      return fround(schedule.target_sparsity);
    case "PolynomialDecay": {
      return flushed(fround(aboveFinal(schedule, step) + fround(schedule.final_sparsity)));
    }
    default:
      return onKeyframes(schedule.keyframes, step);
  }
}

// The fraction of weights that an update at a step keeps; for a decay not 1 - sparsity to the last bit.
function keptFraction(schedule, step) {
  if (schedule.class_name !== "PolynomialDecay") return fround(1 - sparsityAt(schedule, step));
  return fround(fround(1 - fround(schedule.final_sparsity)) - aboveFinal(schedule, step));
}

function aboveFinal(schedule, step) {
  const rate = fround(1 / fround(schedule.end_step - schedule.begin_step));
  const progress = fround(fround(step - schedule.begin_step) * rate);
  const remaining = fround(1 - Math.min(1, Math.max(0, progress)));
  const change = fround(schedule.initial_sparsity - schedule.final_sparsity);
  return scaledPower(change, remaining, fround(schedule.power));
}

function scaledPower(scale, base, power) {
  switch (power) {
    case 0:
      return scale;
    case 0.5:
      return fround(scale * fround(Math.sqrt(base)));
    case 1:
      return fround(scale * base);
    case 2:
      return fround(scale * fround(base * base));
    case 3:
      return fround(fround(scale * base) * fround(base * base));
    default:
      return fround(scale * fround(base ** power));
  }
}

function onKeyframes(points, step) {
  let passed = 0;
  while (passed + 1 < points.length && points[passed + 1][0] <= step) passed += 1;
  const [start, level, segment] = points[passed];
  const [nextStart, nextLevel] = points[passed + 1] ?? [start + 1, level];
  const rate = fround(1 / fround(nextStart - start));
  const progress = Math.min(1, fround(fround(Math.max(step - start, 0)) * rate));
  const [a, b, c] = SHAPES[segment ?? "linear"];
  const inner = fround(b + fround(progress * c));
  const share = fround(progress * fround(a + fround(progress * inner)));
  return flushed(fround(fround(level) + fround(fround(fround(nextLevel) - fround(level)) * share)));
}

// What is too small for a normal float32 is zero in TensorFlow.
function flushed(value) {
  return Math.abs(value) < SMALLEST_NORMAL ? 0 : value;
}

// The number of weights that a mask of `size` keeps when it is updated at a step.
export function keptWeights(schedule, step, size) {
  return Math.max(1, roundHalfToEven(fround(fround(size) * keptFraction(schedule, step))));
}

function roundHalfToEven(value) {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest > 0.5 ? down + 1 : down;
  return down % 2 === 0 ? down : down + 1;
}

// When masks change within a training: the first and the last step, and how often.
export function updates(schedule, totalSteps) {
  const { begin_step: begin, end_step: end, frequency } = schedule;
  const first = begin >= 1 ? begin : frequency;
  const limit = end < 0 ? totalSteps : Math.min(totalSteps, end);
  const count = first > limit ? 0 : Math.floor((limit - first) / frequency) + 1;
  return { first, count, frequency, last: first + (count - 1) * frequency };
}

// The latest update at or before a step; 0 before the first.
export function updateBefore({ first, count, frequency, last }, step) {
  if (count === 0 || step < first) return 0;
  return first + Math.floor((Math.min(step, last) - first) / frequency) * frequency;
}

// What masks hold after a step.
export function appliedAt(schedule, turns, step) {
  const update = updateBefore(turns, step);
  return update === 0 ? 0 : sparsityAt(schedule, update);
}

// What is wrong with a schedule, as { field, message }, or null. The core has the last word.
export function problemOf(schedule) {
  return sparsityProblem(schedule) ?? windowProblem(schedule) ?? classProblem(schedule);
}

function sparsityProblem(schedule) {
  const fields = {
    ConstantSparsity: ["target_sparsity"],
    PolynomialDecay: ["initial_sparsity", "final_sparsity"],
    KeyframeSchedule: [],
  }[schedule.class_name];
  const field = fields.find((name) => !isSparsity(schedule[name]));
  return field ? { field, message: `${field} must be a number from 0 to below 1, such as 0.5` } : null;
}

function isSparsity(value) {
  return typeof value === "number" && value >= 0 && value < 1;
}

function windowProblem({ begin_step: begin, end_step: end, frequency }) {
  if (!isWhole(begin, 0)) return { field: "begin_step", message: "begin_step must be a whole number, 0 or more" };
  if (!isWhole(end, UNTIL_TRAINING_ENDS))
    return { field: "end_step", message: "end_step must be a whole number, or -1 for until training ends" };
  if (!isWhole(frequency, 1)) return { field: "frequency", message: "frequency must be a whole number, 1 or more" };
  if (end !== UNTIL_TRAINING_ENDS && end < begin)
    return { field: "end_step", message: `end_step must not be before begin_step, which is ${begin}` };
  return null;
}

function isWhole(value, least) {
  return Number.isInteger(value) && value >= least && value <= LARGEST_STEP;
}

function classProblem(schedule) {
  switch (schedule.class_name) {
    case "PolynomialDecay":
      return decayProblem(schedule);
    case "KeyframeSchedule":
      return keyframesProblem(schedule.keyframes);
    default:
      return null;
  }
}

function decayProblem({ power, begin_step: begin, end_step: end }) {
  if (!(typeof power === "number" && power >= 0 && power <= LARGEST_POWER))
    return { field: "power", message: "power must be a number, 0 or more" };
  if (end === UNTIL_TRAINING_ENDS)
    return { field: "end_step", message: "end_step must be a step: a decay needs one to end at" };
  if (end === begin)
    return { field: "end_step", message: `end_step must be greater than begin_step, which is ${begin}` };
  return null;
}

function keyframesProblem(points) {
  const field = "keyframes";
  if (points.length < 1 || points.length > MOST_KEYFRAMES)
    return { field, message: `keyframes must be 1 to ${MOST_KEYFRAMES} points` };
  for (const [index, [step, sparsity]] of points.entries()) {
    if (!isWhole(step, 0)) return { field, message: `point ${index + 1} needs a whole step, 0 or more` };
    if (!isSparsity(sparsity)) return { field, message: `point ${index + 1} needs a sparsity from 0 to below 1` };
    if (index > 0 && step <= points[index - 1][0])
      return { field, message: `point ${index + 1} must come after point ${index}` };
  }
  return null;
}
