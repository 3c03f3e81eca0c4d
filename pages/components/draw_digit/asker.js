// @ts-check
// Sends drawings to the networks, and shows their predictions.

/** @import { Data } from "./draw_digit.js" */
/** @import { View } from "./view.js" */
import { gettext } from "../elements/texts.js";
import { showImage } from "./canvas.js";

const MILLISECONDS_BETWEEN_ANSWERS = 120;

/**
 * Sends one drawing at a time. When its answer has come, the newest drawing is sent next. So even a slow server is
 * never more than one drawing behind.
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
    await showAnswers(data, view, image);
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
async function showAnswers(data, view, image) {
  if (image === null) {
    for (const network of view.networks) network.show(null);
    view.announcement.textContent = data.prompt;
    return;
  }
  const answers = data.networks.map(async ({ address, name }, index) => {
    const { answer, reason } = await requestPrediction(address, image);
    return view.networks[index].show(answer) ?? `${name}: ${reason}`;
  });
  view.announcement.textContent = (await Promise.all(answers)).join(" · ");
}

/**
 * The probabilities of the classes, or the reason why there are none. If the server sends a reason, that one is used.
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
