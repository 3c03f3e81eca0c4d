// Follows one run: takes its events, keeps them, and draws at most four times a second.

const MILLISECONDS_BETWEEN_DRAWINGS = 250;
const MILLISECONDS_UNTIL_RETRY = 2000;
const SECONDS_UNTIL_SILENCE_IS_SAID = 5;
const SECONDS_FOR_THE_PACE = 5;
const ENDS = {
  run_finished: "Finished",
  run_stopped: "Stopped",
  run_failed: "Failed",
  run_interrupted: "Interrupted",
};

export default function liveRun({ data, parentElement, setTriggerValue }) {
  const shown = parentElement.liveRun;
  if (shown && shown.run === data.run) {
    shown.draw(); // the theme may have changed
    return shown.close;
  }
  if (shown) shown.close();
  parentElement.liveRun = follow(data, parentElement, setTriggerValue);
  return parentElement.liveRun.close;
}

function follow(data, parentElement, setTriggerValue) {
  const state = emptyState();
  const view = makeView(parentElement, data);
  let timer = null;

  const draw = () => {
    timer = null;
    if (!view.root.isConnected) return;
    drawText(view, data, state);
    drawCharts(view, data, state);
  };
  const drawSoon = () => {
    if (timer === null) timer = setTimeout(draw, MILLISECONDS_BETWEEN_DRAWINGS);
  };

  let source = null;
  let retry = null;
  const connect = () => {
    source = new EventSource(`${data.events}?after=${state.seen}`);
    source.onopen = () => { state.connected = true; drawSoon(); };
    source.onerror = () => {
      state.connected = false;
      drawSoon();
      // A browser comes back by itself after a lost connection, but not after a server's refusal.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, MILLISECONDS_UNTIL_RETRY);
    };
    source.onmessage = (message) => {
      const number = Number(message.lastEventId);
      if (number <= state.seen) return;
      state.seen = number;
      const { at, event } = JSON.parse(message.data);
      take(state, event, at);
      if (event.kind in ENDS) {
        source.close();
        if (!data.ended) setTriggerValue("ended", true);
      }
      drawSoon();
    };
  };
  connect();
  const clock = setInterval(() => { if (!state.end) drawText(view, data, state); }, 1000);

  loadPlotly(data.plotly).then(() => { view.plotly = window.Plotly; drawSoon(); }, () => {
    state.problem = "The charts cannot be drawn: plotly.js did not load. Reload the page to try again.";
    drawText(view, data, state);
  });
  drawText(view, data, state);

  const close = () => {
    source.close();
    clearTimeout(retry);
    clearInterval(clock);
    clearTimeout(timer);
    if (view.plotly) for (const chart of [view.sparsity, view.accuracy].filter(Boolean)) view.plotly.purge(chart);
    view.root.remove();
    delete parentElement.liveRun;
  };
  return { run: data.run, draw: drawSoon, close };
}

// What is known of the run.

function emptyState() {
  return {
    seen: 0, problem: "", connected: false, phase: null, end: null, heardAt: null, kernels: [],
    steps: [], times: [], losses: [], accuracies: [], scheduled: [],
    masks: { steps: [], kept: [], sparsity: [] },
    epochs: { steps: [], validationAccuracies: [], validationLosses: [] },
  };
}

function take(state, event, at) {
  state.heardAt = Date.now();
  if (event.kind === "phase_started") state.phase = event.phase;
  else if (event.kind === "run_started") state.kernels = event.kernels;
  else if (event.kind === "step_measured") {
    state.phase = null;
    state.steps.push(event.step);
    state.times.push(at);
    state.losses.push(event.loss);
    state.accuracies.push(event.accuracy);
    state.scheduled.push(event.scheduled_sparsity);
  } else if (event.kind === "masks_measured") {
    state.masks.steps.push(event.step);
    state.masks.kept.push(event.kept);
    state.masks.sparsity.push(event.measured_sparsity);
  } else if (event.kind === "epoch_measured") {
    state.epochs.steps.push(event.step);
    state.epochs.validationAccuracies.push(event.validation_accuracy);
    state.epochs.validationLosses.push(event.validation_loss);
  } else if (event.kind in ENDS) {
    state.end = event;
  }
}

function lastOf(list) {
  return list.length ? list[list.length - 1] : null;
}

function overallSparsity(state) {
  const kept = lastOf(state.masks.kept);
  if (!kept) return null;
  const total = state.kernels.reduce((sum, kernel) => sum + weightsOf(kernel), 0);
  return 1 - kept.reduce((sum, count) => sum + count, 0) / total;
}

function weightsOf(kernel) {
  return kernel.shape.reduce((product, size) => product * size, 1);
}

