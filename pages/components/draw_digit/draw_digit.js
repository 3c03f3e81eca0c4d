// @ts-check
// A pad to draw on. Each network predicts the class of the drawing.

import { drawExample, fillBlack, PAD_SIDE, readGreyValues } from "./canvas.js";
import { normalise } from "./normalise.js";
import { connectPen } from "./pen.js";
/** @import { ImageFormat } from "./normalise.js" */
import { makePredictor } from "./predictor.js";
import { makeView, markExample } from "./view.js";

/**
 * @typedef {object} Data the data that Python sends
 * @property {{ name: string, address: string }[]} networks
 * @property {string[]} classes
 * @property {string} prompt
 * @property {{ label: number, pixels: string }[]} examples
 * @property {ImageFormat} image_format how the images of the data set were made
 * @property {string} note
 */
/** @typedef {HTMLElement & { drawDigit?: { key: string, close: () => void } }} Host */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: Data, parentElement: Host }} element
 */
export default function drawDigit({ data, parentElement }) {
  const key = JSON.stringify(data.networks);
  if (parentElement.drawDigit?.key === key) return parentElement.drawDigit.close;
  parentElement.drawDigit?.close();
  const closePad = makePad(parentElement, data);
  const close = () => {
    closePad();
    delete parentElement.drawDigit;
  };
  parentElement.drawDigit = { key, close };
  return close;
}

/**
 * @param {Element} parentElement
 * @param {Data} data
 */
function makePad(parentElement, data) {
  const view = makeView(parentElement, data);
  const predictor = makePredictor(data, view);

  function onDraw() {
    markExample(view.buttons, null);
    predictor.predict(normalise(readGreyValues(view.pad), PAD_SIDE, data.image_format));
  }

  function clear() {
    markExample(view.buttons, null);
    fillBlack(view.pad);
    predictor.predict(null);
  }

  const stopPen = connectPen(view.pad, onDraw);
  view.clear.addEventListener("click", clear);
  for (const [index, button] of view.buttons.entries()) {
    button.addEventListener("click", () => {
      const image = Uint8Array.from(atob(data.examples[index].pixels), (byte) => byte.charCodeAt(0));
      markExample(view.buttons, button);
      drawExample(view.pad, image);
      predictor.predict(image);
    });
  }
  clear();
  return () => {
    stopPen();
    predictor.close();
    view.root.remove();
  };
}
