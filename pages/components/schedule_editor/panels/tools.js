// @ts-check
// The tools above and beside the chart: the buttons of the schedules, add, remove, undo, name, class.

/** @import { ClassName, Dispatch, State } from "../types.d.ts" */
/** @import { View } from "./view.js" */
import { STYLES } from "../chart/styles.js";
import { addShape } from "../chart/svg.js";
import { MAX_SCHEDULES } from "../state/drafts.js";
import { canRedo, canUndo } from "../state/history.js";
import { html } from "./html.js";

/**
 * @param {View} view
 * @param {() => State} getState
 * @param {Dispatch} dispatch
 */
export function connectTools(view, getState, dispatch) {
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const isTyping = event.target === view.name; // in a text field, the browser undoes the typing
    if (!(event.ctrlKey || event.metaKey) || isTyping) return;
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) dispatch({ type: "redo" });
    else if (key === "z") dispatch({ type: "undo" });
    else return;
    event.preventDefault();
  }

  function onNameEntered() {
    dispatch({ type: "editEnded" });
    view.name.value = getState().drafts[getState().selected].name; // the name without forbidden characters
  }

  view.add.addEventListener("click", () => dispatch({ type: "scheduleAdded" }));
  view.remove.addEventListener("click", () => dispatch({ type: "scheduleRemoved" }));
  view.undo.addEventListener("click", () => dispatch({ type: "undo" }));
  view.redo.addEventListener("click", () => dispatch({ type: "redo" }));
  view.removedWeights.addEventListener("click", () => dispatch({ type: "quantityToggled" }));
  view.name.addEventListener("input", () => dispatch({ type: "scheduleRenamed", name: view.name.value }));
  view.name.addEventListener("change", onNameEntered);
  for (const [name, box] of Object.entries(view.classes)) {
    const className = /** @type {ClassName} */ (name);
    box.addEventListener("change", () => dispatch({ type: "classSelected", className }));
  }
  view.root.addEventListener("keydown", onKey);
}

/**
 * @param {View} view
 * @param {State} state
 */
export function drawTools(view, state) {
  const draft = state.drafts[state.selected];
  if (document.activeElement !== view.name) view.name.value = draft.name;
  for (const [name, box] of Object.entries(view.classes)) box.checked = name === draft.class_name;
  // The attribute `disabled` would remove the focus from a button. `aria-disabled` does not.
  setDisabled(view.add, state.drafts.length >= MAX_SCHEDULES);
  setDisabled(view.remove, state.drafts.length < 2);
  setDisabled(view.undo, !canUndo(state.history));
  setDisabled(view.redo, !canRedo(state.history));
  view.removedWeights.setAttribute("aria-pressed", String(state.quantity === "removals"));
}

/**
 * @param {Element} tool
 * @param {boolean} isDisabled
 */
function setDisabled(tool, isDisabled) {
  tool.setAttribute("aria-disabled", String(isDisabled));
}

/**
 * Draw a button for each schedule, with a mark if the core has found an error or a warning.
 *
 * @param {Element} host
 * @param {State} state
 * @param {Dispatch} dispatch
 */
export function drawScheduleButtons(host, state, dispatch) {
  const focusedIndex = document.activeElement ? [...host.children].indexOf(document.activeElement) : -1;
  host.replaceChildren();
  for (const [index, { name }] of state.drafts.entries()) {
    const button = html(host, "button", {
      type: "button",
      class: "lab-chip",
      title: name,
      "aria-pressed": index === state.selected,
      onclick: () => dispatch({ type: "scheduleSelected", index }),
    });
    const swatch = addShape(button, "svg", { width: 22, height: 8, "aria-hidden": "true" });
    const { colour, dash } = STYLES[index];
    addShape(swatch, "path", { d: "M0 4H22", "stroke-width": 3, stroke: colour, "stroke-dasharray": dash });
    html(button, "span", { class: "lab-chip-name" }, name);
    const mark = markOf(state, index);
    if (mark) html(button, "span", { class: "lab-chip-mark" }, mark);
    if (index === focusedIndex) button.focus();
  }
}

/**
 * @param {State} state
 * @param {number} index
 */
function markOf({ answer }, index) {
  const findings = (answer.findings ?? []).filter(({ schedule }) => schedule === index);
  if (findings.some(({ severity }) => severity === "error")) return "✖";
  return findings.some(({ severity }) => severity === "warning") ? "⚠" : "";
}
