// @ts-check
// Canvases and the grey values in them.

import { element } from "../elements/dom.js";
import { SIDE } from "./normalise.js";

/** The width and the height of the pad, in pixels. */
export const PAD_SIDE = 280;

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}

/** @param {HTMLCanvasElement} pad */
export function fillBlack(pad) {
  const context = contextOf(pad);
  context.fillStyle = "#000";
  context.fillRect(0, 0, pad.width, pad.height);
}

/** @param {HTMLCanvasElement} pad */
export function readGreyValues(pad) {
  const { data } = contextOf(pad).getImageData(0, 0, PAD_SIDE, PAD_SIDE);
  return Uint8Array.from({ length: PAD_SIDE * PAD_SIDE }, (_, index) => data[index * 4]);
}

/**
 * Show an image on the pad.
 *
 * @param {HTMLCanvasElement} pad
 * @param {Uint8Array} image
 */
export function drawExample(pad, image) {
  const smallCanvas = element("canvas");
  smallCanvas.width = SIDE;
  smallCanvas.height = SIDE;
  showImage(smallCanvas, image);
  const context = contextOf(pad);
  context.imageSmoothingEnabled = false;
  context.drawImage(smallCanvas, 0, 0, PAD_SIDE, PAD_SIDE);
}

/**
 * Show the image that the networks get. Without an image, the canvas is black.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array | null} image
 */
export function showImage(canvas, image) {
  const context = contextOf(canvas);
  const pixels = context.createImageData(SIDE, SIDE);
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    pixels.data.fill(image ? image[index] : 0, index * 4, index * 4 + 3);
    pixels.data[index * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
