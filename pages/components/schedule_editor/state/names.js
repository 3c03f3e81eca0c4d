// @ts-check
// What a schedule may be called.

/** @import { Draft } from "../types.d.ts" */

export const LONGEST_NAME = 40;
// Control characters, and characters that turn the text around them: no file name could hold them.
const NOT_IN_A_NAME =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu;

/**
 * The text as a name: without forbidden characters, and not too long.
 *
 * @param {string} text
 */
export function cleanName(text) {
  return shortened(text.replace(NOT_IN_A_NAME, "").trim()).trim();
}

/**
 * At most LONGEST_NAME code points, which is how Python counts; an emoji of several is kept or left out whole.
 *
 * @param {string} text
 */
function shortened(text) {
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if ([...kept, ...segment].length > LONGEST_NAME) break;
    kept += segment;
  }
  return kept;
}

/**
 * A letter that no schedule has as its name.
 *
 * @param {Draft[]} drafts
 */
export function freeName(drafts) {
  const taken = new Set(drafts.map(({ name }) => name));
  return [..."ABCDEFGHIJKL"].find((letter) => !taken.has(letter)) ?? "A";
}
