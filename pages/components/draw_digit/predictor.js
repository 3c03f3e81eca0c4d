// @ts-check
// Sends drawings to the networks of runs, and shows the predictions.

/** @import { Data } from "./draw_digit.js" */
/** @import { View } from "./view.js" */
import { gettext } from "../elements/texts.js";
import { showImage } from "./canvas.js";

const MILLISECONDS_BETWEEN_ANSWERS = 120;

/**
 * The predictor sends one drawing at a time. After the answer to it, the predictor sends the newest drawing. So the
 * visitor of a slow server waits for one earlier drawing at most.
 *
 * @param {Data} data
 * @param {View} view
 */
export function makePredictor(data, view) {
  let isWaitingForAnswer = false;
  let isClosed = false;
  /** @type {Uint8Array | null | undefined} */
  let nextImage; // null: the pad is empty; undefined: no image waits
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;

  async function requestNext() {
    timer = null;
    const image = nextImage ?? null;
    nextImage = undefined;
    isWaitingForAnswer = true;
    await showPredictions(data, view, image);
    isWaitingForAnswer = false;
    if (nextImage !== undefined && !isClosed) timer = setTimeout(requestNext, MILLISECONDS_BETWEEN_ANSWERS);
  }

  /** @param {Uint8Array | null} image */
  function predict(image) {
    nextImage = image;
    showImage(view.imageCanvas, image);
    if (!isWaitingForAnswer && timer === null) timer = setTimeout(requestNext, 0);
  }

  function close() {
    isClosed = true;
    if (timer !== null) clearTimeout(timer);
  }

  return { predict, close };
}

/**
 * @param {Data} data
 * @param {View} view
 * @param {Uint8Array | null} image
 */
async function showPredictions(data, view, image) {
  if (image === null) {
    for (const network of view.networks) network.show(null);
    view.announcement.textContent = data.prompt;
    return;
  }
  const predictions = data.networks.map(async ({ address, name }, index) => {
    const { answer, reason } = await requestPrediction(address, image);
    return view.networks[index].show(answer) ?? `${name}: ${reason}`;
  });
  view.announcement.textContent = (await Promise.all(predictions)).join(" · ");
}

/**
 * The probabilities of the classes; or null and the reason. The reason is the server's text, if the server sends one.
 *
 * @param {string} address
 * @param {Uint8Array} image
 * @returns {Promise<{ answer: number[] | null, reason: string }>}
 */
async function requestPrediction(address, image) {
  const reason = gettext("no answer from the server");
  try {
    const response = await fetch(address, { method: "POST", body: new Uint8Array(image) });
    if (response.ok) return { answer: (await response.json()).answer, reason };
    const hasReason = response.headers.get("Content-Type")?.startsWith("text/plain");
    return { answer: null, reason: hasReason ? (await response.text()).trim() : reason };
  } catch {
    return { answer: null, reason }; // the connection is lost
  }
}
