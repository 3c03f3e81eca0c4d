// @ts-check
// Saves the chart as a file: an SVG with a legend and a background, or a PNG of this SVG.

/** @import { Theme } from "../types.d.ts" */
import { saveFile, savePng } from "../../elements/save_file.js";
import { addShape } from "./svg.js";

const LEGEND_ROW_HEIGHT = 20;

/** @typedef {{ name: string, colour: string, dash: string }[]} Legend */

/**
 * Download the chart as a file.
 *
 * @param {SVGSVGElement} svg
 * @param {{ format: "svg" | "png", theme: Theme, legend: Legend }} options
 */
export function saveImage(svg, { format, theme, legend }) {
  const copy = copyWithLegend(svg, theme, legend);
  const text = new XMLSerializer().serializeToString(copy);
  if (format === "svg") saveFile(new Blob([text], { type: "image/svg+xml" }), "pruning-schedule.svg");
  else {
    const [width, height] = ["width", "height"].map((name) => Number(copy.getAttribute(name)));
    savePng(text, { width, height, name: "pruning-schedule.png" });
  }
}

/**
 * @param {SVGSVGElement} svg
 * @param {Theme} theme
 * @param {Legend} legend
 */
function copyWithLegend(svg, theme, legend) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const { width, height } = svg.viewBox.baseVal;
  const fullHeight = height + legend.length * LEGEND_ROW_HEIGHT + 8;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${fullHeight}`);
  copy.setAttribute("height", String(fullHeight));
  for (const part of copy.querySelectorAll(".lab-handle, [visibility=hidden]")) part.remove();
  copy.prepend(addShape(copy, "rect", { width, height: fullHeight, fill: theme.background }));
  legend.forEach(({ name, colour, dash }, index) => {
    const y = height + index * LEGEND_ROW_HEIGHT + 8;
    addShape(copy, "path", { d: `M52 ${y}h30`, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash });
    const attributes = { x: 90, y: y + 4, fill: theme.text, "font-family": theme.font, "font-size": 12 };
    addShape(copy, "text", attributes).textContent = name;
  });
  return copy;
}
