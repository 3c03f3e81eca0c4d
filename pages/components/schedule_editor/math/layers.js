// @ts-check
// The layers of a network that use a schedule, and the weights that their masks keep.

/** @import { Draft, LayerGroup } from "../types.d.ts" */
import { keptWeightsOfAll } from "./schedule_math.js";

/** @typedef {{ schedule: Draft, sizes: LayerGroup["sizes"] }} ScheduledLayers */

/**
 * The layers that use a schedule if it is the selected one: the layers without a choice, and those that chose it.
 *
 * @param {LayerGroup[]} groups
 * @param {Draft} schedule
 * @param {number} index the index of the schedule
 * @returns {ScheduledLayers[]}
 */
export function layersOfSchedule(groups, schedule, index) {
  return groups
    .filter((group) => (group.schedule ?? index) === index)
    .map(({ sparsity, sizes }) => ({ schedule: sparsity === null ? schedule : endAt(schedule, sparsity), sizes }));
}

/**
 * The number of weights that the masks of layers keep when they are updated at a step; all of them at step 0.
 *
 * @param {ScheduledLayers[]} layers
 * @param {number} step
 */
export function keptByLayers(layers, step) {
  return layers.reduce((sum, { schedule, sizes }) => sum + keptWeightsOfAll(schedule, step, sizes), 0);
}

/**
 * The schedule with another final sparsity. Its other sparsities are scaled as in
 * pruning_core/networks/layer_schedules.py.
 *
 * @param {Draft} schedule
 * @param {number} sparsity
 * @returns {Draft}
 */
export function endAt(schedule, sparsity) {
  /**
   * @param {number} old the final sparsity of the schedule
   * @param {number} x
   */
  function scale(old, x) {
    if (x === old) return sparsity;
    return x < old ? (x * sparsity) / old : 1 - ((1 - x) * (1 - sparsity)) / (1 - old);
  }
  switch (schedule.class_name) {
    case "ConstantSparsity":
      return { ...schedule, target_sparsity: sparsity };
    case "PolynomialDecay": {
      const initial = scale(schedule.final_sparsity, schedule.initial_sparsity);
      return { ...schedule, initial_sparsity: initial, final_sparsity: sparsity };
    }
    default: {
      const keyframes = schedule.keyframes ?? [];
      const old = keyframes.at(-1)?.[1] ?? 0;
      return {
        ...schedule,
        keyframes: keyframes.map(([step, level, ...segment]) => [step, scale(old, level), ...segment]),
      };
    }
  }
}
