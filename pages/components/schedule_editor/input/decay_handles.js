// @ts-check
// The handles of a polynomial decay: its start, its end, and its bend.

/** @import { Draft, Handle } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { sparsityAt } from "../math/schedule_math.js";
import { clamp, cornerHandle, roundSparsity, roundTo } from "./corner_handle.js";

const MAX_POWER = 20;
const MIN_POWER = 0.05;

/**
 * @param {Draft} schedule
 * @returns {Handle[]}
 */
export function decayHandles(schedule) {
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
