// The element's parts, and the text in them.

import { element, setText } from "../../elements/dom.js";
import { stepOf } from "../record/record.js";
import {
  LAYER_COLUMNS,
  comparison,
  headline,
  layerCaption,
  layerRows,
  numbers,
  warning,
  whereabouts,
} from "../words/words.js";
import { makeWeightsView } from "../weights/weights.js";

export function makeView(parentElement, data) {
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
  root.append(head, progress, message, tiles, charts);
  const view = { root, state, where, progress, message, tiles, plotly: null, charts: {} };
  view.charts.accuracy = chart(
    charts,
    "Accuracy and loss",
    "Line chart of accuracy and loss over steps; the numbers above say the latest values",
  );
  if (data.pruned.length) addPruning(view, charts);
  parentElement.append(root);
  return view;
}

// What only a pruned run has.
function addPruning(view, charts) {
  view.charts.sparsity = chart(
    charts,
    "Sparsity: scheduled, and measured in each layer's mask",
    "Line chart of sparsity over steps; the table below says the latest values",
  );
  view.comparison = element("p", "live-run-comparison");
  view.tableFrame = element("div", "live-run-table");
  view.tableFrame.tabIndex = 0; // where it is too wide, the keyboard scrolls it
  view.tableFrame.setAttribute("role", "region");
  view.tableFrame.setAttribute("aria-label", "Numbers of each layer");
  view.tableFrame.hidden = true;
  view.more = element("details", "live-run-more");
  const more = element("div", "live-run-charts");
  view.more.append(element("summary", "", "Thresholds, drift, newly pruned and regrown weights"), more);
  view.charts.drift = chart(
    more,
    "Threshold, and the drift of masked weights",
    "Line chart of thresholds and of the largest masked weight over steps; the table above says the latest values",
  );
  view.charts.turnover = chart(
    more,
    "Weights newly pruned and regrown at each update, all layers",
    "Line chart of newly pruned and regrown weights over steps; the table above says the latest values",
  );
  view.weights = makeWeightsView();
  view.root.append(view.comparison, view.tableFrame, view.more, view.weights.root);
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

export function drawText(view, data, record) {
  setText(view.state, headline(record));
  view.state.dataset.state = record.end ? record.end.kind : record.condition === "paused" ? "paused" : "";
  setText(view.where, whereabouts(data, record));
  view.progress.max = data.total_steps;
  if (record.heardAt === null) view.progress.removeAttribute("value");
  else view.progress.value = stepOf(record) ?? 0;
  const text = warning(record);
  view.message.hidden = !text;
  setText(view.message, text);
  drawTiles(view.tiles, numbers(data, record));
  if (!data.pruned.length) return;
  if (record.difference) view.comparison.setAttribute("role", "status"); // a defect is read out
  setText(view.comparison, comparison(data, record));
  view.comparison.dataset.differs = String(record.difference !== null);
  if (record.masks) drawTable(view.tableFrame, data, record);
}

function drawTiles(tiles, rows) {
  if (tiles.children.length !== rows.length) {
    tiles.replaceChildren(
      ...rows.map(([name]) => {
        const tile = element("div");
        tile.append(element("dt", "", name), element("dd"));
        return tile;
      }),
    );
  }
  rows.forEach(([, value], place) => setText(tiles.children[place].lastChild, value));
}

function drawTable(frame, data, record) {
  if (frame.hidden) {
    frame.hidden = false;
    frame.append(emptyTable(data));
  }
  const table = frame.firstChild;
  setText(table.caption, layerCaption(record));
  layerRows(data, record).forEach((texts, row) => {
    texts.forEach((text, column) => setText(table.rows[row + 1].cells[column], text));
    const differs = record.masks.kept[row] !== record.masks.predicted[row];
    table.rows[row + 1].dataset.differs = String(differs);
  });
}

function emptyTable(data) {
  const table = element("table");
  table.createCaption();
  const heading = (text, scope) => Object.assign(element("th", "", text), { scope });
  const head = element("tr");
  head.append(...LAYER_COLUMNS.map((name) => heading(name, "col")));
  const rows = data.pruned.map(() => {
    const row = element("tr");
    row.append(heading("", "row"), ...LAYER_COLUMNS.slice(1).map(() => element("td")));
    return row;
  });
  table.append(head, ...rows);
  return table;
}
