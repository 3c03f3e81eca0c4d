// @ts-check
// Draws with mouse, finger or pen on the pad.

import { contextOf, PAD } from "./canvas.js";

const PEN = 22;

/**
 * @param {HTMLCanvasElement} pad
 * @param {() => void} onDraw
 * @returns {() => void} stops listening
 */
export function followPen(pad, onDraw) {
  const context = contextOf(pad);
  /** @type {[number, number] | null} */
  let last = null; // where the line goes on

  /** @param {PointerEvent} event */
  function drawLine(event) {
    const [x, y] = pointOf(pad, event);
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...(last ?? [x, y]));
    context.lineTo(x, y);
    context.stroke();
    last = [x, y];
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
    if (last) drawLine(event);
  }

  function onUp() {
    last = null;
  }

  const listening = new AbortController();
  const { signal } = listening;
  pad.addEventListener("pointerdown", onDown, { signal });
  pad.addEventListener("pointermove", onMove, { signal });
  pad.addEventListener("pointerup", onUp, { signal });
  pad.addEventListener("pointercancel", onUp, { signal });
  return () => listening.abort();
}

/**
 * @param {HTMLCanvasElement} pad
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
function pointOf(pad, event) {
  const area = pad.getBoundingClientRect();
  return [((event.clientX - area.left) * PAD) / area.width, ((event.clientY - area.top) * PAD) / area.height];
}
