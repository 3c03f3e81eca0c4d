// @ts-check
// The grid: only the rows in the window have elements. The keyboard moves through all rows.

/** @import { Data, Dispatch, RunRow, State } from "../types.d.ts" */
/** @import { Column } from "./columns.js" */
/** @import { Row } from "./row.js" */
import { element } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { sortAfterClick } from "../state/address.js";
import { rowAt } from "../state/state.js";
import { showHeaders, showSort } from "./headers.js";
import { makeRow, showRow } from "./row.js";
import { rowAfterKey, scrollToShow, visibleRows } from "./window.js";

const ROW_HEIGHT = 46;
const CARD_HEAD_HEIGHT = 66;
const CARD_LINE_HEIGHT = 40;
const CHOICE_WIDTH = 2.6;
const GAP = 0.6;
const NARROWEST_TABLE = 700;
const SPARE_ROWS = 8;

/**
 * @typedef {object} Listeners
 * @property {Dispatch} dispatch
 * @property {(run: RunRow) => void} open
 * @property {(sort: string) => void} sort
 * @property {() => void} redraw
 */

/** @typedef {ReturnType<typeof makeGrid>} Grid */

/**
 * @param {() => State} state
 * @param {Listeners} listeners
 */
export function makeGrid(state, listeners) {
  const root = element("div", "runs-grid");
  root.tabIndex = 0;
  root.setAttribute("role", "grid");
  root.ariaMultiSelectable = "true";
  root.setAttribute("aria-label", gettext("Runs"));
  const head = element("div", "runs-row runs-head");
  head.setAttribute("role", "row");
  head.ariaRowIndex = "1";
  const canvas = element("div", "runs-canvas");
  canvas.setAttribute("role", "rowgroup");
  const heads = element("div", "runs-heads");
  heads.setAttribute("role", "rowgroup");
  heads.append(head);
  root.append(heads, canvas);
  const grid = {
    root,
    head,
    canvas,
    rowHeight: ROW_HEIGHT,
    isCards: false,
    columns: /** @type {Column[]} */ ([]),
    columnNames: "",
    rows: /** @type {Map<number, Row>} */ (new Map()),
    state,
    listeners,
  };
  root.addEventListener("scroll", listeners.redraw, { passive: true });
  root.addEventListener("keydown", (event) => onKey(grid, event));
  canvas.addEventListener("click", (event) => onClick(grid, event));
  return grid;
}

/**
 * Choose the columns, and rows or cards. New columns need new rows.
 *
 * @param {Grid} grid
 * @param {Column[]} columns
 */
export function arrange(grid, columns) {
  const isCards = grid.root.clientWidth < NARROWEST_TABLE;
  const names = `${isCards} ${columns.map((column) => column.name).join()}`;
  if (names === grid.columnNames) return;
  grid.columnNames = names;
  grid.columns = columns;
  grid.isCards = isCards;
  const lines = Math.ceil((columns.length - 1) / 2);
  grid.rowHeight = isCards ? CARD_HEAD_HEIGHT + CARD_LINE_HEIGHT * lines : ROW_HEIGHT;
  grid.root.classList.toggle("runs-cards", isCards);
  const widths = columns.map(({ width }) => `minmax(${width}rem, ${width}fr)`);
  const narrowest = columns.reduce((sum, { width }) => sum + width + GAP, CHOICE_WIDTH + 2 * GAP);
  grid.root.style.setProperty("--runs-columns", `${CHOICE_WIDTH}rem ${widths.join(" ")}`);
  grid.root.style.setProperty("--runs-width", `${narrowest}rem`);
  grid.root.style.setProperty("--runs-row-height", `${grid.rowHeight}px`);
  grid.root.ariaColCount = String(columns.length + 1);
  grid.rows.clear();
  grid.canvas.replaceChildren();
  showHeaders(grid.head, columns, (sort, largestFirst) => {
    grid.listeners.sort(sortAfterClick(grid.state().parameters.sort, sort, largestFirst));
  });
}

/**
 * Show the rows in the window.
 *
 * @param {Grid} grid
 * @param {Data} data
 * @returns {{ first: number, last: number }} the rows that have elements
 */
