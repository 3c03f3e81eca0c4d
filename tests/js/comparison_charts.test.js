// @ts-check
// Tests the charts of the comparison: colours, scales, and the text of SVG files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, rangeOf, ticksOf } from "../../pages/components/comparison/charts/scale.js";
import { curveScene } from "../../pages/components/comparison/charts/scene.js";
import { LINE_COLOURS, styleOf } from "../../pages/components/comparison/charts/styles.js";
import { svgText } from "../../pages/components/comparison/charts/svg_text.js";

/** @import { DrawnCurve } from "../../pages/components/comparison/types.d.ts" */

/** @typedef {[number, number, number]} Triple */

/** Machado, Oliveira & Fernandes 2009, severity 1: what people without one kind of cone see, in linear RGB. */
const SIMULATIONS = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
  "full colour vision": [1, 0, 0, 0, 1, 0, 0, 0, 1],
};
const LEAST_DIFFERENCE = 20;

/** @param {string} colour */
function linear(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return /** @type {Triple} */ (channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)));
}

/**
 * @param {number[]} matrix
 * @param {Triple} vector
 */
function multiply(matrix, [a, b, c]) {
  return /** @type {Triple} */ ([0, 3, 6].map((row) => matrix[row] * a + matrix[row + 1] * b + matrix[row + 2] * c));
}

/**
 * The colour in CIELAB, in which the distance of two colours is about their visible difference.
 *
 * @param {Triple} rgb
 */
function lab(rgb) {
  const toXyz = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505];
  const clipped = /** @type {Triple} */ (rgb.map((c) => Math.min(1, Math.max(0, c))));
  const [x, y, z] = multiply(toXyz, clipped).map((value, index) => {
    const ratio = value / [0.9505, 1, 1.089][index];
    return ratio > 0.008856 ? Math.cbrt(ratio) : 7.787 * ratio + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("colour-blind people can distinguish all colours", () => {
  for (const [vision, matrix] of Object.entries(SIMULATIONS)) {
    const seen = LINE_COLOURS.map((colour) => lab(multiply(matrix, linear(colour))));
    for (const [index, first] of seen.entries()) {
      for (const other of seen.slice(0, index)) {
        const difference = Math.hypot(...first.map((value, axis) => value - other[axis]));
        assert.ok(difference > LEAST_DIFFERENCE, `${LINE_COLOURS[index]} with ${vision}: ${difference}`);
      }
    }
  }
});

test("every colour has a contrast of 3:1 on the light and on the dark background", () => {
  for (const colour of LINE_COLOURS) {
    for (const background of ["#ffffff", "#0e1117"]) {
      const [low, high] = [luminance(colour), luminance(background)].toSorted((first, other) => first - other);
      assert.ok((high + 0.05) / (low + 0.05) >= 3, `${colour} on ${background}`);
    }
  }
});

test("fifty runs have fifty different styles", () => {
  const styles = Array.from({ length: 50 }, (_, index) => JSON.stringify(styleOf(index)));
  assert.equal(new Set(styles).size, 50);
});

test("a range has all values and is never empty", () => {
  assert.deepEqual(rangeOf([3, null, 1]), { least: 1, most: 3 });
  assert.equal(rangeOf([null]), null);
  for (const values of [[0], [5, 5], [-2]]) {
    const { least, most } = rangeOf(values) ?? { least: 0, most: 0 };
    assert.ok(least < values[0] && most > values[0]);
  }
});

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticksOf({ least: 0, most: 480 }), [0, 100, 200, 300, 400]);
  assert.deepEqual(ticksOf({ least: 0.93, most: 0.99 }), [0.94, 0.96, 0.98]);
});

/** @param {string} label */
function sceneWith(label) {
  const item = { name: "a", mark: "1", label, style: styleOf(8), members: [0], counted: [0], isGroup: false };
  /** @type {DrawnCurve} */
  const curve = { item, main: { xs: [0, 1, 2, 3], ys: [0, null, 1, 2], lows: null, highs: null, end: 3 }, singles: [] };
  const frame = frameOf({ width: 400, height: 200, xRange: { least: 0, most: 3 }, yRange: { least: 0, most: 2 } });
  const theme = { text: "#000", background: "#fff", border: "#ccc", font: "a & b" };
  const look = { theme, xTitle: "step", writeX: String, writeY: String };
  const scene = curveScene("A <title>", [curve], { frame, look, highlighted: null, showsSpread: false });
  return svgText(scene, { theme, items: [item] }).text;
}

test("an SVG file has the curve with its gap, its pattern, the title and the legend", () => {
  const text = sceneWith("first run");
  assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(text, /stroke-dasharray="8 4"/);
  assert.match(text, /d="M58 160M[\d.]+ [\d.]+L[\d.]+ [\d.]+"/);
  assert.match(text, />first run</);
});

test("no text of a visitor becomes markup in an SVG file", () => {
  const text = sceneWith('<script>alert("1")</script>\u0000');
  assert.ok(!text.includes("<script"));
  assert.ok(!text.includes("\u0000"));
  assert.match(text, /A &lt;title>/);
});
