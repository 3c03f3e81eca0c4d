// @ts-check
// The colours and the font of the page, for the charts.

/** @import { ChartStyle } from "../types.d.ts" */

const OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

/**
 * @param {Element} root
 * @returns {ChartStyle}
 */
export function readChartStyle(root) {
  const style = getComputedStyle(root);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const colours = read("--st-chart-categorical-colors")
    .split(",")
    .map((colour) => colour.trim())
    .filter(Boolean);
  return {
    text: read("--st-text-color") || style.color,
    grid: read("--st-border-color") || "rgba(128, 128, 128, 0.3)",
    font: read("--st-font") || "sans-serif",
    colours: colours.length >= OKABE_ITO.length ? colours : OKABE_ITO,
  };
}

/**
 * The colour of a layer.
 *
 * @param {ChartStyle} style
 * @param {number} index
 */
export function colourOf(style, index) {
  return style.colours[index % style.colours.length];
}
