// @ts-check
// What can be undone and redone: snapshots of settled schedules.

/** @import { History, Snapshot } from "../types.d.ts" */

const MOST_SNAPSHOTS = 100;

/**
 * @param {Snapshot} snapshot
 * @returns {History}
 */
export function historyOf(snapshot) {
  return { snapshots: [snapshot], present: 0 };
}

/**
 * The history with one more snapshot; the same history if nothing has changed.
 *
 * @param {History} history
 * @param {Snapshot} snapshot
 * @returns {History}
 */
export function pushed(history, snapshot) {
  if (JSON.stringify(snapshot) === JSON.stringify(presentOf(history))) return history;
  const snapshots = [...history.snapshots.slice(0, history.present + 1), snapshot].slice(-MOST_SNAPSHOTS);
  return { snapshots, present: snapshots.length - 1 };
}

/**
 * The history one snapshot earlier (-1) or later (1); the same history at its ends.
 *
 * @param {History} history
 * @param {-1 | 1} by
 * @returns {History}
 */
export function travelled(history, by) {
  const present = history.present + by;
  return present in history.snapshots ? { ...history, present } : history;
}

/** @param {History} history */
export function presentOf({ snapshots, present }) {
  return snapshots[present];
}

/** @param {History} history */
export function canUndo({ present }) {
  return present > 0;
}

/** @param {History} history */
export function canRedo({ snapshots, present }) {
  return present + 1 < snapshots.length;
}
