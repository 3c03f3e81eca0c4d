// @ts-check
// Draws the charts over steps with Plotly, if they are visible.

/** @import { ChartStyle, Plot, PlotlyLibrary, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { thinPoints } from "../record/curves.js";
import { readChartStyle } from "./chart_style.js";
import { MARK_AXIS, markTrace } from "./marks.js";
import { TRACES } from "./traces.js";

const OPTIONS = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "sendChartToCloud", "sendDataToCloud"],
  plotlyServerURL: "",
};
const MAX_PHONE_WIDTH = 640;

/** @type {Record<string, (axis: object) => object>} */
const AXES = {
  accuracy: (axis) => ({
    yaxis: { ...axis, title: { text: gettext("accuracy") }, tickformat: ".0%", range: [0, 1.02] },
    yaxis2: {
      ...axis,
      title: { text: gettext("loss") },
      overlaying: "y",
      side: "right",
      ticklabelstandoff: 8,
      showgrid: false,
      rangemode: "tozero",
      tickmode: "auto",
      nticks: 6,
    },
  }),
  sparsity: (axis) => ({
    yaxis: { ...axis, title: { text: gettext("sparsity") }, tickformat: ".0%", range: [-0.02, 1.02] },
  }),
  drift: (axis) => ({
    yaxis: { ...axis, title: { text: gettext("magnitude") }, type: "log", exponentformat: "power", dtick: 1 },
  }),
  turnover: (axis) => ({ yaxis: { ...axis, title: { text: gettext("weights") }, rangemode: "tozero" } }),
};

/**
 * Draw the charts that are not hidden.
 *
 * @param {{ root: Element, plotly: PlotlyLibrary | null, charts: Map<string, Plot> }} view
 * @param {{ data: RunData, record: RunRecord, redraw: () => void }} source `redraw` is called after a zoom
 */
export function drawCharts({ root, plotly, charts }, { data, record, redraw }) {
  if (!plotly) return;
  const style = readChartStyle(root);
  for (const [name, plot] of charts) {
    if (plot.closest("details:not([open])")) continue;
    const range = plot.layout?.xaxis.range ?? null; // the steps that the visitor has zoomed to
    const traces = TRACES[name]({ data, record, style, selectPoints: (points) => thinPoints(points, range) });
    if (record.updateRanges.length)
      traces.push(markTrace({ data, record, style, range, isNamed: name !== "accuracy" }));
    plotly.react(plot, traces, layoutOf({ data, record, style, name }), OPTIONS);
    redrawAfterZoom(plot, redraw);
  }
}

/**
 * Draw again after a zoom, because then more points are visible.
 *
 * @param {Plot} plot
 * @param {() => void} redraw
 */
function redrawAfterZoom(plot, redraw) {
  if (plot.dataset.drawn) return;
  plot.dataset.drawn = "true";
  plot.on?.("plotly_relayout", (change) => {
    if (Object.keys(change).some((key) => key.startsWith("xaxis"))) redraw();
  });
}

/** @param {{ plotly: PlotlyLibrary | null, charts: Map<string, Plot> }} view */
export function eraseCharts({ plotly, charts }) {
  for (const plot of charts.values()) plotly?.purge(plot);
}

/** @param {{ data: RunData, record: RunRecord, style: ChartStyle, name: string }} chart */
function layoutOf({ data, record, style, name }) {
  const isNarrow = window.innerWidth <= MAX_PHONE_WIDTH; // on a phone, the legend needs three lines
  const axis = { gridcolor: style.grid, zeroline: false, automargin: true };
  return {
    uirevision: data.run, // with the same value, Plotly keeps the zoom and the hidden curves when points are added
    datarevision: record.lastEventNumber,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: style.text, family: style.font, size: 13 },
    margin: { l: 45, r: 45, t: 30, b: isNarrow ? 125 : 80 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: "rgba(127,127,127,0.85)" },
    legend: { orientation: "h", yref: "container", y: 0, x: 0 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: style.text, activecolor: style.colours[0] },
    xaxis: { ...axis, title: { text: gettext("step") }, range: [0, data.total_steps * 1.01] },
    ...AXES[name](axis),
    yaxis3: MARK_AXIS,
  };
}
