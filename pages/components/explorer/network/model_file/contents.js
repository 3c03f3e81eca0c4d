// @ts-check
// The parts of a model file that Python needs: the config, and the shapes of the weights.
// The values of the weights stay in the browser.

import { ReadingError } from "./failure.js";
/** @import { Jsfive } from "./h5_contents.js" */
import { readTextFile } from "./zip.js";

export const MAX_CONFIG_CHARACTERS = 2 ** 24;
export const MAX_RANK = 32;
const MAX_H5_BYTES = 2 ** 30;
const BYTES_PER_PART = 2 ** 24;
const ZIP_START = [0x50, 0x4b, 0x03, 0x04];
const JSON_START = 0x7b; // an opening brace
const H5_START = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * @typedef {object} ModelContents
 * @property {string} config the JSON text of the model's config; empty if the file has none
 * @property {{ path: string, shape: number[] }[]} weights
 * @property {{ path: string, name: string }[]} names the groups of an `.h5` file with the name that Keras stored in each
 */

/**
 * @param {Blob} file
 * @returns {Promise<"keras" | "h5" | "json">}
 * @throws {ReadingError} if the file has none of these formats
 */
export async function recogniseFormat(file) {
  const start = new Uint8Array(await file.slice(0, H5_START.length).arrayBuffer());
  if (ZIP_START.every((byte, index) => start[index] === byte)) return "keras";
  if (H5_START.every((byte, index) => start[index] === byte)) return "h5";
  if (start[0] === JSON_START) return "json";
  throw new ReadingError("unknown_format");
}

/**
 * The text of a network that the explorer has saved.
 *
 * @param {Blob} file
 */
export async function readJsonFile(file) {
  if (file.size > MAX_CONFIG_CHARACTERS) throw new ReadingError("large_config");
  return file.text();
}

/**
 * @param {Blob} file
 * @returns {Promise<ModelContents>}
 */
export async function readKerasFile(file) {
  return { config: await readTextFile(file, "config.json", MAX_CONFIG_CHARACTERS), weights: [], names: [] };
}

/**
 * The whole file in memory, because jsfive needs it.
 *
 * @param {Blob} file
 * @param {(share: number) => void} onProgress receives the fraction of the file that is read, in 0..1
 */
export async function loadFile(file, onProgress) {
  if (file.size > MAX_H5_BYTES) throw new ReadingError("large_h5");
  const bytes = new Uint8Array(file.size);
  for (let start = 0; start < file.size; start += BYTES_PER_PART) {
    bytes.set(new Uint8Array(await file.slice(start, start + BYTES_PER_PART).arrayBuffer()), start);
    onProgress(Math.min(1, (start + BYTES_PER_PART) / file.size));
  }
  return bytes.buffer;
}

/**
 * jsfive, or an error if this server does not have it.
 *
 * @param {string | null} address
 * @returns {Promise<Jsfive>}
 */
export async function loadJsfive(address) {
  if (!address) throw new ReadingError("no_h5_reader");
  return import(address);
}
