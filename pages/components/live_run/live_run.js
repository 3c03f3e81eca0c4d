// @ts-check
// Follows one run: records its events, and draws at most four times a second.

/** @import { RunData, RunRecord } from "./types.d.ts" */
/** @import { View } from "./view/view.js" */
import { gettext } from "../elements/texts.js";
import { drawCharts, eraseCharts } from "./charts/charts.js";
import { loadPlotly } from "./charts/plotly.js";
import { emptyRecord, stepOf } from "./record/record.js";
import { connect } from "./stream.js";
import { drawText, makeView } from "./view/view.js";
import { connectWeights, drawWeights } from "./weights/weights.js";

const MILLISECONDS_BETWEEN_DRAWINGS = 250;
const MILLISECONDS_BETWEEN_TEXTS = 1000;
const MILLISECONDS_TO_PAINT = 50;

/** @typedef {(name: string, value: unknown) => void} SetTriggerValue */
/** @typedef {HTMLElement & { liveRun?: { run: string, draw: () => void, close: () => void } }} Host */

/**
 * Streamlit calls this when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: RunData, parentElement: Host, setTriggerValue: SetTriggerValue }} element
 */
export default function liveRun({ data, parentElement, setTriggerValue }) {
  const shown = parentElement.liveRun;
  if (shown && shown.run === data.run) {
    shown.draw(); // the theme may have changed
    return shown.close;
  }
  shown?.close();
  const started = followRun(data, parentElement, setTriggerValue);
  const close = () => {
    started.close();
    delete parentElement.liveRun;
  };
  parentElement.liveRun = { run: data.run, draw: started.draw, close };
  return close;
}

/**
 * @param {RunData} data
 * @param {HTMLElement} parentElement
 * @param {SetTriggerValue} setTriggerValue
 */
function followRun(data, parentElement, setTriggerValue) {
  const record = emptyRecord(data);
  const view = makeView(parentElement, data);
  const { draw, stop } = makePainter(() => drawAll(view, { data, record, redraw: draw }));
  let state = data.state;
  const stream = connect(data, record, {
    onChange: draw,
    onEnd: () => {
      if (!data.ended) setTriggerValue("ended", true);
    },
    onState: (next) => {
      if (next !== state) setTriggerValue("standing", next); // the page's buttons depend on it
      state = next;
    },
  });
  if (view.pruning) connectWeights(view.pruning.weights, data, record);
  view.pruning?.more.addEventListener("toggle", draw);
  const resized = new ResizeObserver(draw);
  resized.observe(view.root);
  const clock = setInterval(() => {
    if (!record.end) drawText(view, data, record); // silence is reported although nothing comes
  }, MILLISECONDS_BETWEEN_TEXTS);
  drawText(view, data, record);

  const close = () => {
    stream.close();
    clearInterval(clock);
    stop();
    resized.disconnect();
    eraseCharts(view);
    view.root.remove();
  };
  return { draw, close };
}

/**
 * @param {View & { asked?: boolean }} view
 * @param {{ data: RunData, record: RunRecord, redraw: () => void }} source
 */
function drawAll(view, { data, record, redraw }) {
  if (!view.root.isConnected) return;
  drawText(view, data, record);
  drawCharts(view, { data, record, redraw });
  if (view.pruning) drawWeights(view.pruning.weights, record);
  // To parse plotly.js stops the page for a moment: the first numbers are shown before.
  if (view.asked || (stepOf(record) === null && !record.end)) return;
  view.asked = true;
  setTimeout(() => addPlotly(view, { data, record, redraw }), MILLISECONDS_TO_PAINT);
}

/**
 * @param {View} view
 * @param {{ data: RunData, record: RunRecord, redraw: () => void }} source
 */
async function addPlotly(view, { data, record, redraw }) {
  try {
    await loadPlotly(data.plotly);
    view.plotly = window.Plotly ?? null;
    redraw();
  } catch {
    record.problem = gettext("The charts cannot be drawn: plotly.js did not load. Reload the page to try again.");
    drawText(view, data, record);
  }
}

/**
 * Draws soon, but never more often than four times a second.
 *
 * @param {() => void} paint
 */
function makePainter(paint) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  let paintedAt = Number.NEGATIVE_INFINITY;
  const paintNow = () => {
    timer = null;
    paintedAt = performance.now();
    paint();
  };
  return {
    draw() {
      timer ??= setTimeout(paintNow, Math.max(0, paintedAt + MILLISECONDS_BETWEEN_DRAWINGS - performance.now()));
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
