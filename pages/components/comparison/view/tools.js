// @ts-check
// The controls above the charts: the axis, groups, extremes, hidden lines and zoom.

/** @import { Action, Axis, Item, ViewState } from "../types.d.ts" */
import { element } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { AXES, axisTitle } from "../data/axes.js";
import { SMOOTHINGS } from "../data/smoothing.js";

/** @typedef {(action: Action) => void} Dispatch */
/** @typedef {ReturnType<typeof makeTools>} Tools */

/**
 * @param {HTMLElement} parent
 * @param {Dispatch} dispatch
 * @param {() => Item[]} allItems
 */
export function makeTools(parent, dispatch, allItems) {
  const root = element("div", "comparison-tools");
  const axis = element("select");
  for (const name of AXES) axis.append(new Option(axisTitle(name), name));
  axis.addEventListener("change", () => dispatch({ type: "axis", axis: /** @type {Axis} */ (axis.value) }));
  const axisLabel = element("label", "", gettext("Horizontal axis"));
  axisLabel.append(axis);
  const grouped = checkbox(gettext("Group by all but the seed"), (value) => {
    dispatch({ type: "set", name: "grouped", value });
  });
  const spread = checkbox(gettext("Lowest and highest value of neighbouring steps"), (value) => {
    dispatch({ type: "set", name: "showsSpread", value });
  });
  const smoothing = element("select");
  for (const points of SMOOTHINGS) {
    const text = points === 1 ? gettext("none") : gettext("mean of {points} points", { points });
    smoothing.append(new Option(text, String(points)));
  }
  smoothing.addEventListener("change", () => dispatch({ type: "smooth", points: Number(smoothing.value) }));
  const smoothingLabel = element("label", "", gettext("Smoothing"));
  smoothingLabel.append(smoothing);
  const showAll = toolButton(gettext("Show all lines"), () => dispatch({ type: "hide", names: [] }));
  const hideAll = toolButton(gettext("Hide all lines"), () => {
    dispatch({ type: "hide", names: allItems().map((item) => item.name) });
  });
  const wholeAxis = toolButton(gettext("Show the whole axis"), () => dispatch({ type: "zoom", range: null }));
  root.append(axisLabel, smoothingLabel, grouped.label, spread.label, showAll, hideAll, wholeAxis);
  parent.append(root);
  return {
    root,
    axis,
    smoothing,
    grouped: grouped.input,
    spread: spread.input,
    spreadLabel: spread.label,
    showAll,
    wholeAxis,
  };
}

/**
 * @param {string} text
 * @param {(value: boolean) => void} onChange
 */
export function checkbox(text, onChange) {
  const label = element("label");
  const input = element("input");
  input.type = "checkbox";
  input.addEventListener("change", () => onChange(input.checked));
  label.append(input, element("span", "", text));
  return { label, input };
}

/**
 * @param {string} text
 * @param {() => void} onPress
 */
function toolButton(text, onPress) {
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", onPress);
  return button;
}

/**
 * @param {Tools} tools
 * @param {ViewState} state
 */
export function drawTools(tools, state) {
  tools.axis.value = state.axis;
  tools.smoothing.value = String(state.smoothing);
  tools.grouped.checked = state.grouped;
  tools.spread.checked = state.showsSpread;
  tools.spreadLabel.hidden = state.grouped; // a band is then the interval of a mean
  tools.showAll.disabled = state.hidden.length === 0;
  tools.wholeAxis.disabled = state.zoom === null;
}
