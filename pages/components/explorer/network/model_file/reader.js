// @ts-check
// The worker that reads a model file. The page stays usable while the worker reads, and can end the worker at any time.

import { loadFile, loadJsfive, readJsonFile, readKerasFile, recogniseFormat } from "./contents.js";
import { codeOf } from "./failure.js";
/** @import { FailureCode } from "./failure.js" */
import { listH5 } from "./h5_contents.js";

/** @typedef {{ file: Blob, jsfive: string | null }} Order the file, and the address of jsfive */
/**
 * @typedef {{ type: "progress", share: number } | { type: "read", contents: string }
 *   | { type: "failed", code: FailureCode }} Report
 */

/**
 * The contents of a model file as JSON, or the text of a network that the explorer has saved.
 *
 * @param {Order} order
 */
async function readModelFile({ file, jsfive }) {
  switch (await recogniseFormat(file)) {
    case "keras":
      return JSON.stringify(await readKerasFile(file));
    case "json":
      return readJsonFile(file);
    case "h5": {
      const module = await loadJsfive(jsfive);
      return JSON.stringify(listH5(module, await loadFile(file, (share) => report({ type: "progress", share }))));
    }
  }
}

/** @param {Report} message */
function report(message) {
  self.postMessage(message);
}

self.addEventListener("message", async ({ data }) => {
  try {
    report({ type: "read", contents: await readModelFile(data) });
  } catch (error) {
    report({ type: "failed", code: codeOf(error) });
  }
});
