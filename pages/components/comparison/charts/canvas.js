// @ts-check
// Draws the shapes of a chart on a canvas.

/** @import { Path, Scene, Shape, Theme } from "../types.d.ts" */
import { EDGES } from "./scale.js";

const FONT_SIZE = 12;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 * @param {Theme} theme
 */
export function paintScene(canvas, { frame, shapes }, theme) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round(frame.height * ratio);
  canvas.style.width = `${frame.width}px`;
  canvas.style.height = `${frame.height}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  context.font = `${FONT_SIZE}px ${theme.font}`;
  context.lineJoin = "round";
  for (const shape of shapes) {
    context.save();
    if (shape.kind === "line" || shape.kind === "area") clipToPlot(context, frame.width, frame.height);
    paintShape(context, shape);
    context.restore();
  }
}

/**
 * Zoomed curves continue outside the plot: hide these parts.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 */
function clipToPlot(context, width, height) {
  context.beginPath();
  context.rect(EDGES.left - 1, 0, width - EDGES.left - EDGES.right + 2, height);
  context.clip();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shape} shape
 */
function paintShape(context, shape) {
  context.strokeStyle = shape.colour;
  context.fillStyle = shape.colour;
  switch (shape.kind) {
    case "line":
      context.globalAlpha = shape.opacity;
      context.lineWidth = shape.width;
      context.setLineDash(shape.dash);
      tracePath(context, shape.path);
      context.stroke();
      break;
    case "area":
      context.globalAlpha = shape.opacity;
      tracePath(context, shape.path);
      context.fill();
      break;
    case "dot":
      context.globalAlpha = shape.opacity;
      context.beginPath();
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      context.lineWidth = 2;
      if (shape.filled) context.fill();
      else context.stroke();
      break;
    case "text":
      paintText(context, shape);
      break;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shape & { kind: "text" }} shape
 */
function paintText(context, { x, y, text, anchor }) {
  context.textAlign = anchor === "middle" ? "center" : anchor;
  context.fillText(text, x, y);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Path} path
 */
function tracePath(context, path) {
  context.beginPath();
  let isDrawing = false;
  for (const point of path) {
    if (point && isDrawing) context.lineTo(point[0], point[1]);
    else if (point) context.moveTo(point[0], point[1]);
    isDrawing = point !== null;
  }
}