function secondsLeft(data, state) {
  const last = state.steps.length - 1;
  let first = last; // events are written several at a time: measure over time, not over steps
  while (first > 0 && state.times[last] - state.times[first] < SECONDS_FOR_THE_PACE) first -= 1;
  if (last < 0 || state.times[last] - state.times[first] < 1) return null;
  const pace = (state.times[last] - state.times[first]) / (last - first);
  return pace * (data.total_steps - state.steps[last]);
}

// Words.

function headline(state) {
  if (state.end) return ENDS[state.end.kind];
  if (state.heardAt === null) return state.connected ? "Waiting for a worker" : "Connecting";
  if (!state.connected) return "Connection lost, trying again";
  return state.phase ? sentenceCase(state.phase) : "Training";
}

function sentenceCase(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function whereabouts(data, state) {
  const step = lastOf(state.steps);
  if (step === null) return "";
  const epoch = Math.min(data.epochs, Math.floor((step - 1) / data.steps_per_epoch) + 1);
  const parts = [
    `step ${step.toLocaleString("en")} of ${data.total_steps.toLocaleString("en")}`,
    `epoch ${epoch} of ${data.epochs}`,
  ];
  const left = state.end || step >= data.total_steps ? null : secondsLeft(data, state);
  if (left !== null) parts.push(`about ${duration(left)} left`);
  return parts.join(" · ");
}

function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

function warning(state) {
  if (state.end) return state.end.message || state.problem;
  if (state.problem) return state.problem;
  const silence = state.heardAt === null ? 0 : (Date.now() - state.heardAt) / 1000;
  if (silence < SECONDS_UNTIL_SILENCE_IS_SAID || state.phase || !state.connected) return "";
  return `No news from the worker for more than ${SECONDS_UNTIL_SILENCE_IS_SAID} s. If it is gone, another goes on from its last checkpoint within a minute.`;
}

const percent = (value, digits) => (value === null || value === undefined ? "–" : `${(100 * value).toFixed(digits)} %`);
const decimal = (value) => (value === null || value === undefined ? "–" : value.toFixed(4));

function numbers(data, state) {
  const rows = [
    ["Training accuracy", percent(lastOf(state.accuracies), 1)],
    ["Training loss", decimal(lastOf(state.losses))],
    ["Validation accuracy", percent(lastOf(state.epochs.validationAccuracies), 2)],
  ];
  if (data.scheduled) {
    rows.push(["Scheduled sparsity", percent(lastOf(state.scheduled), 1)]);
    rows.push(["Measured sparsity", percent(overallSparsity(state), 1)]);
  }
  return rows;
}

// The page.

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function makeView(parentElement, data) {
  const root = element("section", "live-run");
  root.setAttribute("aria-label", `Run ${data.run}: ${data.title}`);
  const head = element("div", "live-run-head");
  const state = element("span", "live-run-state");
  state.setAttribute("role", "status");
  const where = element("span", "live-run-where");
  head.append(state, where);
  const progress = element("progress");
  progress.setAttribute("aria-label", "Steps trained");
  const message = element("p", "live-run-message");
  message.setAttribute("role", "alert");
  message.hidden = true;
  const tiles = element("dl", "live-run-numbers");
  const charts = element("div", "live-run-charts");
  const accuracy = chart(charts, "Accuracy and loss", "Line chart of accuracy and loss over steps; the numbers above say the latest values");
  const sparsity = data.scheduled
    ? chart(charts, "Sparsity: scheduled, and measured in each layer's mask", "Line chart of sparsity over steps; the table below says the latest values")
    : null;
  const table = element("table");
  table.hidden = true;
  root.append(head, progress, message, tiles, charts, table);
  parentElement.append(root);
  return { root, state, where, progress, message, tiles, accuracy, sparsity, table, plotly: null };
}

function chart(charts, title, description) {
  const figure = element("div", "live-run-chart");
  const plot = element("div", "live-run-plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", description);
  figure.append(element("h4", "", title), plot);
  charts.append(figure);
  return plot;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text; // an unchanged live region stays silent
}

function drawText(view, data, state) {
  setText(view.state, headline(state));
  view.state.dataset.state = state.end ? state.end.kind : "";
  setText(view.where, whereabouts(data, state));
  view.progress.max = data.total_steps;
  if (state.heardAt === null) view.progress.removeAttribute("value");
  else view.progress.value = lastOf(state.steps) ?? 0;
  const text = warning(state);
  view.message.hidden = !text;
  setText(view.message, text);
  view.tiles.replaceChildren(...numbers(data, state).flatMap(
    ([name, value]) => {
      const tile = element("div");
      tile.append(element("dt", "", name), element("dd", "", value));
      return [tile];
    }));
  drawTable(view.table, state);
}

function drawTable(table, state) {
  const kept = lastOf(state.masks.kept);
  table.hidden = !kept;
  if (!kept) return;
  const sparsity = lastOf(state.masks.sparsity);
  const head = element("tr");
  head.append(...["Layer", "Weights", "Kept", "Measured sparsity"].map((name) => {
    const cell = element("th", "", name);
    cell.scope = "col";
    return cell;
  }));
  const rows = state.kernels.map((kernel, index) => {
    const row = element("tr");
    const name = element("th", "", kernel.layer);
    name.scope = "row";
    row.append(name, ...[
      weightsOf(kernel).toLocaleString("en"), kept[index].toLocaleString("en"), sparsity[index].toFixed(4),
    ].map((text) => element("td", "", text)));
    return row;
  });
  table.replaceChildren(element("caption", "", `What the masks hold since step ${lastOf(state.masks.steps).toLocaleString("en")}`), head, ...rows);
}

// The charts.

function theme(view) {
  const style = getComputedStyle(view.root);
  const read = (name) => style.getPropertyValue(name).trim();
  const colours = read("--st-chart-categorical-colors").split(",").map((colour) => colour.trim()).filter(Boolean);
  return {
    text: read("--st-text-color") || style.color,
    grid: read("--st-border-color") || "rgba(128, 128, 128, 0.3)",
    font: read("--st-font") || "sans-serif",
    colours: colours.length >= 6 ? colours : ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"],
  };
}

function layout(data, state, look, extra) {
  const narrow = window.innerWidth <= 640; // the legend takes three lines on a phone
  const axis = { gridcolor: look.grid, zeroline: false, automargin: true };
  return {
    uirevision: data.run, // zoom and hidden curves stay as new points come in
    datarevision: state.heardAt, // the arrays grow in place
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: look.text, family: look.font, size: 13 },
    margin: { l: 45, r: 45, t: 30, b: narrow ? 125 : 80 },
    hovermode: "x unified", hoverlabel: { bgcolor: "rgba(127,127,127,0.85)" },
    legend: { orientation: "h", yref: "container", y: 0, x: 0 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: look.text, activecolor: look.colours[0] },
    xaxis: { ...axis, title: { text: "step" }, range: [0, data.total_steps * 1.01] },
    yaxis: axis,
    ...extra(axis),
  };
}

