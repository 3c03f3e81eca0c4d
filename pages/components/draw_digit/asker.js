// @ts-check
// Asks the networks about drawings, and shows their answers.

/** @import { Data } from "./draw_digit.js" */
/** @import { View } from "./view.js" */
import { gettext } from "../elements/texts.js";
import { showImage } from "./canvas.js";

const MILLISECONDS_BETWEEN_ANSWERS = 120;

/**
 * One question at a time, the newest drawing next: a slow server is never behind by more than one.
 *
 * @param {Data} data
 * @param {View} view
 */
export function makeAsker(data, view) {
  let isAsking = false;
  let isClosed = false;
  /** @type {Uint8Array | null | undefined} */
  let waiting; // null: an empty pad; undefined: nothing waits
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;

  async function askNext() {
    timer = null;
    const image = waiting ?? null;
    waiting = undefined;
    isAsking = true;
    await showAnswers(data, view, image);
    isAsking = false;
    if (waiting !== undefined && !isClosed) timer = setTimeout(askNext, MILLISECONDS_BETWEEN_ANSWERS);
  }

  /** @param {Uint8Array | null} image */
  function ask(image) {
    waiting = image;
    showImage(view.seen, image);
    if (!isAsking && timer === null) timer = setTimeout(askNext, 0);
  }

  function close() {
    isClosed = true;
    if (timer !== null) clearTimeout(timer);
  }

  return { ask, close };
}

/**
 * @param {Data} data
 * @param {View} view
 * @param {Uint8Array | null} image
 */
async function showAnswers(data, view, image) {
  if (image === null) {
    for (const network of view.networks) network.show(null);
    view.spoken.textContent = data.prompt;
    return;
  }
  const answers = data.networks.map(async ({ address, name }, index) => {
    const { answer, refusal } = await answerOf(address, image);
    return view.networks[index].show(answer) ?? `${name}: ${refusal}`;
  });
  view.spoken.textContent = (await Promise.all(answers)).join(" · ");
}

/**
 * The shares that a network gives the classes, or why there are none: in the server's words, if it has some.
 *
 * @param {string} address
 * @param {Uint8Array} image
 * @returns {Promise<{ answer: number[] | null, refusal: string }>}
 */
async function answerOf(address, image) {
  const refusal = gettext("no answer from the server");
  try {
    const response = await fetch(address, { method: "POST", body: new Uint8Array(image) });
    if (response.ok) return { answer: (await response.json()).answer, refusal };
    const explained = response.headers.get("Content-Type")?.startsWith("text/plain");
    return { answer: null, refusal: explained ? (await response.text()).trim() : refusal };
  } catch {
    return { answer: null, refusal }; // the connection is lost
  }
}
