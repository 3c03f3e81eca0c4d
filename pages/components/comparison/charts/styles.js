// @ts-check
// The colour and the dash pattern of each run or group.

/** @import { Style } from "../types.d.ts" */

/**
 * Colour-blind people can distinguish these colours: they differ in the simulations of Machado et al. 2009. Their contrast
 * is at least 3:1 on a white and on a dark background.
 */
export const LINE_COLOURS = ["#830bfb", "#d57e0c", "#599caf", "#bd2124", "#555ca4", "#8a976b", "#c265ff", "#904c64"];

/** The first eight lines are solid. After them, each pattern has all colours again. */
export const DASHES = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2], [16, 4], [8, 3, 2, 3, 2, 3]];

/**
 * @param {number} index
 * @returns {Style}
 */
export function styleOf(index) {
  const dash = DASHES[Math.floor(index / LINE_COLOURS.length) % DASHES.length];
  return { colour: LINE_COLOURS[index % LINE_COLOURS.length], dash };
}
