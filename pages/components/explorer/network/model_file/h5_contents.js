// @ts-check
// Lists the config and the weights of an `.h5` file with jsfive. Only the paths and shapes of the weights are read,
// not their values.

/** @import { ModelContents } from "./contents.js" */
import { MAX_CONFIG_CHARACTERS, MAX_RANK } from "./contents.js";
import { ReadingError } from "./failure.js";

const MAX_OBJECTS = 100_000;
const MAX_DEPTH = 40;
const MAX_NAME_CHARACTERS = 2_000;

/**
 * @typedef {object} H5Item a group or a data set of jsfive
 * @property {Record<string, unknown>} attrs
 * @property {string[]} [keys] the names of the items in a group
 * @property {(name: string) => H5Item} [get]
 * @property {Record<string, unknown>} [_links] the address of each item in the group, or the path of a soft link
 * @property {number[]} [shape] only a data set has a shape
 */
/**
 * @typedef {object} Jsfive the module
 * @property {new (buffer: ArrayBuffer, name: string) => H5Item} File
 * @property {new (...values: unknown[]) => H5Item} Dataset
 */

/**
 * @param {Jsfive} jsfive
 * @param {ArrayBuffer} buffer
 * @returns {ModelContents}
 * @throws {ReadingError} if the file is damaged, or contains no model
 */
export function listH5(jsfive, buffer) {
  try {
    const file = new jsfive.File(buffer, "model.h5");
    const config = readText(file, "model_config", MAX_CONFIG_CHARACTERS, "large_config");
    const items = listItems(jsfive, file);
    if (!config && !items.weights.length) throw new ReadingError("no_weights");
    return { config, ...items };
  } catch (error) {
    // jsfive reports damage with errors of many classes.
    throw error instanceof ReadingError ? error : new ReadingError("damaged_h5");
  }
}

/**
 * The path and the shape of each weight, and the name that Keras stored in a group, if there is one.
 *
 * @param {Jsfive} jsfive
 * @param {H5Item} root
 * @returns {Pick<ModelContents, "weights" | "names">}
 */
function listItems(jsfive, root) {
  /** @type {Pick<ModelContents, "weights" | "names">} */
  const found = { weights: [], names: [] };
  const groups = [{ group: root, path: "", depth: 0 }];
  let nObjects = 0;
  for (let next = groups.pop(); next; next = groups.pop()) {
    const { group, path, depth } = next;
    const children = [];
    for (const name of [...(group.keys ?? [])].sort()) {
      nObjects += 1;
      if (nObjects > MAX_OBJECTS || depth > MAX_DEPTH) throw new ReadingError("damaged_h5");
      if (typeof group._links?.[name] === "string") continue; // a soft link may lead back to a group above
      const child = group.get?.(name);
      const childPath = path ? `${path}/${name}` : name;
      if (child instanceof jsfive.Dataset) {
        found.weights.push({ path: childPath, shape: shapeOf(child) });
      } else if (child) {
        const ownName = readText(child, "name", MAX_NAME_CHARACTERS, "damaged_h5");
        if (ownName) found.names.push({ path: childPath, name: ownName });
        children.push({ group: child, path: childPath, depth: depth + 1 });
      }
    }
    groups.push(...children.reverse());
  }
  return found;
}

/** @param {H5Item} dataset */
function shapeOf(dataset) {
  const shape = [...(dataset.shape ?? [])].map(Number);
  if (shape.length > MAX_RANK || !shape.every(Number.isSafeInteger)) throw new ReadingError("damaged_h5");
  return shape;
}

/**
 * A text attribute; empty if there is none.
 *
 * @param {H5Item} item
 * @param {string} name
 * @param {number} maxCharacters
 * @param {"large_config" | "damaged_h5"} code
 */
function readText(item, name, maxCharacters, code) {
  const value = item.attrs[name];
  if (typeof value !== "string") return "";
  if (value.length > maxCharacters) throw new ReadingError(code);
  return value;
}
