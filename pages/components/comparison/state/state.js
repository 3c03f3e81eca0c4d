// @ts-check
// What the visitor has chosen, as a pure function of the previous choice and an action.

/** @import { Action, ViewState } from "../types.d.ts" */
import { AXES } from "../data/axes.js";
import { SMOOTHINGS } from "../data/smoothing.js";

/** @type {ViewState} */
export const FIRST_VIEW = {
  axis: "step",
  grouped: false,
  showsAll: false,
  showsSpread: false,
  smoothing: 1,
  hidden: [],
  highlighted: null,
  hover: null,
  zoom: null,
};

/**
 * @param {ViewState} state
 * @param {Action} action
 * @returns {ViewState}
 */
export function reduceView(state, action) {
  switch (action.type) {
    case "axis": // positions and ranges of another axis have other units
      return { ...state, axis: action.axis, hover: null, zoom: null };
    case "set": // runs and groups have other names
      return {
        ...state,
        [action.name]: action.value,
        ...(action.name === "grouped" ? { hidden: [], highlighted: null } : {}),
      };
    case "smooth":
      return { ...state, smoothing: action.points };
    case "toggle":
      return { ...state, hidden: toggled(state.hidden, action.name), highlighted: null };
    case "hide":
      return { ...state, hidden: action.names, highlighted: null };
    case "highlight":
      return { ...state, highlighted: action.name };
    case "hover":
      return { ...state, hover: action.x };
    case "zoom":
      return { ...state, zoom: action.range };
  }
}

/**
 * @param {string[]} names
 * @param {string} name
 */
function toggled(names, name) {
  return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}

/**
 * The choices that a browser keeps for the next visit, as text.
 *
 * @param {ViewState} state
 */
export function writeView({ axis, grouped, showsAll, showsSpread, smoothing, hidden }) {
  return JSON.stringify({ axis, grouped, showsAll, showsSpread, smoothing, hidden });
}

/**
 * The inverse of `writeView`. A text of another form gives the first view.
 *
 * @param {string | null} text
 * @returns {ViewState}
 */
export function readView(text) {
  try {
    const kept = JSON.parse(text ?? "{}");
    const isTrue = (/** @type {string} */ name) => kept[name] === true;
    return {
      ...FIRST_VIEW,
      axis: AXES.includes(kept.axis) ? kept.axis : FIRST_VIEW.axis,
      grouped: isTrue("grouped"),
      showsAll: isTrue("showsAll"),
      showsSpread: isTrue("showsSpread"),
      smoothing: SMOOTHINGS.includes(kept.smoothing) ? kept.smoothing : FIRST_VIEW.smoothing,
      hidden: Array.isArray(kept.hidden)
        ? kept.hidden.filter((/** @type {unknown} */ name) => typeof name === "string")
        : [],
    };
  } catch {
    return FIRST_VIEW;
  }
}
