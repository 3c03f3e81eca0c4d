// @ts-check
// The charts of curves: one per measurement, with the same horizontal axis and one common hover line.

/** @import { Action, DrawnCurve, Item, Measure, Range, Theme, ViewState } from "../types.d.ts" */
/** @import { Source } from "../data/curves.js" */
/** @import { ChartView } from "./chart_view.js" */
import { gettext, ngettext } from "../../elements/texts.js";
import { saveScene } from "../charts/save.js";
import { frameOf, rangeOf } from "../charts/scale.js";
import { curveScene } from "../charts/scene.js";
import { allMeasures, axisTitle } from "../data/axes.js";
import { drawnCurve, valueAt } from "../data/curves.js";
import { writePosition, writeValue } from "../data/numbers.js";
import { drawChartView, drawHover, makeChartView } from "./chart_view.js";

const CURVES_HEIGHT = 250;
const CURVES_MARGIN = 0.04;
const MAX_DOTS = 12;
const MAX_PIXELS_FROM_A_LINE = 40;
const KEY_STEPS = 100;
const MANY_KEY_STEPS = 10;

/** @typedef {{ measure: Measure, curves: Map<string, DrawnCurve> }} MeasuredCurves */
/** @typedef {{ view: ChartView, measure: Measure, curves: DrawnCurve[] }} CurveChart */
/** @typedef {{ state: ViewState, measured: MeasuredCurves[], theme: Theme }} Model */

/**
 * Compute the curves of all items, also of hidden ones: the legend shows their values.
 *
 * @param {Item[]} items
 * @param {Source} source
 * @param {ViewState} state
 * @returns {MeasuredCurves[]}
 */
export function measureCurves(items, source, { axis, smoothing }) {
  return allMeasures()
    .filter(({ name }) => axis !== "sparsity" || name !== "sparsity")
    .map((measure) => {
      const drawn = items
        .map((item) => drawnCurve(item, measure, { axis, smoothing }, source))
        .filter((curve) => curve !== null);
      return { measure, curves: new Map(drawn.map((curve) => [curve.item.name, curve])) };
    })
    .filter(({ curves }) => curves.size > 0);
}

/**
 * @param {HTMLElement} parent
 * @param {(action: Action) => void} dispatch
 */
export function makeCurveCharts(parent, dispatch) {
  /** @type {Map<string, CurveChart>} */
  const charts = new Map();
  /** @type {Model | null} */
  let model = null;
  /** @type {{ chart: string, pixel: number } | null} the chart under the pointer, and the height of the pointer */
  let pointer = null;
  /** @type {Range} */
  let xRange = { least: 0, most: 1 };

  /** @param {Measure} measure */
  function addChart(measure) {
    const view = makeChartView(parent, {
      onHover: (x, pixel) => {
        pointer = pixel ? { chart: measure.name, pixel: pixel[1] } : null;
        dispatch({ type: "hover", x });
      },
      onDrag: (range) => dispatch({ type: "zoom", range }),
      onKey: (event) => {
        const action = actionOfKey(event, model?.state.hover ?? null, xRange);
        if (!action) return;
        event.preventDefault();
        pointer = null;
        dispatch(action);
      },
      onSave: (format) => {
        if (!view.scene || !model) return;
        const items = charts.get(measure.name)?.curves.map(({ item }) => item) ?? [];
        saveScene(view.scene, { format, theme: model.theme, items });
      },
    });
    const chart = { view, measure, curves: [] };
    charts.set(measure.name, chart);
    return chart;
  }

  /** @param {Model} newModel */
  function draw(newModel) {
    model = newModel;
    const { state, measured } = model;
    const names = measured.map(({ measure }) => measure.name);
    for (const [name, { view }] of charts) {
      if (!names.includes(name)) {
        view.root.remove();
        charts.delete(name);
      }
    }
    for (const { measure, curves } of measured) {
      const chart = charts.get(measure.name) ?? addChart(measure);
      parent.append(chart.view.root); // in the order of the measurements
      chart.curves = [...curves.values()].filter(({ item }) => !state.hidden.includes(item.name));
    }
    const positions = [...charts.values()].flatMap(({ curves }) => curves.flatMap(xsOf));
    const whole = rangeOf(positions) ?? { least: 0, most: 1 };
    xRange = state.zoom ? { least: state.zoom[0], most: state.zoom[1] } : whole;
    for (const chart of charts.values()) drawChart(chart, xRange, model);
  }

  /** @param {ViewState} state */
  function drawHoverLines(state) {
    for (const chart of charts.values()) {
      const pixel = pointer?.chart === chart.measure.name ? pointer.pixel : null;
      drawHover(chart.view, hoverOf(chart, state, pixel));
    }
  }

  return { draw, drawHoverLines };
}

/**
 * @param {CurveChart} chart
 * @param {Range} xRange
 * @param {Model} model
 */
