// @ts-check
// The four horizontal axes: which number of a bucket is its position.

/** @import { Axis, Columns, Measure, RunInfo } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";

/** @type {Axis[]} */
export const AXES = ["step", "epoch", "sparsity", "seconds"];

/**
 * @param {Axis} axis
 * @returns {string}
 */
export function axisTitle(axis) {
  return {
    step: gettext("step"),
    epoch: gettext("epoch"),
    sparsity: gettext("measured sparsity"),
    seconds: gettext("seconds of training"),
  }[axis];
}

/** @returns {Measure[]} */
export function allMeasures() {
  return [
    {
      name: "validation_accuracy",
      table: "epochs",
      title: gettext("Validation accuracy"),
      isShare: true,
      isNoisy: false,
    },
    { name: "accuracy", table: "steps", title: gettext("Training accuracy"), isShare: true, isNoisy: true },
    { name: "loss", table: "steps", title: gettext("Training loss"), isShare: false, isNoisy: true },
    { name: "sparsity", table: "steps", title: gettext("Measured sparsity"), isShare: true, isNoisy: false },
    { name: "learning_rate", table: "steps", title: gettext("Learning rate"), isShare: false, isNoisy: false },
  ];
}

/**
 * The positions of the buckets of a run.
 *
 * @param {Columns} columns
 * @param {Axis} axis
 * @param {RunInfo} run
 * @returns {number[]}
 */
export function positionsOf(columns, axis, run) {
  if (axis === "epoch") return columns.step.map((step) => step / run.steps_per_epoch);
  return columns[axis];
}
