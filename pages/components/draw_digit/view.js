// @ts-check
// The parts of the element: the pad, the image that the networks get, the examples, and the predictions.

/** @import { Data } from "./draw_digit.js" */
import { element } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { makeBars } from "./bars.js";
import { PAD_SIDE } from "./canvas.js";
import { SIDE } from "./normalise.js";

/** @typedef {ReturnType<typeof makeView>} View */

/**
 * @param {Element} parent
 * @param {Data} data
 */
export function makeView(parent, data) {
  const root = element("div", "draw-digit");
  const padLabel = gettext("Pad: draw with mouse, finger or pen. The examples below need no pointer.");
  const pad = makeCanvas("draw-digit-pad", PAD_SIDE, padLabel);
  const imageCanvas = makeCanvas("draw-digit-seen", SIDE, gettext("The input of the networks: 28 by 28 pixels."));
  const clear = makeButton("draw-digit-clear", gettext("Clear"));
  const examples = makeExamples(data);
  const announcement = element("p", "draw-digit-spoken");
  announcement.setAttribute("role", "status");
  const networks = data.networks.map(({ name }) => makeBars(name, data.classes));
  const leftColumn = element("div", "draw-digit-left");
  const note = element("p", "draw-digit-note", gettext("Or select an example from the test set:"));
  leftColumn.append(pad, makeTools(clear, imageCanvas), note, examples.root);
  const rightColumn = element("div", "draw-digit-answers");
  rightColumn.append(...networks.map((network) => network.root));
  root.append(leftColumn, rightColumn, announcement, element("p", "draw-digit-note", data.note));
  parent.append(root);
  return { root, pad, imageCanvas, clear, buttons: examples.buttons, announcement, networks };
}

/**
 * @param {string} className
 * @param {number} side
 * @param {string} label
 */
function makeCanvas(className, side, label) {
  const canvas = element("canvas", className);
  canvas.width = side;
  canvas.height = side;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}

/**
 * @param {string} className
 * @param {string} text
 */
function makeButton(className, text) {
  const button = element("button", className, text);
  button.type = "button";
  return button;
}

/**
 * @param {HTMLElement} clear
 * @param {HTMLElement} imageCanvas
 */
function makeTools(clear, imageCanvas) {
  const tools = element("div", "draw-digit-tools");
  const figure = element("figure");
  figure.append(imageCanvas, element("figcaption", "", gettext("The input of the networks")));
  tools.append(clear, figure);
  return tools;
}

/** @param {Data} data */
function makeExamples({ examples, classes }) {
  const root = element("div", "draw-digit-examples");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", gettext("Examples from the test set"));
  const buttons = examples.map(({ label }) => {
    const button = makeButton("", classes[label]);
    button.setAttribute("aria-label", gettext("Example: {class_name}", { class_name: classes[label] }));
    return button;
  });
  root.append(...buttons);
  markExample(buttons, null);
  return { root, buttons };
}

/**
 * Mark the button of the example that is on the pad. `pressedButton` is null if the pad shows no example.
 *
 * @param {Element[]} buttons
 * @param {Element | null} pressedButton
 */
export function markExample(buttons, pressedButton) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressedButton));
}
