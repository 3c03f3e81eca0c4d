// @ts-check
// The undo history: a list of snapshots of the schedules, and the index of the current snapshot.

/** @import { History, Snapshot } from "../types.d.ts" */

const MAX_SNAPSHOTS = 100;

/**
 * @param {Snapshot} snapshot
 * @returns {History}
 */
export function makeHistory(snapshot) {
  return { snapshots: [snapshot], currentIndex: 0 };
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
  const snapshots = [...history.snapshots.slice(0, history.currentIndex + 1), snapshot].slice(-MAX_SNAPSHOTS);
  return { snapshots, currentIndex: snapshots.length - 1 };
}

/**
 * Move to the previous snapshot (-1) or the next snapshot (1). Return the same history if no such snapshot exists.
 *
 * @param {History} history
 * @param {-1 | 1} offset
 * @returns {History}
 */
export function moveInHistory(history, offset) {
  const currentIndex = history.currentIndex + offset;
  return currentIndex in history.snapshots ? { ...history, currentIndex } : history;
}

/** @param {History} history */
export function currentSnapshot({ snapshots, currentIndex }) {
  return snapshots[currentIndex];
}

/** @param {History} history */
export function canUndo({ currentIndex }) {
  return currentIndex > 0;
}

/** @param {History} history */
export function canRedo({ snapshots, currentIndex }) {
  return currentIndex + 1 < snapshots.length;
}
