// @ts-check
// The sentences about a model file: the progress of reading, and the reason and the remedy if a file cannot be read.

import { gettext } from "../../../elements/texts.js";
/** @import { FailureCode } from "./failure.js" */

/**
 * @param {FailureCode} code
 * @param {string} name the name of the file
 */
export function describeFailure(code, name) {
  return `${name}: ${reasonOf(code)}`;
}

/** @param {FailureCode} code */
function reasonOf(code) {
  switch (code) {
    case "unknown_format":
      return gettext(
        'this is neither a .keras file nor an .h5 file. Save the model with model.save("model.keras"), or paste model.summary().',
      );
    case "damaged_zip":
      return gettext("this .keras file is cut or damaged. Save or copy it again, or paste model.summary().");
    case "no_config":
      return gettext("this archive has no config.json, so it is not a Keras model. Choose the file that Keras saved.");
    case "large_config":
      return gettext("its config has more than 16 MB, which no Keras model needs. Paste model.summary() instead.");
    case "encrypted":
      return gettext("this archive is encrypted. Save the model again, without a password.");
    case "damaged_h5":
      return gettext("this .h5 file is cut or damaged. Save or copy it again, or paste model.summary().");
    case "large_h5":
      return gettext("an .h5 file of more than 1 GB does not fit into this page. Save the model as a .keras file.");
    case "no_h5_reader":
      return gettext(
        "this server cannot read .h5 files, because jsfive is not installed on it. Save the model as a .keras file, or paste model.summary() or the kernel shapes.",
      );
    case "no_weights":
      return gettext("this .h5 file contains neither a config nor weights. Choose the file that Keras saved.");
    case "too_slow":
      return gettext("reading took more than 60 seconds, so it was stopped. Paste model.summary() instead.");
    case "unreadable":
      return gettext("the browser cannot read this file. Choose it again, or paste model.summary().");
  }
}

/**
 * @param {string} name
 * @param {number} share
 */
export function describeProgress(name, share) {
  return gettext("Reading {name}: {percent} %", { name, percent: Math.floor(share * 100) });
}
