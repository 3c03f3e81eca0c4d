// @ts-check
// The schedule editor, with up to six schedules. The browser draws each change immediately. When the visitor pauses, the
// editor sends the schedules to the core. The answer of the core contains the findings.

/** @import { Action, Answer, Editor, EditorHost, State } from "./types.d.ts" */
import { makeChart } from "./chart/chart.js";
import { saveImage } from "./chart/image.js";
import { STYLES } from "./chart/styles.js";
import { draw } from "./draw.js";
import { makeFields } from "./fields/fields.js";
import { connectChart } from "./input/gestures.js";
import { guardLinks } from "./page/link_guard.js";
import { watchSurroundings } from "./page/surroundings.js";
import { connectTools } from "./panels/tools.js";
import { makeView } from "./panels/view.js";
import { readEarlierSchedules } from "./state/drafts.js";
import { isPending, messageOf, reduce, stateOf } from "./state/state.js";

const MILLISECONDS_AFTER_LAST_EDIT = 300;

/**
 * Streamlit calls this function when the element is mounted, after each answer, and after each change of the theme.
 *
 * @param {{ data: Answer & { settled?: unknown }, parentElement: EditorHost,
 *   setStateValue: (name: string, value: unknown) => void }} element
 */
export default function scheduleEditor({ data, parentElement, setStateValue }) {
  const answer = { ...data, ...readEarlierSchedules(data.settled) };
  parentElement.scheduleEditor ??= makeEditor(parentElement, answer);
  const editor = parentElement.scheduleEditor;
  editor.send = (value) => setStateValue("settled", value);
  editor.receiveAnswer(answer);
  return () => {
    editor.close();
    delete parentElement.scheduleEditor;
  };
}

/**
 * @param {HTMLElement} parentElement
 * @param {Answer} answer
 * @returns {Editor}
 */
function makeEditor(parentElement, answer) {
  const prefix = `lab-${Math.random().toString(36).slice(2, 8)}`;
  const view = makeView(parentElement, prefix);
  const chart = makeChart(view.chart);
  let state = stateOf(answer);
  const editTimer = makeTimer(() => dispatch({ type: "editEnded" }));
  const draft = state.drafts[state.selected];
  const plan = { totalSteps: answer.total_steps, stepsPerEpoch: answer.steps_per_epoch };
  const fields = makeFields(view.fields, prefix, { dispatch, draft, plan });
  const screen = { view, chart, fields, dispatch, drawnValues: new Map() };
  const redraw = () => draw(screen, state, surroundings.current);
  const surroundings = watchSurroundings(parentElement, view.chart, redraw);
  const endEdit = () => dispatch({ type: "editEnded" });
  const guard = guardLinks({ isPending: () => isPending(state), endEdit });

  /** @param {Action} action */
  function dispatch(action) {
    const oldState = state;
    state = reduce(oldState, action);
    if (state === oldState) return;
    redraw();
    if (state.editsToSend === 0) editTimer.stop();
    else if (state.editsToSend !== oldState.editsToSend) editTimer.restart();
    if (state.messagesSent !== oldState.messagesSent) editor.send(messageOf(state));
  }

  connectChart(chart, () => state, dispatch);
  connectTools(view, () => state, dispatch);
  connectImages(view.images, (format) => {
    saveImage(chart.svg, { format, theme: surroundings.current.theme, legend: legendOf(state) });
  });
  addEventListener("pagehide", endEdit);

  /** @type {Editor} */
  const editor = {
    send: () => {},
    receiveAnswer(newAnswer) {
      surroundings.refresh();
      state = reduce(state, { type: "answerReceived", answer: newAnswer });
      redraw(); // the theme may have changed
      if (state.editsToSend === 0) editTimer.stop();
      guard.onAnswer();
    },
    close() {
      if (state.editsToSend > 0) endEdit();
      editTimer.stop();
      removeEventListener("pagehide", endEdit);
      guard.close();
      surroundings.close();
      view.root.remove();
    },
  };
  return editor;
}

/**
 * @param {Record<"svg" | "png", HTMLElement>} buttons
 * @param {(format: "svg" | "png") => void} onSave
 */
function connectImages({ svg, png }, onSave) {
  svg.addEventListener("click", () => onSave("svg"));
  png.addEventListener("click", () => onSave("png"));
}

/** @param {State} state */
function legendOf({ drafts }) {
  return drafts.map(({ name }, index) => ({ name, ...STYLES[index] }));
}

/**
 * A timer that each edit restarts.
 *
 * @param {() => void} onEnd
 */
function makeTimer(onEnd) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(onEnd, MILLISECONDS_AFTER_LAST_EDIT);
    },
    stop: () => clearTimeout(timer),
  };
}
