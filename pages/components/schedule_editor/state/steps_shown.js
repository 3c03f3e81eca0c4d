// @ts-check
// The number of steps on the chart.

/** @import { Draft } from "../types.d.ts" */

/**
 * All steps of the training, and up to 30 % more if a schedule ends after the training.
 *
 * @param {Draft[]} schedules
 * @param {number} totalSteps
 */
export function stepsShown(schedules, totalSteps) {
  const furthest = Math.max(...schedules.map(({ begin_step: begin, end_step: end }) => Math.max(begin, end)));
  return Math.max(totalSteps, Math.min(furthest, 1.3 * totalSteps)) * 1.02;
}
