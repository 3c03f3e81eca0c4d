// @ts-check
// Describes a chart as shapes. A canvas draws the shapes on the page, and an SVG file contains the same shapes.

/** @import { Curve, DrawnCurve, Frame, Path, ResultPoint, Scene, Shape, Theme } from "../types.d.ts" */
import { EDGES, ticksOf } from "./scale.js";

const FAINT = 0.2;
const BAND = 0.16;
const LINE_WIDTH = 1.75;
const HIGHLIGHTED_WIDTH = 3.25;
const SINGLE_WIDTH = 0.75;
const DOT = 4.5;
const MARK_WIDTH = 18;
const MARK_HEIGHT = 12;

/** @typedef {{ theme: Theme, xTitle: string, writeX: (x: number) => string, writeY: (y: number) => string }} Look */

/**
 * The shapes of a chart of curves.
 *
 * @param {string} title
 * @param {DrawnCurve[]} curves
 * @param {{ frame: Frame, look: Look, highlighted: string | null, showsSpread: boolean }} options
 * @returns {Scene}
 */
export function curveScene(title, curves, { frame, look, highlighted, showsSpread }) {
  const shapes = gridShapes(frame, look);
  const isFaint = (/** @type {DrawnCurve} */ { item }) => highlighted !== null && item.name !== highlighted;
  const ordered = [...curves.filter(isFaint), ...curves.filter((curve) => !isFaint(curve))];
  for (const drawn of ordered) {
    const { item, main, singles } = drawn;
    const { colour, dash } = item.style;
    const opacity = isFaint(drawn) ? FAINT : 1;
    if (item.isGroup || showsSpread) shapes.push(...bandShapes(main, frame, colour, BAND * opacity));
    for (const single of singles) {
      const path = pathOf(single.xs, single.ys, frame);
      shapes.push({ kind: "line", path, colour, width: SINGLE_WIDTH, dash: [], opacity: 0.6 * opacity });
    }
    const width = item.name === highlighted ? HIGHLIGHTED_WIDTH : LINE_WIDTH;
    const path = pathOf(main.xs, main.ys, frame);
    shapes.push({ kind: "line", path, colour, width, dash, opacity });
    if (path.length <= 2) shapes.push(...path.flatMap((point) => (point ? [dotShape(point, colour, opacity)] : [])));
  }
  return { title, frame, shapes };
}

/**
 * The shapes of a chart of accuracy against another result.
 *
 * @param {string} title
 * @param {ResultPoint[]} points
 * @param {{ frame: Frame, look: Look, highlighted: string | null, corners: [number, number][] }} options
 * @returns {Scene}
 */
export function pointScene(title, points, { frame, look, highlighted, corners }) {
  const shapes = gridShapes(frame, look);
  const stairs = /** @type {Path} */ (corners.map(([x, y]) => [frame.x(x), frame.y(y)]));
  shapes.push({ kind: "line", path: stairs, colour: look.theme.text, width: 1.25, dash: [4, 3], opacity: 0.8 });
  /** @type {[number, number][]} */
  const marks = [];
  for (const point of points) {
    const { colour } = point.item.style;
    const opacity = highlighted !== null && point.item.name !== highlighted ? FAINT : 1;
    const [x, y] = [frame.x(point.x), frame.y(point.y)];
    for (const single of point.singles) {
      const [left, top] = [frame.x(single.x), frame.y(single.y)];
      shapes.push({ kind: "dot", x: left, y: top, radius: 2, colour, filled: true, opacity: 0.5 * opacity });
    }
    if (point.low !== null && point.high !== null) {
      const path = /** @type {Path} */ ([
        [x, clamp(frame.y(point.low), frame)],
        [x, clamp(frame.y(point.high), frame)],
      ]);
      shapes.push({ kind: "line", path, colour, width: 1.5, dash: [], opacity });
    }
    shapes.push({ kind: "dot", x, y, radius: DOT, colour, filled: point.comparable, opacity });
    // Marks that would cover each other cannot be read.
    if (marks.some(([left, top]) => Math.abs(left - x) < MARK_WIDTH && Math.abs(top - y) < MARK_HEIGHT)) continue;
    marks.push([x, y]);
    const text = point.item.mark;
    shapes.push({ kind: "text", x: x + 7, y: y - 5, text, colour: look.theme.text, anchor: "start" });
  }
  return { title, frame, shapes };
}

