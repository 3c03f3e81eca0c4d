// The charts over steps, drawn by Plotly: only where something new can be seen.

import { lastOf, thinned } from "../record/curves.js";
import { stepOf } from "../record/record.js";

const OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
const OPTIONS = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "sendChartToCloud", "sendDataToCloud"],
  plotlyServerURL: "",
};
const MOST_MARKERS = 100;
const TRACES = { accuracy: accuracyTraces, sparsity: sparsityTraces, drift: driftTraces, turnover: turnoverTraces };
const AXES = {
  accuracy: (axis) => ({
    yaxis: { ...axis, title: { text: "accuracy" }, tickformat: ".0%", range: [0, 1.02] },
    yaxis2: {
      ...axis,
      title: { text: "loss" },
      overlaying: "y",
      side: "right",
      ticklabelstandoff: 8,
      showgrid: false,
      rangemode: "tozero",
      tickmode: "auto",
      nticks: 6,
    },
  }),
  sparsity: (axis) => ({ yaxis: { ...axis, title: { text: "sparsity" }, tickformat: ".0%", range: [-0.02, 1.02] } }),
  drift: (axis) => ({
    yaxis: { ...axis, title: { text: "magnitude" }, type: "log", exponentformat: "power", dtick: 1 },
  }),
  turnover: (axis) => ({ yaxis: { ...axis, title: { text: "weights" }, rangemode: "tozero" } }),
};

export function look(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const colours = read("--st-chart-categorical-colors")
    .split(",")
    .map((colour) => colour.trim())
    .filter(Boolean);
  return {
    text: read("--st-text-color") || style.color,
    grid: read("--st-border-color") || "rgba(128, 128, 128, 0.3)",
    font: read("--st-font") || "sans-serif",
    colours: colours.length >= 6 ? colours : OKABE_ITO,
  };
}

// Draw the charts that are open; `redraw` is called when a visitor looks closer.
export function drawCharts(view, data, record, redraw) {
  if (!view.plotly) return;
  const seen = look(view.root);
  for (const [name, plot] of Object.entries(view.charts)) {
    if (plot.closest("details:not([open])")) continue;
    const traces = TRACES[name](data, record, seen, (curve) => thinned(curve, rangeOf(plot)));
    view.plotly.react(plot, traces, layout(data, record, seen, AXES[name]), OPTIONS);
    if (plot.dataset.drawn) continue;
    plot.dataset.drawn = "true";
    plot.on("plotly_relayout", (change) => {
      if (Object.keys(change).some((key) => key.startsWith("xaxis"))) redraw();
    });
  }
}

export function eraseCharts(view) {
  for (const plot of Object.values(view.charts)) view.plotly?.purge(plot);
}

// The steps that the visitor looks at; null before the first drawing.
function rangeOf(plot) {
  return plot.layout?.xaxis.range ?? null;
}

function layout(data, record, seen, axes) {
  const narrow = window.innerWidth <= 640; // the legend takes three lines on a phone
  const axis = { gridcolor: seen.grid, zeroline: false, automargin: true };
  return {
    uirevision: data.run, // zoom and hidden curves stay as new points come in
    datarevision: record.seen,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: seen.text, family: seen.font, size: 13 },
    margin: { l: 45, r: 45, t: 30, b: narrow ? 125 : 80 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: "rgba(127,127,127,0.85)" },
    legend: { orientation: "h", yref: "container", y: 0, x: 0 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: seen.text, activecolor: seen.colours[0] },
    xaxis: { ...axis, title: { text: "step" }, range: [0, data.total_steps * 1.01] },
    ...axes(axis),
  };
}

function accuracyTraces(data, record, seen, points) {
  return [
    {
      name: "training accuracy",
      ...points(record.accuracies),
      mode: "lines",
      line: { color: seen.colours[0], width: 1.5 },
    },
    {
      name: "validation accuracy",
      ...points(record.validationAccuracies),
      mode: "lines+markers",
      line: { color: seen.colours[2], width: 2.5 },
      marker: { size: 8 },
    },
    {
      name: "training loss",
      ...points(record.losses),
      mode: "lines",
      yaxis: "y2",
      line: { color: seen.colours[1], width: 1.5, dash: "dot" },
    },
    {
      name: "validation loss",
      ...points(record.validationLosses),
      mode: "lines+markers",
      yaxis: "y2",
      line: { color: seen.colours[4], width: 2.5, dash: "dot" },
      marker: { size: 8, symbol: "diamond" },
    },
  ];
}

function sparsityTraces(data, record, seen, points) {
  const measured = data.pruned.map(({ layer }, place) => ({
    name: layer,
    ...held(record.sparsities[place], record, points),
    mode: "lines",
    // Layers often hold the same: the first ones are drawn wider, so that each can be seen.
    line: { shape: "hv", width: 2 + 2 * (data.pruned.length - 1 - place), color: colourOf(seen, place) },
  }));
  const scheduled = data.scheduled.map(({ layers, steps, sparsity }) => ({
    name: data.scheduled.length === 1 ? "scheduled" : `scheduled: ${layers.join(", ")}`,
    x: steps,
    y: sparsity,
    mode: "lines",
    line: { color: seen.text, width: 1.5, dash: "dot" },
  }));
  return [...measured, ...scheduled];
}

function driftTraces(data, record, seen, points) {
  return data.pruned.flatMap(({ layer }, place) => [
    {
      name: `${layer}, threshold`,
      ...held(record.thresholds[place], record, points),
      mode: "lines",
      line: { shape: "hv", width: 2, color: colourOf(seen, place) },
    },
    {
      name: `${layer}, drift`,
      ...points(record.drifts[place]),
      mode: "lines",
      line: { width: 1.5, dash: "dot", color: colourOf(seen, place) },
    },
  ]);
}

function turnoverTraces(data, record, seen, points) {
  const mode = record.pruned.xs.length <= MOST_MARKERS ? "lines+markers" : "lines";
  return [
    { name: "newly pruned", ...points(record.pruned), mode, line: { color: seen.colours[1], width: 2 } },
    { name: "regrown", ...points(record.regrown), mode, line: { color: seen.colours[0], width: 2, dash: "dot" } },
  ];
}

// A value that stands until the latest step.
function held(curve, record, points) {
  const { x, y } = points(curve);
  return { x: [...x, stepOf(record) ?? 0], y: [...y, lastOf(curve.ys)] };
}

export function colourOf(seen, place) {
  return seen.colours[place % seen.colours.length];
}

// plotly.js is loaded once a page, whoever needs it first.
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  window.liveRunPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => {
      delete window.liveRunPlotly;
      script.remove();
      reject(new Error(`no plotly.js at ${url}`));
    };
    document.head.append(script);
  });
  return window.liveRunPlotly;
}
