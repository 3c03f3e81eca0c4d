// @ts-check
// The number of steps on the axis of the chart.

/** @import { Draft } from "../types.d.ts" */

/**
 * All steps of the training; up to 30 % more if a schedule ends after the training.
 *
 * @param {Draft[]} schedules
 * @param {number} totalSteps
 */
export function axisStepsOf(schedules, totalSteps) {
  const lastStep = Math.max(...schedules.map(({ begin_step: begin, end_step: end }) => Math.max(begin, end)));
  return Math.max(totalSteps, Math.min(lastStep, 1.3 * totalSteps)) * 1.02;
}
