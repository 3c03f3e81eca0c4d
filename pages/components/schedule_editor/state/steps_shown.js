// @ts-check
// How many steps the chart shows.

/** @import { Draft } from "../types.d.ts" */

/**
 * The whole training, and the part of a schedule that goes a little beyond it.
 *
 * @param {Draft[]} schedules
 * @param {number} totalSteps
 */
export function stepsShown(schedules, totalSteps) {
  const furthest = Math.max(...schedules.map(({ begin_step: begin, end_step: end }) => Math.max(begin, end)));
  return Math.max(totalSteps, Math.min(furthest, 1.3 * totalSteps)) * 1.02;
}
