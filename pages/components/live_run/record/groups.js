// @ts-check
// Groups of layers whose lines coincide in the sparsity chart. Each group is drawn and named once.

import { gettext } from "../../elements/texts.js";

// The chart is about 220 pixels high, so lines with a smaller distance coincide.
const MAX_DISTANCE = 0.004;
const MAX_NAMES = 4;

/**
 * Divide the groups: the layers of a group must have the same sparsity as its first layer. Groups never join again.
 *
 * @param {number[][]} groups the indices of the layers in each group
 * @param {number[]} sparsities the sparsity of each layer
 */
export function divideGroups(groups, sparsities) {
  return groups.flatMap((group) => {
    /** @type {number[][]} */
    const parts = [];
    for (const layer of group) {
      const part = parts.find(([first]) => Math.abs(sparsities[first] - sparsities[layer]) <= MAX_DISTANCE);
      if (part) part.push(layer);
      else parts.push([layer]);
    }
    return parts;
  });
}

/**
 * The name of a group: the names of its first layers, and the number of the others.
 *
 * @param {string[]} layers
 */
export function groupName(layers) {
  const names = layers.slice(0, MAX_NAMES).join(", ");
  if (layers.length <= MAX_NAMES) return names;
  return gettext("{layers} and {count} more", { layers: names, count: layers.length - MAX_NAMES });
}
