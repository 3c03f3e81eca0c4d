// @ts-check
// The charts of accuracy against size and against sparsity, with their Pareto fronts.

/** @import { Action, Comparison, Item, ResultPoint, Theme, ViewState } from "../types.d.ts" */
/** @import { Quantity } from "../data/points.js" */
import { gettext, ngettext } from "../../elements/texts.js";
import { saveScene } from "../charts/save.js";
import { frameOf, rangeOf } from "../charts/scale.js";
import { pointScene } from "../charts/scene.js";
import { writeBytes, writeValue } from "../data/numbers.js";
import { frontCorners, resultPoints } from "../data/points.js";
import { drawChartView, drawHover, makeChartView } from "./chart_view.js";

const POINTS_HEIGHT = 290;
const POINTS_MARGIN = 0.08;
const MAX_PIXELS_FROM_A_POINT = 24;

/** @typedef {{ state: ViewState, items: Item[], comparison: Comparison, theme: Theme }} PointModel */

/**
 * @param {HTMLElement} parent
 * @param {Quantity} quantity
 * @param {(action: Action) => void} dispatch
 */
export function makePointChart(parent, quantity, dispatch) {
  /** @type {ResultPoint[]} */
  let points = [];
  /** @type {PointModel | null} */
  let model = null;
  const view = makeChartView(parent, {
    onHover: (_x, pixel) => select(pixel ? nearestTo(pixel) : null),
    onDrag: () => {},
    onKey: (event) => {
      const stride = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!stride || points.length === 0) return;
      event.preventDefault();
      const ordered = points.toSorted((first, other) => first.x - other.x);
      const current = ordered.findIndex(({ item }) => item.name === model?.state.highlighted);
      const next = current < 0 ? (stride > 0 ? 0 : ordered.length - 1) : current + stride;
      select(ordered[Math.min(Math.max(next, 0), ordered.length - 1)]);
    },
    onSave: (format) => {
      if (view.scene && model)
        saveScene(view.scene, { format, theme: model.theme, items: points.map(({ item }) => item) });
    },
  });
  view.root.classList.add("comparison-points");

  /** @param {[number, number]} pixel */
  function nearestTo([left, top]) {
    if (!view.scene) return null;
    const { frame } = view.scene;
    const distance = (/** @type {ResultPoint} */ { x, y }) => Math.hypot(frame.x(x) - left, frame.y(y) - top);
    const nearest = points.toSorted((first, other) => distance(first) - distance(other))[0];
    return nearest && distance(nearest) <= MAX_PIXELS_FROM_A_POINT ? nearest : null;
  }

  /** @param {ResultPoint | null} point */
  function select(point) {
    const name = point?.item.name ?? null;
    if (name !== (model?.state.highlighted ?? null)) dispatch({ type: "highlight", name });
    const note = point ? `${point.item.label}: ${writeValue(point.y, true)}, ${writeQuantity(point.x, quantity)}` : "";
    drawHover(view, { x: point?.x ?? null, dots: [], note });
  }

  /** @param {PointModel} newModel */
  function draw(newModel) {
    model = newModel;
    const { state, items, comparison, theme } = model;
    const visible = items.filter((item) => !state.hidden.includes(item.name));
    points = resultPoints(visible, quantity, comparison, state.grouped);
    view.root.hidden = points.length === 0;
    if (points.length === 0) return;
    const singles = points.flatMap((point) => point.singles);
    const xRange = rangeOf(
      [...points, ...singles].map(({ x }) => x),
      POINTS_MARGIN,
    ) ?? { least: 0, most: 1 };
    const yRange = rangeOf(
      [...points, ...singles].map(({ y }) => y),
      POINTS_MARGIN,
    ) ?? { least: 0, most: 1 };
    const frame = frameOf({ width: view.plot.clientWidth, height: POINTS_HEIGHT, xRange, yRange });
    const look = {
      theme,
      xTitle: quantity === "bytes" ? gettext("size of the zipped .h5") : gettext("measured sparsity"),
      writeX: (/** @type {number} */ x) => writeQuantity(x, quantity),
      writeY: (/** @type {number} */ y) => writeValue(y, true),
    };
    const corners = frontCorners(points, quantity, quantity === "bytes" ? xRange.most : xRange.least);
    const scene = pointScene(titleOf(quantity), points, { frame, look, highlighted: state.highlighted, corners });
    drawChartView(view, scene, { theme, description: describePoints(quantity, points) });
  }

  return { draw };
}

/** @param {Quantity} quantity */
function titleOf(quantity) {
  return quantity === "bytes"
    ? gettext("Test accuracy against size, with the Pareto front")
    : gettext("Test accuracy against sparsity, with the Pareto front");
}

/**
 * @param {Quantity} quantity
 * @param {ResultPoint[]} points
 */
function describePoints(quantity, points) {
  const front = points.filter((point) => point.onFront).map(({ item }) => item.mark);
  const number = ngettext("{count} point", "{count} points", points.length);
  const values = { title: titleOf(quantity), number, front: front.join(", ") || "–" };
  return gettext("{title}: {number}. On the front: {front}. The arrow keys select a point.", values);
}

/**
 * @param {number} value
 * @param {Quantity} quantity
 */
function writeQuantity(value, quantity) {
  return quantity === "bytes" ? writeBytes(value) : writeValue(value, true);
}
