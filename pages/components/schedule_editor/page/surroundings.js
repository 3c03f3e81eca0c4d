// @ts-check
// The colours and the font of the page, and the width of the chart.

/** @import { Surroundings, Theme } from "../types.d.ts" */

/**
 * Read colours and width only when they may have changed, and never during a drag. Reading them takes time, because
 * the browser then computes the layout of the page.
 *
 * @param {Element} element
 * @param {Element} frame of the chart
 * @param {() => void} onChange
 */
export function watchSurroundings(element, frame, onChange) {
  /** @type {Surroundings} */
  const current = { theme: themeOf(element), width: frame.clientWidth };
  const sizeObserver = new ResizeObserver(([{ contentRect }]) => {
    current.width = contentRect.width;
    onChange();
  });
  sizeObserver.observe(frame);
  return {
    current,
    refresh() {
      current.theme = themeOf(element);
      current.width = frame.clientWidth;
    },
    close: () => sizeObserver.disconnect(),
  };
}

/**
 * @param {Element} element
 * @returns {Theme}
 */
function themeOf(element) {
  const style = getComputedStyle(element);
  const value = (/** @type {string} */ name, /** @type {string} */ fallback) =>
    style.getPropertyValue(name).trim() || fallback;
  return {
    text: value("--st-text-color", "#222"),
    background: value("--st-background-color", "#fff"),
    border: value("--st-border-color", "#ddd"),
    font: value("--st-font", "sans-serif"),
  };
}
