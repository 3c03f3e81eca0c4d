// @ts-check
// The tools above and beside the chart: the buttons of the schedules, add, remove, undo, name, class.

/** @import { ClassName, Dispatch, State } from "../types.d.ts" */
/** @import { View } from "./view.js" */
import { STYLES } from "../chart/styles.js";
import { addShape } from "../chart/svg.js";
import { MOST_SCHEDULES } from "../state/drafts.js";
import { canRedo, canUndo } from "../state/history.js";
import { html } from "./html.js";

/**
 * @param {View} view
 * @param {() => State} stateNow
 * @param {Dispatch} dispatch
 */
export function connectTools(view, stateNow, dispatch) {
  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const typing = event.target === view.name; // there, the browser undoes what was typed
    if (!(event.ctrlKey || event.metaKey) || typing) return;
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) dispatch({ type: "redone" });
    else if (key === "z") dispatch({ type: "undone" });
    else return;
    event.preventDefault();
  }

  function onNamed() {
    dispatch({ type: "settled" });
    view.name.value = stateNow().drafts[stateNow().selected].name; // as it was cleaned
  }

  view.add.addEventListener("click", () => dispatch({ type: "added" }));
  view.remove.addEventListener("click", () => dispatch({ type: "removed" }));
  view.undo.addEventListener("click", () => dispatch({ type: "undone" }));
  view.redo.addEventListener("click", () => dispatch({ type: "redone" }));
  view.mode.addEventListener("click", () => dispatch({ type: "viewToggled" }));
  view.name.addEventListener("input", () => dispatch({ type: "renamed", name: view.name.value }));
  view.name.addEventListener("change", onNamed);
  for (const [name, box] of Object.entries(view.classes)) {
    const className = /** @type {ClassName} */ (name);
    box.addEventListener("change", () => dispatch({ type: "classChosen", className }));
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
  // A button without use keeps its focus: so it is not `disabled`.
  setUseless(view.add, state.drafts.length >= MOST_SCHEDULES);
  setUseless(view.remove, state.drafts.length < 2);
  setUseless(view.undo, !canUndo(state.history));
  setUseless(view.redo, !canRedo(state.history));
  view.mode.setAttribute("aria-pressed", String(state.view === "removed"));
}

/**
 * @param {Element} tool
 * @param {boolean} useless
 */
function setUseless(tool, useless) {
  tool.setAttribute("aria-disabled", String(useless));
}

/**
 * A button for each schedule, with a mark if the core found something.
 *
 * @param {Element} host
 * @param {State} state
 * @param {Dispatch} dispatch
 */
export function drawChips(host, state, dispatch) {
  const focused = document.activeElement ? [...host.children].indexOf(document.activeElement) : -1;
  host.replaceChildren();
  for (const [index, { name }] of state.drafts.entries()) {
    const chip = html(host, "button", {
      type: "button",
      class: "lab-chip",
      title: name,
      "aria-pressed": index === state.selected,
      onclick: () => dispatch({ type: "selected", index }),
    });
    const swatch = addShape(chip, "svg", { width: 22, height: 8, "aria-hidden": "true" });
    const { colour, dash } = STYLES[index];
    addShape(swatch, "path", { d: "M0 4H22", "stroke-width": 3, stroke: colour, "stroke-dasharray": dash });
    html(chip, "span", { class: "lab-chip-name" }, name);
    const mark = markOf(state, index);
    if (mark) html(chip, "span", { class: "lab-chip-mark" }, mark);
    if (index === focused) chip.focus();
  }
}

/**
 * @param {State} state
 * @param {number} index
 */
function markOf({ answer }, index) {
  const found = (answer.findings ?? []).filter(({ schedule }) => schedule === index);
  if (found.some(({ severity }) => severity === "error")) return "✖";
  return found.some(({ severity }) => severity === "warning") ? "⚠" : "";
}
