// @ts-check
// The parts of the element: the pad, what the networks see, examples, and each network's answer.

/** @import { Data } from "./draw_digit.js" */
import { element } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { makeBars } from "./bars.js";
import { PAD } from "./canvas.js";
import { SIDE } from "./normalised.js";

/** @typedef {ReturnType<typeof makeView>} View */

/**
 * @param {Element} parent
 * @param {Data} data
 */
export function makeView(parent, data) {
  const root = element("div", "draw-digit");
  const padLabel = gettext("Pad to draw on with mouse, finger or pen; the examples below need no pointer.");
  const pad = makeCanvas("draw-digit-pad", PAD, padLabel);
  const seen = makeCanvas("draw-digit-seen", SIDE, gettext("What the networks see: 28 by 28 pixels."));
  const clear = makeButton("draw-digit-clear", gettext("Clear"));
  const examples = makeExamples(data);
  const spoken = element("p", "draw-digit-spoken");
  spoken.setAttribute("role", "status");
  const networks = data.networks.map(({ name }) => makeBars(name, data.classes));
  const left = element("div", "draw-digit-left");
  const note = element("p", "draw-digit-note", gettext("Or an example from the test set:"));
  left.append(pad, makeTools(clear, seen), note, examples.root);
  const right = element("div", "draw-digit-answers");
  right.append(...networks.map((network) => network.root));
  root.append(left, right, spoken, element("p", "draw-digit-note", data.note));
  parent.append(root);
  return { root, pad, seen, clear, buttons: examples.buttons, spoken, networks };
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
 * @param {HTMLElement} seen
 */
function makeTools(clear, seen) {
  const tools = element("div", "draw-digit-tools");
  const figure = element("figure");
  figure.append(seen, element("figcaption", "", gettext("What the networks see")));
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
  pressExample(buttons, null);
  return { root, buttons };
}

/**
 * Mark the example that is on the pad, if there is one.
 *
 * @param {Element[]} buttons
 * @param {Element | null} pressed
 */
export function pressExample(buttons, pressed) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
}