function drawCharts(view, data, state) {
  if (!view.plotly) return;
  const look = theme(view);
  const options = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "sendChartToCloud", "sendDataToCloud"], plotlyServerURL: "" };
  view.plotly.react(view.accuracy, accuracyTraces(state, look), layout(data, state, look, (axis) => ({
    yaxis: { ...axis, title: { text: "accuracy" }, tickformat: ".0%", range: [0, 1.02] },
    yaxis2: { ...axis, title: { text: "loss" }, overlaying: "y", side: "right", showgrid: false, rangemode: "tozero", tickmode: "auto", nticks: 6 },
  })), options);
  if (!view.sparsity) return;
  view.plotly.react(view.sparsity, sparsityTraces(data, state, look), layout(data, state, look, (axis) => ({
    yaxis: { ...axis, title: { text: "sparsity" }, tickformat: ".0%", range: [-0.02, 1.02] },
  })), options);
}

function accuracyTraces(state, look) {
  return [
    { name: "training accuracy", x: state.steps, y: state.accuracies, mode: "lines", line: { color: look.colours[0], width: 1.5 } },
    { name: "validation accuracy", x: state.epochs.steps, y: state.epochs.validationAccuracies, mode: "lines+markers", line: { color: look.colours[2], width: 2.5 }, marker: { size: 8 } },
    { name: "training loss", x: state.steps, y: state.losses, mode: "lines", yaxis: "y2", line: { color: look.colours[1], width: 1.5, dash: "dot" } },
  ];
}

function sparsityTraces(data, state, look) {
  const now = lastOf(state.steps) ?? 0;
  const measured = state.kernels.map((kernel, index) => ({
    name: kernel.layer,
    x: [...state.masks.steps, now],
    y: [...state.masks.sparsity.map((layers) => layers[index]), lastOf(state.masks.sparsity)?.[index] ?? null],
    mode: "lines",
    // Layers often hold the same: the first ones are drawn wider, so that each can be seen.
    line: { shape: "hv", width: 2 + 2 * (state.kernels.length - 1 - index), color: look.colours[index % look.colours.length] },
  }));
  const scheduled = {
    name: "scheduled", x: data.scheduled.steps, y: data.scheduled.sparsity, mode: "lines",
    line: { color: look.text, width: 1.5, dash: "dot" },
  };
  return [...measured, scheduled];
}

// plotly.js is loaded once a page, whoever needs it first.

function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  window.liveRunPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => { delete window.liveRunPlotly; script.remove(); reject(new Error(`no plotly.js at ${url}`)); };
    document.head.append(script);
  });
  return window.liveRunPlotly;
}
