// The histogram of magnitudes, its heights in powers of ten: most weights are near zero, and would hide the others.

import { count, small } from "../words/words.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 210;
const WIDEST = 700;
const MARGIN = { left: 44, right: 8, top: 10, bottom: 34 };
let histograms = 0;

// Draw it into a frame; returns what can be seen, in words.
export function drawHistogram(frame, { histogram, threshold, colour, room }) {
  if (histogram.largest === null) {
    frame.replaceChildren();
    return "Not all weights are finite numbers.";
  }
  const largest = histogram.largest || 1;
  const tallest = Math.max(1, ...histogram.counts);
  const width = Math.min(room, WIDEST);
  const { x, y } = scales({ largest, tallest, width });
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img" });
  const clip = `live-run-kept-${(histograms += 1)}`;
  const kept = drawn("clipPath", { id: clip });
  kept.append(drawn("rect", { x: x(threshold ?? 0), y: 0, width, height: HEIGHT }));
  const outline = bars(histogram, x, y);
  svg.append(
    kept,
    ...axes(largest, tallest, { x, y }),
    drawn("path", { d: outline, class: "live-run-pruned" }),
    drawn("path", { d: outline, fill: colour, "clip-path": `url(#${clip})` }),
  );
  if (threshold !== null)
    svg.append(
      drawn("line", { x1: x(threshold), x2: x(threshold), y1: MARGIN.top, y2: y(0), class: "live-run-threshold" }),
    );
  const words = `${count(histogram.counts.reduce((sum, number) => sum + number, 0))} weights of ${histogram.layer} as they were ranked, before the step; the largest is ${small(histogram.largest)}. Line: the threshold, ${small(threshold)}; what is left of it is pruned. Heights in powers of ten.`;
  svg.setAttribute("aria-label", words);
  frame.replaceChildren(svg);
  return words;
}

function scales({ largest, tallest, width }) {
  const { left, right, top, bottom } = MARGIN;
  const heights = Math.log10(1 + tallest);
  return {
    x: (value) => left + (value / largest) * (width - left - right),
    y: (number) => HEIGHT - bottom - (Math.log10(1 + number) / heights) * (HEIGHT - top - bottom),
  };
}

function bars({ counts, largest }, x, y) {
  const width = (largest || 1) / counts.length;
  const steps = counts.map((number, bin) => `V${y(number).toFixed(1)}H${x((bin + 1) * width).toFixed(1)}`);
  return `M${x(0)} ${y(0)}${steps.join("")}V${y(0)}Z`;
}

function axes(largest, tallest, { x, y }) {
  const powers = [];
  for (let number = 1; number <= tallest; number *= 10) powers.push(number);
  const across = [0, 1, 2, 3, 4].map((quarter) => (quarter / 4) * largest);
  return [
    ...powers.flatMap((number) => [
      drawn("line", { x1: x(0), x2: x(largest), y1: y(number), y2: y(number), class: "live-run-grid" }),
      drawn(
        "text",
        { x: x(0) - 5, y: y(number) + 4, "text-anchor": "end" },
        number >= 1000 ? `${number / 1000}k` : number,
      ),
    ]),
    drawn("line", { x1: x(0), x2: x(largest), y1: y(0), y2: y(0), class: "live-run-axis" }),
    ...across.map((value, quarter) =>
      drawn(
        "text",
        { x: x(value), y: y(0) + 15, "text-anchor": quarter === 4 ? "end" : "middle" },
        value === 0 ? "0" : value.toPrecision(2),
      ),
    ),
    drawn("text", { x: x(largest / 2), y: HEIGHT - 4, "text-anchor": "middle" }, "|weight|"),
  ];
}

function drawn(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
