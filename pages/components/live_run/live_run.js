// Follows one run: takes its events, keeps them, and draws at most four times a second.

import { drawCharts, eraseCharts, loadPlotly } from "./charts/charts.js";
import { ENDS, emptyRecord, stepOf, take } from "./record/record.js";
import { drawText, makeView } from "./view/view.js";
import { connectWeights, drawWeights } from "./weights/weights.js";

const MILLISECONDS_BETWEEN_DRAWINGS = 250;
const MILLISECONDS_UNTIL_RETRY = 2000;
const MILLISECONDS_TO_PAINT = 50;

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
  const record = emptyRecord(data);
  const view = makeView(parentElement, data);
  let timer = null;
  let drawnAt = -Infinity;
  let standing = data.state;

  const draw = () => {
    timer = null;
    drawnAt = performance.now();
    if (!view.root.isConnected) return;
    drawText(view, data, record);
    drawCharts(view, data, record, drawSoon);
    if (view.weights) drawWeights(view.weights, data, record);
    // Reading plotly.js stops the page for a moment: the first numbers are shown before.
    if (stepOf(record) !== null || record.end) loadCharts();
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, Math.max(0, drawnAt + MILLISECONDS_BETWEEN_DRAWINGS - performance.now()));
  };
  if (view.weights) connectWeights(view.weights, data, record);
  view.more?.addEventListener("toggle", drawSoon);
  const resized = new ResizeObserver(drawSoon);
  resized.observe(view.root);

  const stream = connect(data, record, {
    changed: drawSoon,
    ended: () => {
      if (!data.ended) setTriggerValue("ended", true);
    },
    // The page's own buttons and words depend on it.
    stands: (state) => {
      if (state !== standing) setTriggerValue("standing", state);
      standing = state;
    },
  });
  const clock = setInterval(() => {
    if (!record.end) drawText(view, data, record);
  }, 1000);

  const loadCharts = () => {
    if (view.asked) return;
    view.asked = true;
    setTimeout(
      () =>
        loadPlotly(data.plotly).then(
          () => {
            view.plotly = window.Plotly;
            drawSoon();
          },
          () => {
            record.problem = "The charts cannot be drawn: plotly.js did not load. Reload the page to try again.";
            drawText(view, data, record);
          },
        ),
      MILLISECONDS_TO_PAINT,
    );
  };
  drawText(view, data, record);

  const close = () => {
    stream.close();
    clearInterval(clock);
    clearTimeout(timer);
    resized.disconnect();
    eraseCharts(view);
    view.root.remove();
    delete parentElement.liveRun;
  };
  return { run: data.run, draw: drawSoon, close };
}

// The event stream of the run: it goes on after the last event that was seen.
function connect(data, record, { changed, ended, stands }) {
  let source = null;
  let retry = null;
  const open = () => {
    source = new EventSource(`${data.events}?after=${record.seen}`);
    source.onopen = () => {
      record.connected = true;
      changed();
    };
    source.onerror = () => {
      record.connected = false;
      changed();
      // A browser comes back by itself after a lost connection, but not after a server's refusal.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, MILLISECONDS_UNTIL_RETRY);
    };
    source.onmessage = (message) => {
      const number = Number(message.lastEventId);
      if (number <= record.seen) return;
      record.seen = number;
      const { at, event } = JSON.parse(message.data);
      take(record, event, at);
      if (event.kind in ENDS) {
        source.close();
        ended();
      }
      changed();
    };
    // How the run stands now is no part of its log, and comes without a number.
    source.addEventListener("condition", (message) => {
      const { state, notice } = JSON.parse(message.data);
      if (record.condition !== state) record.heardAt &&= Date.now(); // who goes on was not silent
      Object.assign(record, { condition: state, notice });
      stands(state);
      changed();
    });
  };
  open();
  return {
    close: () => {
      source.close();
      clearTimeout(retry);
    },
  };
}
