// @ts-check
// Writes the shapes of a chart as an SVG file, with its title and a legend.

/** @import { Item, Path, Scene, Shape, Theme } from "../types.d.ts" */
import { EDGES } from "./scale.js";

const TITLE_HEIGHT = 28;
const LEGEND_ROW_HEIGHT = 18;
const LINE_LENGTH = 30;

/**
 * @param {Scene} scene
 * @param {{ theme: Theme, items: Item[] }} options
 */
export function svgText({ title, frame, shapes }, { theme, items }) {
  const height = TITLE_HEIGHT + frame.height + items.length * LEGEND_ROW_HEIGHT + 8;
  const plot = `x="${EDGES.left - 1}" y="0" width="${frame.width - EDGES.left - EDGES.right + 2}" height="${frame.height}"`;
  const heading = `<text x="${EDGES.left}" y="18" font-weight="600">${escapeXml(title)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.width}" height="${height}" viewBox="0 0 ${frame.width} ${height}" `,
    `font-family="${escapeXml(theme.font)}" font-size="12" fill="${theme.text}">`,
    `<rect width="100%" height="100%" fill="${theme.background}"/>`,
    `<clipPath id="plot"><rect ${plot}/></clipPath>${heading}`,
    `<g transform="translate(0 ${TITLE_HEIGHT})">${shapes.map(shapeText).join("")}</g>`,
    items.map((item, index) => legendRow(item, TITLE_HEIGHT + frame.height + index * LEGEND_ROW_HEIGHT + 10)).join(""),
    "</svg>",
  ];
  return { text: parts.join(""), width: frame.width, height };
}

/**
 * @param {Item} item
 * @param {number} y
 */
function legendRow({ label, style }, y) {
  const line = `<path d="M${EDGES.left} ${y}h${LINE_LENGTH}" stroke="${style.colour}" stroke-width="3" stroke-dasharray="${style.dash.join(" ")}"/>`;
  return `${line}<text x="${EDGES.left + LINE_LENGTH + 8}" y="${y + 4}">${escapeXml(label)}</text>`;
}

/** @param {Shape} shape */
function shapeText(shape) {
  switch (shape.kind) {
    case "line":
      return `<path clip-path="url(#plot)" d="${pathText(shape.path)}" fill="none" stroke="${shape.colour}" stroke-width="${shape.width}" stroke-dasharray="${shape.dash.join(" ")}" stroke-linejoin="round" opacity="${shape.opacity}"/>`;
    case "area":
      return `<path clip-path="url(#plot)" d="${pathText(shape.path)}Z" fill="${shape.colour}" opacity="${shape.opacity}"/>`;
    case "dot": {
      const paint = shape.filled ? `fill="${shape.colour}"` : `fill="none" stroke="${shape.colour}" stroke-width="2"`;
      return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="${shape.radius}" ${paint} opacity="${shape.opacity}"/>`;
    }
    case "text":
      return `<text x="${round(shape.x)}" y="${round(shape.y)}" text-anchor="${shape.anchor}" fill="${shape.colour}">${escapeXml(shape.text)}</text>`;
  }
}

/** @param {Path} path */
function pathText(path) {
  let text = "";
  let isDrawing = false;
  for (const point of path) {
    if (point) text += `${isDrawing ? "L" : "M"}${round(point[0])} ${round(point[1])}`;
    isDrawing = point !== null;
  }
  return text;
}

/** @param {number} pixel */
function round(pixel) {
  return Number(pixel.toFixed(1));
}

/** @param {string} text */
function escapeXml(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd"); // XML has no other characters
}
