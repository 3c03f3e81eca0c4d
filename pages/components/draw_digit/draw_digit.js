// @ts-check
// A pad to draw on; each network answers what it sees in the drawing.

/** @import { Form } from "./normalised.js" */
import { makeAsker } from "./asker.js";
import { drawExample, greyOf, PAD, wipe } from "./canvas.js";
import { normalised } from "./normalised.js";
import { followPen } from "./pen.js";
import { makeView, pressExample } from "./view.js";

/**
 * @typedef {object} Data what Python sends
 * @property {{ name: string, address: string }[]} networks
 * @property {string[]} classes
 * @property {string} prompt
 * @property {{ label: number, pixels: string }[]} examples
 * @property {Form} form
 * @property {string} note
 */
/** @typedef {HTMLElement & { drawDigit?: { key: string, close: () => void } }} Host */

/**
 * Streamlit calls this when the element is mounted, and again when its data or the theme change.
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
  const asker = makeAsker(data, view);

  function onDraw() {
    pressExample(view.buttons, null);
    asker.ask(normalised(greyOf(view.pad), PAD, data.form));
  }

  function clear() {
    pressExample(view.buttons, null);
    wipe(view.pad);
    asker.ask(null);
  }

  const stopPen = followPen(view.pad, onDraw);
  view.clear.addEventListener("click", clear);
  for (const [index, button] of view.buttons.entries()) {
    button.addEventListener("click", () => {
      const image = Uint8Array.from(atob(data.examples[index].pixels), (byte) => byte.charCodeAt(0));
      pressExample(view.buttons, button);
      drawExample(view.pad, image);
      asker.ask(image);
    });
  }
  clear();
  return () => {
    stopPen();
    asker.close();
    view.root.remove();
  };
}
