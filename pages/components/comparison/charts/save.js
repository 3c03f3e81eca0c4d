// @ts-check
// Saves a chart as a file: an SVG, or a PNG of this SVG.

/** @import { Item, Scene, Theme } from "../types.d.ts" */
import { saveFile, savePng } from "../../elements/save_file.js";
import { svgText } from "./svg_text.js";

/**
 * @param {Scene} scene
 * @param {{ format: "svg" | "png", theme: Theme, items: Item[] }} options
 */
export function saveScene(scene, { format, theme, items }) {
  const name = `comparison-${scene.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  const { text, width, height } = svgText(scene, { theme, items });
  if (format === "svg") saveFile(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
  else savePng(text, { width, height, name: `${name}.png` });
}
