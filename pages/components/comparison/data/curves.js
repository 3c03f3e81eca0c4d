// @ts-check
// The curves of runs and groups for a chart.

/** @import { Axis, Comparison, Curve, DrawnCurve, Item, Measure, RunCurves } from "../types.d.ts" */
import { ngettext } from "../../elements/texts.js";
import { styleOf } from "../charts/styles.js";
import { positionsOf } from "./axes.js";
import { smooth } from "./smoothing.js";

/** @typedef {{ comparison: Comparison, curves: (RunCurves | null)[] }} Source */
/** @typedef {{ axis: Axis, smoothing: number }} CurveOptions */

/**
 * The runs, or the groups, that have a line each.
 *
 * @param {Comparison} comparison
 * @param {boolean} grouped
 * @returns {Item[]}
 */
export function itemsOf(comparison, grouped) {
  if (!grouped) {
    return comparison.runs.map(({ id, number, label }, index) => {
      const parts = { members: [index], counted: [index], isGroup: false };
      return { name: id, mark: String(number), label: `${number} · ${label}`, style: styleOf(index), ...parts };
    });
  }
  return comparison.groups.map(({ label, members, counted }, index) => {
    const runs = ngettext("{count} run", "{count} runs", members.length);
    const mark = `G${index + 1}`;
    const parts = { members, counted, isGroup: members.length > 1 };
    return { name: mark, mark, label: `${mark} · ${label} · ${runs}`, style: styleOf(index), ...parts };
  });
}

/**
 * The curve of an item, or null if it has none.
 *
 * @param {Item} item
 * @param {Measure} measure
 * @param {CurveOptions} options
 * @param {Source} source
 * @returns {DrawnCurve | null}
 */
export function drawnCurve(item, measure, options, source) {
  const curves = new Map(
    item.members.flatMap((index) => {
      const curve = curveOfRun(index, measure, options, source);
      return curve ? [[index, curve]] : [];
    }),
  );
  if (curves.size === 0) return null;
  if (!item.isGroup) return { item, main: [...curves.values()][0], singles: [] };
  const counted = item.counted.flatMap((index) => curves.get(index) ?? []);
  const main = meanCurve(counted, source.comparison.interval_factors);
  return { item, main, singles: [...curves.values()] };
}

/**
 * The curve of a run, or null if the run does not have the measurement.
 *
 * @param {number} index
 * @param {Measure} measure
 * @param {CurveOptions} options
 * @param {Source} source
 * @returns {Curve | null}
 */
export function curveOfRun(index, measure, { axis, smoothing }, { comparison, curves }) {
  const columns = curves[index]?.[measure.table];
  const ys = columns?.[measure.name];
  if (!columns || !ys?.length) return null;
  const run = comparison.runs[index];
  const xs = positionsOf(columns, axis, run);
  const ends = positionsOf(curves[index]?.steps ?? columns, axis, run);
  return {
    xs,
    ys: measure.isNoisy ? smooth(ys, smoothing) : ys,
    lows: columns[`${measure.name}_low`] ?? null,
    highs: columns[`${measure.name}_high`] ?? null,
    end: Math.max(...ends.slice(-1), ...xs.slice(-1)),
  };
}

/**
 * The mean of several curves with the same buckets, and the interval of the mean.
 *
 * The mean ends with the shortest curve. It has a gap where a curve has no value, because another set of runs
 * would have another mean.
 *
 * @param {Curve[]} curves
 * @param {(number | null)[]} factors for n curves: half the width of the interval, divided by the standard deviation
 * @returns {Curve}
 */
export function meanCurve(curves, factors) {
  const length = curves.length ? Math.min(...curves.map((curve) => curve.xs.length)) : 0;
  const factor = factors[curves.length] ?? null;
  /** @type {Curve & { lows: (number | null)[], highs: (number | null)[] }} */
  const mean = { xs: [], ys: [], lows: [], highs: [], end: meanOf(curves.map((curve) => curve.end)) };
  for (let index = 0; index < length; index += 1) {
    const values = curves.map((curve) => curve.ys[index]);
    const known = /** @type {number[]} */ (values.filter((value) => value !== null));
    const isComplete = known.length === values.length;
    const y = isComplete ? meanOf(known) : null;
    const half = y === null || factor === null ? null : factor * deviationOf(known, y);
    mean.xs.push(meanOf(curves.map((curve) => curve.xs[index])));
    mean.ys.push(y);
    mean.lows.push(y === null || half === null ? null : y - half);
    mean.highs.push(y === null || half === null ? null : y + half);
  }
  return mean;
}

/** @param {number[]} values */
function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The standard deviation with n - 1 in the denominator.
 *
 * @param {number[]} values
 * @param {number} mean
 */
function deviationOf(values, mean) {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The value of a curve at a position: that of the last bucket at or before it. At `null`, the last value.
 *
 * @param {Curve} curve
 * @param {number | null} x
 * @returns {number | null} null before the first bucket and after the last step of the run
 */
export function valueAt({ xs, ys, end }, x) {
  if (x === null) return ys[ys.length - 1] ?? null;
  return x > end ? null : (ys[indexAt(xs, x)] ?? null);
}

/**
 * The index of the last bucket at or before a position. On the axis of sparsity, positions may fall: the result is then
 * a bucket at or before the position whose next bucket is after the position.
 *
 * @param {number[]} xs
 * @param {number} x
 * @returns {number} -1 if the curve begins after the position
 */
export function indexAt(xs, x) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
