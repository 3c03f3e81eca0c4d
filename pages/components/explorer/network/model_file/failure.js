// @ts-check
// ReadingError: the reason why a model file cannot be read, as a code that the worker sends to the page.

/**
 * @typedef {"unknown_format" | "damaged_zip" | "no_config" | "large_config" | "encrypted" | "damaged_h5" | "large_h5"
 *   | "no_h5_reader" | "unreadable" | "no_weights" | "too_slow"} FailureCode
 */

export class ReadingError extends Error {
  /** @param {FailureCode} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * The code of any error. An error that is not a ReadingError comes from the browser: the file cannot be read.
 *
 * @param {unknown} error
 * @returns {FailureCode}
 */
export function codeOf(error) {
  return error instanceof ReadingError ? error.code : "unreadable";
}
