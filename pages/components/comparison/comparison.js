// @ts-check
// The comparison on the page: the table of differences, the legend, and all charts. It draws in the browser, without the
// server; only the curves of growing runs are loaded again.

/** @import { Action, Data, Theme, ViewState } from "./types.d.ts" */
/** @import { Loaded } from "./state/refresh.js" */
import { element, setText } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { itemsOf } from "./data/curves.js";
import { startRefresh } from "./state/refresh.js";
import { readView, reduceView, writeView } from "./state/state.js";
import { makeCurveCharts, measureCurves } from "./view/curve_charts.js";
import { drawLegend, drawValues, makeLegend } from "./view/legend.js";
import { makePointChart } from "./view/point_charts.js";
import { drawTable } from "./view/table.js";
import { checkbox, drawTools, makeTools } from "./view/tools.js";

const STORED_VIEW = "pruning-lab-comparison";

/** @typedef {HTMLElement & { comparison?: { runs: string, draw: () => void, close: () => void } }} Host */
/** @typedef {import("./view/curve_charts.js").MeasuredCurves} MeasuredCurves */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: Data, parentElement: Host }} element
 */
export default function comparison({ data, parentElement }) {
  const current = parentElement.comparison;
  if (current && current.runs === data.runs) {
    current.draw(); // the theme may have changed
    return current.close;
  }
  current?.close();
  const { draw, close: closeView } = showComparison(data, parentElement);
  const close = () => {
    closeView();
    delete parentElement.comparison;
  };
  parentElement.comparison = { runs: data.runs, draw, close };
  return close;
}

/**
 * @param {Data} data
 * @param {HTMLElement} parent
 */
function showComparison(data, parent) {
  /** @type {ViewState} */
  let state = readView(sessionStorage.getItem(STORED_VIEW));
  /** @type {Loaded} */
  let loaded = { comparison: data.comparison, curves: data.comparison.runs.map(() => null) };
  /** @type {MeasuredCurves[]} */
  let measured = [];
  let frame = 0;
  let needsCharts = false;

  const root = element("div", "comparison");
  parent.append(root);
  const showAll = checkbox(gettext("Show all settings and results"), (value) => {
    dispatch({ type: "set", name: "showsAll", value });
  });
  const table = element("div", "comparison-differences");
  const notes = element("ul", "comparison-notes");
  root.append(notes, element("h3", "", gettext("Differences")), showAll.label, table);
  root.append(element("h3", "", gettext("Charts")));
  const tools = makeTools(root, dispatch, () => itemsOf(loaded.comparison, state.grouped));
  const legend = makeLegend(root);
  const problem = element("p", "comparison-problem");
  problem.setAttribute("role", "alert");
  const loading = element("p", "comparison-loading", gettext("The curves load…"));
  loading.setAttribute("role", "status");
  const charts = element("div", "comparison-charts");
  const curveGrid = element("div", "comparison-grid");
  const pointGrid = element("div", "comparison-grid");
  charts.append(curveGrid, pointGrid);
  root.append(problem, loading, charts);
  const curveCharts = makeCurveCharts(curveGrid, dispatch);
  const pointCharts = [makePointChart(pointGrid, "bytes", dispatch), makePointChart(pointGrid, "sparsity", dispatch)];

  /** @param {Action} action */
  function dispatch(action) {
    state = reduceView(state, action);
    if (action.type !== "hover" && action.type !== "highlight") sessionStorage.setItem(STORED_VIEW, writeView(state));
    plan(action.type !== "hover");
  }

  /**
   * Draw in the next frame, at most once per frame.
   *
   * @param {boolean} withCharts whether more than the hover line has changed
   */
  function plan(withCharts) {
    needsCharts ||= withCharts;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (needsCharts) drawAll();
      needsCharts = false;
      curveCharts.drawHoverLines(state);
      drawValues(legend, measured, state);
    });
  }

  function drawAll() {
    if (!root.isConnected) return;
    const theme = readTheme(root);
    const items = itemsOf(loaded.comparison, state.grouped);
    drawNotes(notes, [...data.problems, ...loaded.comparison.notes]);
    showAll.input.checked = state.showsAll;
    const runItems = state.grouped ? itemsOf(loaded.comparison, false) : items;
    drawTable(table, { ...loaded, items: runItems, showsAll: state.showsAll, width: root.clientWidth });
    drawTools(tools, state);
    measured = measureCurves(items, loaded, state);
    drawLegend(legend, { items, measured, state, dispatch });
    curveCharts.draw({ state, measured, theme });
    for (const chart of pointCharts) chart.draw({ state, items, comparison: loaded.comparison, theme });
  }

  const stop = startRefresh(data, {
    onLoad: (newLoaded) => {
      loaded = newLoaded;
      loading.hidden = true;
      plan(true);
    },
    onProblem: (text) => setText(problem, text),
  });
  const sizes = new ResizeObserver(() => plan(true));
  sizes.observe(root);
  drawAll();
  return {
    draw: () => plan(true),
    close: () => {
      stop();
      sizes.disconnect();
      cancelAnimationFrame(frame);
      root.remove();
    },
  };
}

/**
 * @param {HTMLElement} list
 * @param {string[]} notes
 */
function drawNotes(list, notes) {
  list.hidden = notes.length === 0;
  if ([...list.children].map((item) => item.textContent).join() === notes.join()) return;
  list.replaceChildren(...notes.map((note) => element("li", "", note)));
}

/**
 * @param {Element} root
 * @returns {Theme}
 */
function readTheme(root) {
  const style = getComputedStyle(root);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    text: read("--st-text-color") || style.color,
    background: read("--st-background-color") || "#ffffff",
    border: read("--st-border-color") || "rgba(128, 128, 128, 0.3)",
    font: read("--st-font") || "sans-serif",
  };
}
