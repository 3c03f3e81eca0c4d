// @ts-check
// The rules for names of schedules.

/** @import { Draft } from "../types.d.ts" */

export const MAX_NAME_LENGTH = 40;
// Control characters, and characters that change the direction of text. File names cannot contain them.
const FORBIDDEN_CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu;

/**
 * Convert a text into a valid name: remove forbidden characters, and shorten the text.
 *
 * @param {string} text
 */
export function cleanName(text) {
  return shortenName(text.replace(FORBIDDEN_CHARACTERS, "").trim()).trim();
}

/**
 * Shorten a text to MAX_NAME_LENGTH code points, because Python counts code points. No emoji is cut in the middle.
 *
 * @param {string} text
 */
function shortenName(text) {
  let shortName = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if ([...shortName, ...segment].length > MAX_NAME_LENGTH) break;
    shortName += segment;
  }
  return shortName;
}

/**
 * A letter that is not yet the name of a schedule.
 *
 * @param {Draft[]} drafts
 */
export function unusedName(drafts) {
  const usedNames = new Set(drafts.map(({ name }) => name));
  return [..."ABCDEFGHIJKL"].find((letter) => !usedNames.has(letter)) ?? "A";
}
