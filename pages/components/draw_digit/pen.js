// @ts-check
// Draws with mouse, finger or pen on the pad.

import { contextOf, PAD_SIDE } from "./canvas.js";

const PEN_WIDTH = 22;

/**
 * @param {HTMLCanvasElement} pad
 * @param {() => void} onDraw
 * @returns {() => void} removes the listeners
 */
export function connectPen(pad, onDraw) {
  const context = contextOf(pad);
  /** @type {[number, number] | null} */
  let lastPoint = null; // the point from which the next line starts

  /** @param {PointerEvent} event */
  function drawLine(event) {
    const [x, y] = pointOf(pad, event);
    context.strokeStyle = "#fff";
    context.lineWidth = PEN_WIDTH;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...(lastPoint ?? [x, y]));
    context.lineTo(x, y);
    context.stroke();
    lastPoint = [x, y];
    onDraw();
  }

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0) return; // ignore right-click, since it opens a menu
    pad.setPointerCapture(event.pointerId);
    event.preventDefault();
    drawLine(event);
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (lastPoint) drawLine(event);
  }

  function onUp() {
    lastPoint = null;
  }

  const abortController = new AbortController();
  const { signal } = abortController;
  pad.addEventListener("pointerdown", onDown, { signal });
  pad.addEventListener("pointermove", onMove, { signal });
  pad.addEventListener("pointerup", onUp, { signal });
  pad.addEventListener("pointercancel", onUp, { signal });
  return () => abortController.abort();
}

/**
 * @param {HTMLCanvasElement} pad
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
function pointOf(pad, event) {
  const area = pad.getBoundingClientRect();
  return [((event.clientX - area.left) * PAD_SIDE) / area.width, ((event.clientY - area.top) * PAD_SIDE) / area.height];
}
