// @ts-check
// What surrounds the editor: the colours of the page, and the width that the chart has.

/** @import { Surroundings, Theme } from "../types.d.ts" */

/**
 * The surroundings are read when they may have changed, never while a hand moves: reading colours or
 * widths makes a browser lay out the page.
 *
 * @param {Element} themed
 * @param {Element} frame of the chart
 * @param {() => void} onChange
 */
export function watchSurroundings(themed, frame, onChange) {
  /** @type {Surroundings} */
  const now = { theme: themeOf(themed), width: frame.clientWidth };
  const resized = new ResizeObserver(([{ contentRect }]) => {
    now.width = contentRect.width;
    onChange();
  });
  resized.observe(frame);
  return {
    now,
    refresh() {
      now.theme = themeOf(themed);
      now.width = frame.clientWidth;
    },
    close: () => resized.disconnect(),
  };
}

/**
 * @param {Element} element
 * @returns {Theme}
 */
function themeOf(element) {
  const style = getComputedStyle(element);
  const value = (/** @type {string} */ name, /** @type {string} */ otherwise) =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    text: value("--st-text-color", "#222"),
    background: value("--st-background-color", "#fff"),
    border: value("--st-border-color", "#ddd"),
    font: value("--st-font", "sans-serif"),
  };
}