function drawChart({ view, measure, curves }, xRange, { state, theme }) {
  const yRange = yRangeOf(visibleValues(curves, xRange, state.showsSpread), measure);
  const frame = frameOf({ width: view.plot.clientWidth, height: CURVES_HEIGHT, xRange, yRange });
  const look = {
    theme,
    xTitle: axisTitle(state.axis),
    writeX: (/** @type {number} */ x) => writePosition(x, state.axis),
    writeY: (/** @type {number} */ y) => writeValue(y, measure.isShare),
  };
  const options = { frame, look, highlighted: state.highlighted, showsSpread: state.showsSpread };
  const lines = ngettext("{count} line", "{count} lines", curves.length);
  const description = gettext(
    "{measure} over {axis}, {lines}. The arrow keys move the hover line, and the legend shows the values; + and - zoom.",
    { measure: measure.title, axis: axisTitle(state.axis), lines },
  );
  const points = { measure: measure.title, points: state.smoothing };
  const isSmooth = measure.isNoisy && state.smoothing > 1;
  const title = isSmooth ? gettext("{measure}, mean of {points} points", points) : measure.title;
  drawChartView(view, curveScene(title, curves, options), { theme, description });
}

/**
 * The range of some values with a margin. The margin does not end below 0, or for shares above 1.
 *
 * @param {(number | null)[]} values
 * @param {Measure} measure
 * @returns {Range}
 */
function yRangeOf(values, { isShare }) {
  const { least, most } = rangeOf(values, CURVES_MARGIN) ?? { least: 0, most: 1 };
  const isNegative = values.some((value) => value !== null && value < 0);
  return { least: isNegative ? least : Math.max(0, least), most: isShare ? Math.min(1, most) : most };
}

/** @param {DrawnCurve} curve */
function xsOf({ main, singles }) {
  return [main, ...singles].flatMap(({ xs }) => [xs[0] ?? null, xs[xs.length - 1] ?? null, Math.max(...xs)]);
}

/**
 * The values in the visible part of the axis.
 *
 * @param {DrawnCurve[]} curves
 * @param {Range} xRange
 * @param {boolean} showsSpread
 * @returns {(number | null)[]}
 */
function visibleValues(curves, { least, most }, showsSpread) {
  return curves.flatMap(({ item, main, singles }) =>
    [main, ...singles].flatMap(({ xs, ys, lows, highs }) => {
      const columns = showsSpread && !item.isGroup ? [ys, lows ?? [], highs ?? []] : [ys];
      return columns.flatMap((column) => column.filter((_value, index) => xs[index] >= least && xs[index] <= most));
    }),
  );
}

/**
 * The dots on the lines, and a note about the line next to the pointer.
 *
 * @param {CurveChart} chart
 * @param {ViewState} state
 * @param {number | null} pixel the height of the pointer in this chart
 */
function hoverOf({ view, measure, curves }, { hover, axis }, pixel) {
  if (hover === null || !view.scene) return { x: null, dots: [], note: "" };
  const x = hover;
  const points = curves.flatMap(({ item, main }) => {
    const y = valueAt(main, x);
    return y === null ? [] : [{ y, colour: item.style.colour, item }];
  });
  const { frame } = view.scene;
  const distance = (/** @type {{ y: number }} */ point) => Math.abs(frame.y(point.y) - (pixel ?? 0));
  const nearest = pixel === null ? null : points.toSorted((first, other) => distance(first) - distance(other))[0];
  const isNear = nearest && distance(nearest) <= MAX_PIXELS_FROM_A_LINE;
  const position = `${axisTitle(axis)} ${writePosition(x, axis)}`;
  const note = isNear ? `${position} · ${nearest.item.label}: ${writeValue(nearest.y, measure.isShare)}` : position;
  return { x, dots: points.length <= MAX_DOTS ? points : isNear ? [nearest] : [], note };
}

/**
 * The action of a key in a chart, or null.
 *
 * @param {KeyboardEvent} event
 * @param {number | null} hover
 * @param {Range} range
 * @returns {Action | null}
 */
export function actionOfKey({ key, shiftKey }, hover, { least, most }) {
  const stride = ((most - least) / KEY_STEPS) * (shiftKey ? MANY_KEY_STEPS : 1);
  /** @type {Record<string, number>} */
  const positions = {
    ArrowLeft: (hover ?? most) - stride,
    ArrowRight: (hover ?? least - stride) + stride,
    Home: least,
    End: most,
  };
  if (key === "Escape") return { type: "hover", x: null };
  if (key === "-") return { type: "zoom", range: null };
  if (key === "+" && hover !== null) {
    const quarter = (most - least) / 4;
    return { type: "zoom", range: [Math.max(least, hover - quarter), Math.min(most, hover + quarter)] };
  }
  if (!(key in positions)) return null;
  return { type: "hover", x: Math.min(Math.max(positions[key], least), most) };
}
