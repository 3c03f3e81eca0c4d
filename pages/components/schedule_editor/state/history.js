// @ts-check
// The undo history: a list of snapshots of the schedules, and the position of the current snapshot.

/** @import { History, Snapshot } from "../types.d.ts" */

const MAX_SNAPSHOTS = 100;

/**
 * @param {Snapshot} snapshot
 * @returns {History}
 */
export function makeHistory(snapshot) {
  return { snapshots: [snapshot], present: 0 };
}

/**
 * Add a snapshot to the history. Return the same history if nothing has changed.
 *
 * @param {History} history
 * @param {Snapshot} snapshot
 * @returns {History}
 */
export function addSnapshot(history, snapshot) {
  if (JSON.stringify(snapshot) === JSON.stringify(currentSnapshot(history))) return history;
  const snapshots = [...history.snapshots.slice(0, history.present + 1), snapshot].slice(-MAX_SNAPSHOTS);
  return { snapshots, present: snapshots.length - 1 };
}

/**
 * Move to the previous snapshot (-1) or the next snapshot (1). Return the same history if no such snapshot exists.
 *
 * @param {History} history
 * @param {-1 | 1} offset
 * @returns {History}
 */
export function moveInHistory(history, offset) {
  const present = history.present + offset;
  return present in history.snapshots ? { ...history, present } : history;
}

/** @param {History} history */
export function currentSnapshot({ snapshots, present }) {
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
