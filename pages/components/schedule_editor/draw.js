// @ts-check
// Draws the state. No other module changes the content of the editor.

/** @import { Chart, ChartModel, Dispatch, State, Surroundings } from "./types.d.ts" */
/** @import { Panel } from "./fields/fields.js" */
/** @import { View } from "./panels/view.js" */
import { setText } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { drawChart } from "./chart/chart.js";
import { drawHandles } from "./chart/handle_shapes.js";
import { STYLES } from "./chart/styles.js";
import { drawFields } from "./fields/fields.js";
import { handlesOf } from "./input/handles.js";
import { updates } from "./math/schedule_math.js";
import { tiedUpdates } from "./math/ties.js";
import { drawFindings, findingsOf, summaryOf } from "./panels/findings.js";
import { drawReadout } from "./panels/reading.js";
import { drawScheduleButtons, drawTools } from "./panels/tools.js";
import { axisStepsOf } from "./state/axis_steps.js";
import { describeUpdates } from "./words.js";

/** @typedef {{ view: View, chart: Chart, fields: Panel, dispatch: Dispatch, drawnValues: Map<string, unknown[]> }} Screen */

/** @type {Record<State["quantity"], () => string>} */
const LEGENDS = {
  sparsity: () =>
    gettext(
      "Thick line: sparsity of the masks, also if the training ends there. Thin line: scheduled sparsity. Ticks on the axis: updates of the masks. Drag the round handles, or focus one and use the arrow keys.",
    ),
  removals: () =>
    gettext(
      "Each line: the number of weights that an update removes from all layers with this schedule together. Below zero, the update restores weights.",
    ),
};

/**
 * @param {Screen} screen
 * @param {State} state
 * @param {Surroundings} surroundings
 */
export function draw(screen, state, surroundings) {
  const { root } = screen.view;
  const hadFocus = root.contains(document.activeElement);
  drawCurves(screen, state, surroundings);
  drawTexts(screen, state);
  drawControls(screen, state);
  // If the focused element was removed, the editor gets the focus, so that it still receives key presses.
  if (hadFocus && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
}

/**
 * @param {State} state
 * @param {Surroundings} surroundings
 * @returns {ChartModel}
 */
function modelOf(state, { theme, width }) {
  const { answer, drafts, selected, preview, quantity, stale, axisStepsOfDrag } = state;
  return {
    schedules: drafts,
    selected,
    preview,
    quantity,
    overlay: (!stale && answer.overlay) || null, // a stale overlay belongs to an earlier schedule
    totalSteps: answer.total_steps,
    stepsPerEpoch: answer.steps_per_epoch,
    epochs: answer.epochs,
    rates: answer.rates ?? null,
    zeros: answer.zeros ?? 0,
    earliestStop: answer.earliest_stop ?? null,
    layers: answer.layers,
    axisSteps: axisStepsOfDrag ?? axisStepsOf(drafts, answer.total_steps),
    theme,
    width,
  };
}

/**
 * @param {Screen} screen
 * @param {State} state
 * @param {Surroundings} surroundings
 */
function drawCurves({ view, chart, fields }, state, surroundings) {
  const model = modelOf(state, surroundings);
  const draft = state.drafts[state.selected];
  drawChart(chart, model);
  drawHandles(chart, state.quantity === "sparsity" ? handlesOf(draft) : [], {
    colour: STYLES[state.selected].colour,
    background: model.theme.background,
    totalSteps: model.totalSteps,
  });
  drawReadout(view.readout, chart, { model, step: state.readoutStep });
  drawFields(fields, { draft, plan: model, errors: state.errors });
  setText(view.legend, [LEGENDS[state.quantity](), ...describeExtras(model)].join(" "));
}

/**
 * Describe what is drawn only for some schedules and trainings.
 *
 * @param {ChartModel} model
 */
function describeExtras({ schedules, selected, quantity, overlay, rates, zeros, totalSteps }) {
  const texts = [];
  const draft = schedules[selected];
  if (tiedUpdates(draft, updates(draft, totalSteps), zeros).length > 0) {
    texts.push(
      quantity === "sparsity"
        ? gettext("Shaded: the masks hold this sparsity, or keep all weights where too many are exactly zero.")
        : gettext("Where too many weights are exactly zero, an update restores all weights instead."),
    );
  }
  if (quantity === "sparsity" && rates) {
    texts.push(gettext("Dashes and dots: the learning rate, as a part of its peak {peak}.", { peak: rates.peak }));
  }
  if (overlay) texts.push(gettext("Dotted: {name}.", { name: overlay.name }));
  return texts;
}

/**
 * @param {Screen} screen
 * @param {State} state
 */
function drawTexts({ view, chart, drawnValues }, state) {
  const { drafts, selected, answer, messagesSent } = state;
  setText(view.sentence, describeUpdates(drafts[selected], answer.total_steps, answer.zeros));
  const [before] = drawnValues.get("message") ?? [messagesSent];
  if (!hasChanged(drawnValues, "message", [messagesSent, answer])) return;
  if (messagesSent !== before) setText(view.spokenSentence, view.sentence.textContent);
  const schedules = drafts
    .map((draft) => `${draft.name}: ${describeUpdates(draft, answer.total_steps, answer.zeros)}`)
    .join(" ");
  chart.svg.setAttribute("aria-label", gettext("Sparsity over steps. {schedules}", { schedules }));
}

/**
 * Draw the tools, the buttons of the schedules and the findings, each only if its values have changed.
 *
 * @param {Screen} screen
 * @param {State} state
 */
function drawControls({ view, drawnValues, dispatch }, state) {
  const { drafts, selected, answer, stale, history } = state;
  const { name, class_name: className } = drafts[selected];
  const names = drafts.map((draft) => draft.name).join("\n");
  if (hasChanged(drawnValues, "tools", [history, name, className, state.quantity, selected])) drawTools(view, state);
  if (hasChanged(drawnValues, "chips", [names, selected, answer.findings]))
    drawScheduleButtons(view.scheduleButtons, state, dispatch);
  const hasNewFindings = hasChanged(drawnValues, "findings", [answer, selected, className, drafts.length]);
  const isUpToDateAgain = hasChanged(drawnValues, "stale", [stale]) && !stale;
  if (hasNewFindings || isUpToDateAgain) drawFindings(view.findings, state, dispatch);
  view.findings.hidden = !answer.findings;
  view.findings.classList.toggle("lab-stale", stale);
  for (const fix of view.findings.querySelectorAll("button")) fix.disabled = stale; // the fix belongs to an earlier schedule
  if (!stale) setText(view.spokenFindings, answer.findings ? summaryOf(findingsOf(state)) : "");
}

/**
 * Whether one of the values has changed since the part was drawn. Stores the new values.
 *
 * @param {Map<string, unknown[]>} drawnValues
 * @param {string} part
 * @param {unknown[]} values
 */
function hasChanged(drawnValues, part, values) {
  const oldValues = drawnValues.get(part);
  if (oldValues && values.every((value, index) => value === oldValues[index])) return false;
  drawnValues.set(part, values);
  return true;
}
