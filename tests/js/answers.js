// @ts-check
// Answers of the core for tests of the editor.

/** @import { Answer, Draft, State } from "../../pages/components/schedule_editor/types.d.ts" */

const CONFIG = {
  initial_sparsity: 0,
  final_sparsity: 0.8,
  power: 3,
  begin_step: 10,
  end_step: 100,
  frequency: 10,
};

/**
 * An answer with one decay within 200 steps.
 *
 * @param {Partial<Answer>} changes
 * @returns {Answer}
 */
export function answerWith(changes = {}) {
  return {
    edition: 1,
    schedules: [{ name: "A", class_name: "PolynomialDecay", config: CONFIG }],
    selected: 0,
    total_steps: 200,
    steps_per_epoch: 20,
    epochs: 10,
    layers: [{ schedule: null, sparsity: null, sizes: [[100, 1]] }],
    findings: [],
    ...changes,
  };
}

/**
 * The schedule that is being edited.
 *
 * @param {State} state
 * @returns {Draft}
 */
export function draftIn({ drafts, selected }) {
  return drafts[selected];
}
