// @ts-check
// Follows one run: records its events, and draws them at most four times per second.

/** @import { RunData, RunRecord } from "./types.d.ts" */
/** @import { View } from "./view/view.js" */
import { gettext } from "../elements/texts.js";
import { drawCharts, eraseCharts } from "./charts/charts.js";
import { loadPlotly } from "./charts/plotly.js";
import { makeNotifier } from "./notify.js";
import { makeRecord, stepOf } from "./record/record.js";
import { connect } from "./stream.js";
import { drawText, makeView } from "./view/view.js";
import { connectWeights, drawWeights } from "./weights/weights.js";

const MILLISECONDS_BETWEEN_DRAWINGS = 250;
const MILLISECONDS_BETWEEN_TEXTS = 1000;
const MILLISECONDS_TO_PAINT = 50;

/** @typedef {(name: string, value: unknown) => void} SetTriggerValue */
/** @typedef {HTMLElement & { liveRun?: { run: string, draw: () => void, close: () => void } }} Host */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: RunData, parentElement: Host, setTriggerValue: SetTriggerValue }} element
 */
export default function liveRun({ data, parentElement, setTriggerValue }) {
  const currentRun = parentElement.liveRun;
  if (currentRun && currentRun.run === data.run) {
    currentRun.draw(); // the theme may have changed
    return currentRun.close;
  }
  currentRun?.close();
  const follower = followRun(data, parentElement, setTriggerValue);
  const close = () => {
    follower.close();
    delete parentElement.liveRun;
  };
  parentElement.liveRun = { run: data.run, draw: follower.draw, close };
  return close;
}

/**
 * @param {RunData} data
 * @param {HTMLElement} parentElement
 * @param {SetTriggerValue} setTriggerValue
 */
function followRun(data, parentElement, setTriggerValue) {
  const record = makeRecord(data);
  const view = makeView(parentElement, data);
  const notifier = makeNotifier(data);
  view.header.append(notifier.button);
  const { draw, drawNow, stop } = limitDrawingRate(() => drawAll(view, { data, record, redraw: draw }));
  let state = data.state;
  let hasStep = false;
  const stream = connect(data, record, {
    onChange: () => {
      if (hasStep || stepOf(record) === null) draw();
      else drawNow(); // visitors wait for the first step
      hasStep = stepOf(record) !== null;
    },
    onEnd: () => {
      if (data.ended) return;
      notifier.notify(record);
      setTriggerValue("ended", true); // the page shows the results, and the title of the tab names the end
    },
    onState: (newState) => {
      if (newState !== state) setTriggerValue("state", newState); // the buttons of the page depend on the state
      state = newState;
    },
  });
  if (view.pruning) connectWeights(view.pruning.weights, data, record);
  view.pruning?.details.addEventListener("toggle", draw);
  const sizeObserver = new ResizeObserver(draw);
  sizeObserver.observe(view.root);
  const textTimer = setInterval(() => {
    // Draw also if no message arrives, to report a silent worker.
    if (!record.end) drawText(view, data, record);
  }, MILLISECONDS_BETWEEN_TEXTS);
  drawText(view, data, record);

  const close = () => {
    stream.close();
    clearInterval(textTimer);
    stop();
    sizeObserver.disconnect();
    eraseCharts(view);
    view.root.remove();
  };
  return { draw, close };
}

/**
 * @param {View & { plotlyRequested?: boolean }} view
 * @param {{ data: RunData, record: RunRecord, redraw: () => void }} source
 */
function drawAll(view, { data, record, redraw }) {
  if (!view.root.isConnected) return;
  drawText(view, data, record);
  drawCharts(view, { data, record, redraw });
  if (view.pruning) drawWeights(view.pruning.weights, record);
  // The page does not react while the browser parses plotly.js. So draw the first numbers before this.
  if (view.plotlyRequested || (stepOf(record) === null && !record.end)) return;
  view.plotlyRequested = true;
  for (const plot of view.charts.values()) plot.dataset.placeholder = gettext("The chart is loading.");
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
 * Draw soon, but at most four times per second.
 *
 * @param {() => void} paint
 */
function limitDrawingRate(paint) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  let lastPaintAt = Number.NEGATIVE_INFINITY;
  const paintNow = () => {
    timer = null;
    lastPaintAt = performance.now();
    paint();
  };
  return {
    draw() {
      timer ??= setTimeout(paintNow, Math.max(0, lastPaintAt + MILLISECONDS_BETWEEN_DRAWINGS - performance.now()));
    },
    drawNow() {
      if (timer !== null) clearTimeout(timer);
      paintNow();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