/**
 * Grid lines, numbers and titles of both axes.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @returns {Shape[]}
 */
function gridShapes(frame, { theme, xTitle, writeX, writeY }) {
  const { width, height, xRange, yRange } = frame;
  const [x0, x1, y0] = [EDGES.left, width - EDGES.right, height - EDGES.bottom];
  const line = { colour: theme.border, width: 1, dash: [], opacity: 1 };
  /** @type {Shape[]} */
  const shapes = [];
  for (const tick of ticksOf(yRange)) {
    const y = frame.y(tick);
    shapes.push({
      kind: "line",
      path: [
        [x0, y],
        [x1, y],
      ],
      ...line,
    });
    shapes.push({ kind: "text", x: x0 - 6, y: y + 4, text: writeY(tick), colour: theme.text, anchor: "end" });
  }
  for (const tick of ticksOf(xRange)) {
    const x = frame.x(tick);
    shapes.push({
      kind: "line",
      path: [
        [x, y0],
        [x, y0 + 4],
      ],
      ...line,
    });
    shapes.push({ kind: "text", x, y: y0 + 17, text: writeX(tick), colour: theme.text, anchor: "middle" });
  }
  shapes.push({
    kind: "line",
    path: [
      [x0, y0],
      [x1, y0],
    ],
    ...line,
    colour: theme.text,
  });
  const middle = (x0 + x1) / 2;
  shapes.push({ kind: "text", x: middle, y: height - 6, text: xTitle, colour: theme.text, anchor: "middle" });
  return shapes;
}

/**
 * The area between the lower and the upper values of a curve.
 *
 * @param {Curve} curve
 * @param {Frame} frame
 * @param {string} colour
 * @param {number} opacity
 * @returns {Shape[]}
 */
function bandShapes({ xs, lows, highs }, frame, colour, opacity) {
  if (!lows || !highs) return [];
  const upper = pathOf(xs, highs, frame).filter((point) => point !== null);
  const lower = pathOf(xs, lows, frame).filter((point) => point !== null);
  if (upper.length < 2) return [];
  return [{ kind: "area", path: [...upper, ...lower.reverse()], colour, opacity }];
}

/**
 * @param {number[]} xs
 * @param {(number | null)[]} ys
 * @param {Frame} frame
 * @returns {Path}
 */
function pathOf(xs, ys, frame) {
  const { least, most } = frame.xRange;
  /** @type {Path} */
  const path = [];
  for (let index = 0; index < xs.length; index += 1) {
    const y = ys[index];
    // Outside the visible part, only the next point on each side is needed.
    const isFarLeft = xs[index] < least && index + 1 < xs.length && xs[index + 1] < least;
    const isFarRight = xs[index] > most && index > 0 && xs[index - 1] > most;
    if (isFarLeft || isFarRight) continue;
    path.push(y === null ? null : [frame.x(xs[index]), clamp(frame.y(y), frame)]);
  }
  return path;
}

/**
 * @param {number} y
 * @param {Frame} frame
 */
function clamp(y, { height }) {
  return Math.min(Math.max(y, EDGES.top), height - EDGES.bottom);
}

/**
 * @param {[number, number]} point
 * @param {string} colour
 * @param {number} opacity
 * @returns {Shape}
 */
function dotShape([x, y], colour, opacity) {
  return { kind: "dot", x, y, radius: 3, colour, filled: true, opacity };
}
