// @ts-check
// The histogram of magnitudes. Its heights are logarithmic, because most weights are near zero: on a linear axis, the
// other bars would be too small to see.

/** @import { Histogram } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { sumOf } from "../record/record.js";
import { formatCount, formatMagnitude } from "../words/numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 210;
const MAX_WIDTH = 700;
const MARGIN = { left: 44, right: 8, top: 10, bottom: 34 };
let histogramCount = 0; // the number of drawn histograms, for different ids on one page

/** @typedef {{ x: (value: number) => number, y: (number: number) => number }} Scales */

/**
 * Draw the histogram into a frame. Return a description of the picture.
 *
 * @param {Element} frame
 * @param {{ histogram: Histogram, threshold: number | null, colour: string, width: number }} parts
 */
export function drawHistogram(frame, { histogram, threshold, colour, width: availableWidth }) {
  if (histogram.largest === null) {
    frame.replaceChildren();
    return gettext("Not all weights are finite numbers.");
  }
  const largest = histogram.largest || 1;
  const tallest = Math.max(1, ...histogram.counts);
  const width = Math.min(availableWidth, MAX_WIDTH);
  const scales = scalesOf({ largest, tallest, width });
  const svg = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img" });
  svg.append(...axes(largest, tallest, scales), ...bars(histogram, scales, { threshold, colour, width }));
  const description = describe(histogram, threshold);
  svg.setAttribute("aria-label", description);
  frame.replaceChildren(svg);
  return description;
}

/**
 * @param {Histogram} histogram
 * @param {number | null} threshold
 */
function describe({ counts, layer, largest }, threshold) {
  return gettext(
    "Magnitudes of the {count} weights of {layer} before the step. The largest is {largest}. Line: the threshold, {threshold}. Weights left of the line are pruned. The heights are logarithmic.",
    {
      count: formatCount(sumOf(counts)),
      layer,
      largest: formatMagnitude(largest),
      threshold: formatMagnitude(threshold),
    },
  );
}

/**
 * @param {{ largest: number, tallest: number, width: number }} limits
 * @returns {Scales}
 */
function scalesOf({ largest, tallest, width }) {
  const { left, right, top, bottom } = MARGIN;
  const maxLogarithm = Math.log10(1 + tallest);
  return {
    x: (value) => left + (value / largest) * (width - left - right),
    y: (number) => HEIGHT - bottom - (Math.log10(1 + number) / maxLogarithm) * (HEIGHT - top - bottom),
  };
}

/**
 * The bars. Kept weights are right of the line at the threshold, and have the colour of the layer.
 *
 * @param {Histogram} histogram
 * @param {Scales} scales
 * @param {{ threshold: number | null, colour: string, width: number }} style
 */
function bars(histogram, { x, y }, { threshold, colour, width }) {
  histogramCount += 1;
  const id = `live-run-kept-${histogramCount}`;
  const keptArea = shape("clipPath", { id });
  keptArea.append(shape("rect", { x: x(threshold ?? 0), y: 0, width, height: HEIGHT }));
  const outline = outlineOf(histogram, { x, y });
  const shapes = [
    keptArea,
    shape("path", { d: outline, class: "live-run-pruned" }),
    shape("path", { d: outline, fill: colour, "clip-path": `url(#${id})` }),
  ];
  if (threshold === null) return shapes;
  const ends = { x1: x(threshold), x2: x(threshold), y1: MARGIN.top, y2: y(0) };
  return [...shapes, shape("line", { ...ends, class: "live-run-threshold" })];
}

/**
 * @param {Histogram} histogram
 * @param {Scales} scales
 */
function outlineOf({ counts, largest }, { x, y }) {
  const width = (largest || 1) / counts.length;
  const steps = counts.map((number, bin) => `V${y(number).toFixed(1)}H${x((bin + 1) * width).toFixed(1)}`);
  return `M${x(0)} ${y(0)}${steps.join("")}V${y(0)}Z`;
}

/**
 * @param {number} largest
 * @param {number} tallest
 * @param {Scales} scales
 */
function axes(largest, tallest, { x, y }) {
  const powers = [];
  for (let number = 1; number <= tallest; number *= 10) powers.push(number);
  const tickValues = [0, 1, 2, 3, 4].map((quarter) => (quarter / 4) * largest);
  const line = (/** @type {number} */ height, /** @type {string} */ className) =>
    shape("line", { x1: x(0), x2: x(largest), y1: y(height), y2: y(height), class: className });
  return [
    ...powers.flatMap((number) => [
      line(number, "live-run-grid"),
      shape(
        "text",
        { x: x(0) - 5, y: y(number) + 4, "text-anchor": "end" },
        number >= 1000 ? `${number / 1000}k` : `${number}`,
      ),
    ]),
    line(0, "live-run-axis"),
    ...tickValues.map((value, quarter) => {
      const anchor = quarter === 4 ? "end" : "middle";
      const label = value === 0 ? "0" : value.toPrecision(2);
      return shape("text", { x: x(value), y: y(0) + 15, "text-anchor": anchor }, label);
    }),
    shape("text", { x: x(largest / 2), y: HEIGHT - 4, "text-anchor": "middle" }, gettext("|weight|")),
  ];
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} text
 */
function shape(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text) node.textContent = text;
  return node;
}
