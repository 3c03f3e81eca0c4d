// @ts-check
// Canvases and the grey values in them.

import { element } from "../elements/dom.js";
import { SIDE } from "./normalised.js";

/** Pixels of the pad's side. */
export const PAD = 280;

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}

/** @param {HTMLCanvasElement} pad */
export function wipe(pad) {
  const context = contextOf(pad);
  context.fillStyle = "#000";
  context.fillRect(0, 0, pad.width, pad.height);
}

/** @param {HTMLCanvasElement} pad */
export function greyOf(pad) {
  const { data } = contextOf(pad).getImageData(0, 0, PAD, PAD);
  return Uint8Array.from({ length: PAD * PAD }, (_, index) => data[index * 4]);
}

/**
 * Show an image on the pad.
 *
 * @param {HTMLCanvasElement} pad
 * @param {Uint8Array} image
 */
export function drawExample(pad, image) {
  const small = element("canvas");
  small.width = SIDE;
  small.height = SIDE;
  showImage(small, image);
  const context = contextOf(pad);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, PAD, PAD);
}

/**
 * Show what the networks see; all black without an image.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array | null} image
 */
export function showImage(canvas, image) {
  const context = contextOf(canvas);
  const shown = context.createImageData(SIDE, SIDE);
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    shown.data.fill(image ? image[index] : 0, index * 4, index * 4 + 3);
    shown.data[index * 4 + 3] = 255;
  }
  context.putImageData(shown, 0, 0);
}
