// @ts-check
// A short piece of a line, in the colour and the pattern of a run.

/** @import { Style } from "../types.d.ts" */
import { addSvg } from "./svg_nodes.js";

/** @param {Style} style */
export function makeSwatch({ colour, dash }) {
  const swatch = addSvg(null, "svg", "comparison-swatch");
  swatch.setAttribute("viewBox", "0 0 26 8");
  swatch.setAttribute("aria-hidden", "true");
  const line = addSvg(swatch, "path");
  line.setAttribute("d", "M0 4h26");
  line.setAttribute("stroke", colour);
  line.setAttribute("stroke-width", "3");
  line.setAttribute("stroke-dasharray", dash.join(" "));
  return swatch;
}
