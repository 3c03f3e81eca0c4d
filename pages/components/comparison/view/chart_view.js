// @ts-check
// One chart on the page: a title, a canvas with the curves, and a layer above it with the hover line.

/** @import { Frame, Scene, Theme } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { paintScene } from "../charts/canvas.js";
import { EDGES } from "../charts/scale.js";
import { addSvg } from "./svg_nodes.js";

const MIN_DRAG_PIXELS = 8;

/** @typedef {{ onHover: (x: number | null, pixel: [number, number] | null) => void, onDrag: (range: [number, number]) => void, onKey: (event: KeyboardEvent) => void, onSave: (format: "svg" | "png") => void }} Listeners */
/** @typedef {{ root: HTMLElement, title: HTMLElement, plot: HTMLElement, canvas: HTMLCanvasElement, line: Element, selection: Element, dots: Element, note: HTMLElement, scene: Scene | null }} ChartView */

/**
 * @param {HTMLElement} parent
 * @param {Listeners} listeners
 * @returns {ChartView}
 */
export function makeChartView(parent, listeners) {
  const root = element("figure", "comparison-chart");
  const head = element("figcaption");
  const title = element("h4");
  head.append(
    title,
    saveButton("SVG", () => listeners.onSave("svg")),
    saveButton("PNG", () => listeners.onSave("png")),
  );
  const plot = element("div", "comparison-plot");
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  const canvas = element("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const overlay = addSvg(null, "svg");
  overlay.setAttribute("aria-hidden", "true");
  const line = addSvg(overlay, "path", "comparison-hover");
  const selection = addSvg(overlay, "rect", "comparison-selection");
  const dots = addSvg(overlay, "g");
  const note = element("div", "comparison-note");
  note.hidden = true;
  plot.append(canvas, overlay, note);
  root.append(head, plot);
  parent.append(root);
  /** @type {ChartView} */
  const view = { root, title, plot, canvas, line, selection, dots, note, scene: null };
  listenToPointer(view, listeners);
  plot.addEventListener("keydown", listeners.onKey);
  return view;
}

/**
 * @param {string} format
 * @param {() => void} onPress
 */
function saveButton(format, onPress) {
  const button = element("button", "comparison-save", format);
  button.type = "button";
  button.title = gettext("Save this chart as {format}", { format });
  button.addEventListener("click", onPress);
  return button;
}

/**
 * @param {ChartView} view
 * @param {Listeners} listeners
 */
function listenToPointer(view, { onHover, onDrag }) {
  /** @type {number | null} */
  let dragStart = null;
  const pixelOf = (/** @type {PointerEvent} */ event) => {
    const box = view.plot.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };
  view.plot.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) dragStart = pixelOf(event)[0]; // a finger moves the hover line
  });
  view.plot.addEventListener("pointermove", (event) => {
    if (!view.scene) return;
    const pixel = pixelOf(event);
    onHover(xWithin(view.scene.frame, pixel[0]), pixel);
    drawSelection(view, dragStart, pixel[0]);
  });
  view.plot.addEventListener("pointerup", (event) => {
    const end = pixelOf(event)[0];
    if (view.scene && dragStart !== null && Math.abs(end - dragStart) > MIN_DRAG_PIXELS) {
      const { frame } = view.scene;
      const [first, last] = [Math.min(dragStart, end), Math.max(dragStart, end)];
      onDrag([xWithin(frame, first), xWithin(frame, last)]);
    }
    dragStart = null;
    drawSelection(view, null, 0);
  });
  view.plot.addEventListener("pointerleave", () => {
    dragStart = null;
    drawSelection(view, null, 0);
    onHover(null, null);
  });
}

/**
 * The value at a pixel, within the range of the axis.
 *
 * @param {Frame} frame
 * @param {number} pixel
 */
function xWithin({ xAt, xRange }, pixel) {
  return Math.min(Math.max(xAt(pixel), xRange.least), xRange.most);
}

/**
 * @param {ChartView} view
 * @param {number | null} start
 * @param {number} end
 */
function drawSelection({ selection, scene }, start, end) {
  selection.setAttribute("visibility", start === null ? "hidden" : "visible");
  if (start === null || !scene) return;
  selection.setAttribute("x", String(Math.min(start, end)));
  selection.setAttribute("width", String(Math.abs(end - start)));
  selection.setAttribute("y", String(EDGES.top));
  selection.setAttribute("height", String(scene.frame.height - EDGES.top - EDGES.bottom));
}

/**
 * @param {ChartView} view
 * @param {Scene} scene
 * @param {{ theme: Theme, description: string }} options
 */
export function drawChartView(view, scene, { theme, description }) {
  view.scene = scene;
  setText(view.title, scene.title);
  view.plot.setAttribute("aria-label", description);
  paintScene(view.canvas, scene, theme);
}

/**
 * Draw the hover line, and a dot on each line.
 *
 * @param {ChartView} view
 * @param {{ x: number | null, dots: { y: number, colour: string }[], note: string }} hover
 */
export function drawHover({ scene, line, dots, note }, { x, dots: points, note: text }) {
  if (!scene) return;
  const { frame } = scene;
  const isVisible = x !== null && x >= frame.xRange.least && x <= frame.xRange.most;
  line.setAttribute("visibility", isVisible ? "visible" : "hidden");
  dots.setAttribute("visibility", isVisible ? "visible" : "hidden");
  note.hidden = !isVisible || text === "";
  if (!isVisible || x === null) return;
  const left = frame.x(x);
  line.setAttribute("d", `M${left.toFixed(1)} ${EDGES.top}V${frame.height - EDGES.bottom}`);
  while (dots.children.length < points.length) addSvg(dots, "circle");
  while (dots.children.length > points.length) dots.lastChild?.remove();
  points.forEach(({ y, colour }, index) => {
    const dot = dots.children[index];
    dot.setAttribute("cx", left.toFixed(1));
    dot.setAttribute("cy", Math.min(Math.max(frame.y(y), EDGES.top), frame.height - EDGES.bottom).toFixed(1));
    dot.setAttribute("r", "3.5");
    dot.setAttribute("fill", colour);
  });
  setText(note, text);
  const isRight = left > frame.width / 2;
  note.style.transform = `translate(${left.toFixed(0)}px, 0) translate(${isRight ? "calc(-100% - 8px)" : "8px"}, 0)`;
}