export function drawGrid(grid, data) {
  const state = grid.state();
  const total = state.total ?? 0;
  const { rowHeight, canvas, root } = grid;
  canvas.style.height = `${total * rowHeight}px`;
  root.ariaRowCount = String(total + 1);
  root.ariaBusy = String(state.total === null);
  showSort(grid.head, state.parameters.sort ?? "-created");
  const shown = visibleRows({ ...windowOf(grid), total, spare: SPARE_ROWS });
  for (const [index, row] of grid.rows) {
    if (index >= shown.first && index < shown.last) continue;
    row.root.remove();
    grid.rows.delete(index);
  }
  for (let index = shown.first; index < shown.last; index += 1) drawRow(grid, data, index);
  const hasActive = grid.rows.has(state.active);
  if (hasActive) root.setAttribute("aria-activedescendant", `runs-row-${state.active}`);
  else root.removeAttribute("aria-activedescendant");
  return shown;
}

/**
 * @param {Grid} grid
 * @param {Data} data
 * @param {number} index
 */
function drawRow(grid, data, index) {
  const state = grid.state();
  const loaded = rowAt(state, index);
  const run = loaded && Object.hasOwn(state.steps, loaded.id) ? { ...loaded, step: state.steps[loaded.id] } : loaded;
  let row = grid.rows.get(index);
  if (!row) {
    row = makeRow(grid.columns);
    row.root.style.transform = `translateY(${index * grid.rowHeight}px)`;
    grid.rows.set(index, row);
    grid.canvas.append(row.root);
  }
  showRow(row, run, {
    index,
    labels: data.labels,
    isActive: index === state.active,
    isSelected: run !== null && state.selected.has(run.id),
    address: run ? `${data.run_page}?run=${encodeURIComponent(run.id)}` : "",
  });
}

/** @param {Grid} grid */
function windowOf({ root, head, rowHeight, isCards }) {
  const height = Math.max(rowHeight, root.clientHeight - (isCards ? 0 : head.offsetHeight));
  return { scrollTop: root.scrollTop, height, rowHeight };
}

/**
 * @param {Grid} grid
 * @param {KeyboardEvent} event
 */
function onKey(grid, event) {
  if (event.target instanceof HTMLButtonElement || event.altKey || event.ctrlKey || event.metaKey) return;
  const state = grid.state();
  const view = windowOf(grid);
  const page = Math.max(1, Math.floor(view.height / view.rowHeight));
  const to = rowAfterKey(event.key, { active: state.active, total: state.total ?? 0, page });
  const run = rowAt(state, state.active);
  if (to !== null) {
    if (event.shiftKey) select(grid, run, true);
    grid.root.scrollTop = scrollToShow(to, view);
    grid.listeners.dispatch({ type: "moved", to });
    if (event.shiftKey) select(grid, rowAt(state, to), true);
  } else if (event.key === " ") {
    select(grid, run, !state.selected.has(run?.id ?? ""));
  } else if (event.key === "Enter" && run) {
    grid.listeners.open(run);
  } else if (event.key === "Escape") {
    grid.listeners.dispatch({ type: "cleared" });
  } else {
    return;
  }
  event.preventDefault(); // the grid scrolls by itself
}

/**
 * @param {Grid} grid
 * @param {RunRow | null} row
 * @param {boolean} on
 */
function select(grid, row, on) {
  if (row) grid.listeners.dispatch({ type: "selected", row, on });
}

/**
 * @param {Grid} grid
 * @param {MouseEvent} event
 */
function onClick(grid, event) {
  const target = /** @type {Element} */ (event.target);
  const found = [...grid.rows].find(([, row]) => row.root.contains(target));
  if (!found) return;
  const [index] = found;
  const run = rowAt(grid.state(), index);
  grid.listeners.dispatch({ type: "moved", to: index });
  if (target.closest(".runs-choice")) {
    select(grid, run, !grid.state().selected.has(run?.id ?? ""));
    grid.root.focus({ preventScroll: true });
  } else if (target.closest("a") && run && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault(); // the page opens within the session; a new tab loads the address of the link
    grid.listeners.open(run);
  }
}
