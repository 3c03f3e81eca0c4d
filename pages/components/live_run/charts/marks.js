// @ts-check
// Marks the update steps on the axis of a chart. If there are too many for the width, only some of them are marked.

/** @import { ChartStyle, RunData, RunRecord } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { stepOf } from "../record/record.js";

const MAX_MARKS = 100;

/**
 * The trace with the marks, in the form that Plotly needs.
 *
 * @param {{ data: RunData, record: RunRecord, style: ChartStyle, range: [number, number] | null, isNamed: boolean }} source
 *   `range` has the steps that the visitor has zoomed to; `isNamed`: whether the legend of the chart has space for the marks
 */
export function markTrace({ data, record, style, range, isNamed }) {
  const { steps, stride } = markedSteps(record.updateRanges, {
    visible: range ?? [0, data.total_steps],
    latest: stepOf(record) ?? 0,
  });
  const name = stride === 1 ? gettext("update step") : gettext("update steps, 1 of {count} marked", { count: stride });
  return {
    name,
    x: steps,
    y: steps.map(() => 0),
    yaxis: "y3",
    mode: "markers",
    marker: { symbol: "line-ns", size: 11, line: { width: 1.5, color: style.text } },
    hovertemplate: `${gettext("update step")}<extra></extra>`,
    cliponaxis: false,
    showlegend: isNamed,
  };
}

/** The axis of the marks: it is invisible, and its zero is at the bottom of the chart. */
export const MARK_AXIS = { overlaying: "y", range: [0, 1], visible: false, fixedrange: true };

/**
 * The update steps to mark: every update until now or, if more than MAX_MARKS updates are visible, one of `stride`.
 *
 * The stride depends on the whole plan, so marks stay where they are while the run continues.
 *
 * @param {[number, number, number][]} ranges the update steps of each schedule: first, end and stride, as in Python's `range`
 * @param {{ visible: [number, number], latest: number }} limits
 */
export function markedSteps(ranges, { visible, latest }) {
  const visibleRanges = ranges.map((range) => limitRange(range, visible));
  const count = visibleRanges.reduce((sum, [first, last]) => sum + Math.max(0, last - first + 1), 0);
  const stride = Math.max(1, Math.ceil(count / MAX_MARKS));
  /** @type {Set<number>} */
  const steps = new Set();
  for (const [index, [start, , distance]] of ranges.entries()) {
    const [first, last] = visibleRanges[index];
    for (let number = Math.ceil(first / stride) * stride; number <= last; number += stride) {
      const step = start + number * distance;
      if (step <= latest) steps.add(step);
    }
  }
  return { steps: [...steps].sort((a, b) => a - b), stride };
}

/**
 * The numbers of the first and the last update of a range that are visible.
 *
 * @param {[number, number, number]} range
 * @param {[number, number]} visible
 */
function limitRange([start, end, distance], [from, to]) {
  const count = Math.max(0, Math.ceil((end - start) / distance));
  return [Math.max(0, Math.ceil((from - start) / distance)), Math.min(count - 1, Math.floor((to - start) / distance))];
}
