// @ts-check
// The list of runs: filters, a table whose rows are loaded while one scrolls, and what can be done with selected runs.

/** @import { Action, Data, Message, Parameters, RunRow, State } from "./types.d.ts" */
import { element } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { readAddress, writeAddress } from "./state/address.js";
import { readDeletion, recallAddress, rememberAddress, storeDeletion } from "./state/memory.js";
import { openPage } from "./state/navigation.js";
import { followChanges, makeSource } from "./state/source.js";
import { makeState, PART_SIZE, reduce, sameParameters } from "./state/state.js";
import { COLUMNS, USUAL_COLUMNS } from "./table/columns.js";
import { arrange, drawGrid, makeGrid } from "./table/grid.js";
import { partsWith } from "./table/window.js";
import { countText, makeFilters, showFilters } from "./tools/filters.js";
import { makeButton, showText } from "./tools/menu.js";
import { makeSelectionBar } from "./tools/selection.js";
import { makeViewMenu } from "./tools/view_menu.js";

/** @typedef {{ show: (data: Data) => void, close: () => void }} Table */
/** @typedef {HTMLElement & { runsTable?: Table }} Host */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: Data, parentElement: Host, setTriggerValue: (name: string, value: unknown) => void }} element
 */
export default function runsTable({ data, parentElement, setTriggerValue }) {
  parentElement.runsTable ??= makeTable(data, parentElement, (message) => setTriggerValue("message", message));
  const table = parentElement.runsTable;
  table.show(data);
  return () => {
    table.close();
    delete parentElement.runsTable;
  };
}

/**
 * @param {Data} firstData
 * @param {HTMLElement} parent
 * @param {(message: Message) => void} send
 * @returns {Table}
 */
function makeTable(firstData, parent, send) {
  const columns = COLUMNS();
  const usual = USUAL_COLUMNS;
  const address = readAddress(recallAddress(location.search), { known: columns.map(({ name }) => name), usual });
  let data = firstData;
  let state = makeState(address.parameters, address.columns);
  let frame = 0;

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(state, action);
    if (state.deletion !== before.deletion) storeDeletion(state.deletion);
    redraw();
  }

  function redraw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  }

  /** @param {Parameters} changes "" removes a parameter */
  function filter(changes) {
    const entries = Object.entries({ ...state.parameters, ...changes }).filter(([, text]) => text);
    const parameters = Object.fromEntries(entries);
    if (sameParameters(parameters, state.parameters) && !state.problem) return;
    source.forgetFailure();
    grid.root.scrollTop = 0;
    dispatch({ type: "filtered", parameters });
    showAddress();
  }

  /** @param {string} sort */
  function sortBy(sort) {
    filter({ sort: sort === "-created" ? "" : sort });
  }

  /** @param {string[]} names */
  function chooseColumns(names) {
    dispatch({ type: "columns chosen", columns: names });
    showAddress();
  }

  function showAddress() {
    rememberAddress(writeAddress("", { ...state, usual }));
    const search = writeAddress(location.search, { ...state, usual });
    if (search !== location.search)
      history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
  }

  /** @param {RunRow} run */
  function open(run) {
    openPage(data.run_page, { run: run.id });
  }

  const focusList = () => grid.root.focus({ preventScroll: true });
  const source = makeSource(() => data, dispatch);
  const grid = makeGrid(() => state, { dispatch, open, sort: sortBy, redraw });
  const filters = makeFilters(data, filter);
  const view = makeViewMenu(columns, { choose: chooseColumns, sort: sortBy });
  const selection = makeSelectionBar(
    () => data,
    () => state,
    { dispatch, send, focusList },
  );
  const alert = makeAlert((field) => filter({ [field]: "" }));
  const status = element("p", "runs-status");
  status.setAttribute("role", "status");
  const root = element("div", "runs-table");
  const tools = element("div", "runs-tools");
  tools.append(filters.root, view.menu, view.order);
  root.append(tools, alert.root, selection.root, status, grid.root);
  parent.append(root);

  function draw() {
    if (!root.isConnected) return;
    arrange(
      grid,
      columns.filter(({ name }) => state.columns.includes(name)),
    );
    root.classList.toggle("runs-narrow", grid.isCards);
    const shown = drawGrid(grid, data);
    showFilters(filters, state);
    view.show(state);
    selection.draw();
    alert.show(state);
    showText(status, [countText(state), state.notice].filter(Boolean).join(" · "));
    grid.root.classList.toggle("runs-empty", state.total === 0);
    requestParts(shown);
  }

  /** @param {{ first: number, last: number }} shown */
  function requestParts(shown) {
    if (state.problem?.field) return; // the same request would fail again
    const numbers = state.total === null ? [0] : partsWith(shown, PART_SIZE);
    if (!numbers.length) numbers.push(0); // an empty list may get runs
    for (const number of numbers) {
      const part = state.parts.get(number);
      if (!part || (state.version && part.version !== state.version)) {
        source.request(state.parameters, number, state.version);
      }
    }
  }

  if (data.first && sameParameters(data.first.parameters, state.parameters)) {
    state = reduce(state, { type: "received", parameters: state.parameters, number: 0, part: data.first.part });
  }
  const deletion = readDeletion(data.undo_seconds);
  if (deletion) state = reduce(state, { type: "deleted", ...deletion });
  const undoTimer = setInterval(() => {
    if (state.deletion && !readDeletion(data.undo_seconds)) dispatch({ type: "undo ended" });
  }, 1000);
  const stopFollowing = followChanges(data, dispatch);
  const sizeObserver = new ResizeObserver(redraw);
  sizeObserver.observe(grid.root);
  draw();

  return {
    show(newData) {
      data = newData;
      selection.receive(data.answer);
      showAddress(); // Streamlit may have written an older address
      redraw();
    },
    close() {
      cancelAnimationFrame(frame);
      clearInterval(undoTimer);
      stopFollowing();
      source.close();
      sizeObserver.disconnect();
      root.remove();
    },
  };
}

/**
 * The reason why the list is not up to date, and a button that removes an invalid filter.
 *
 * @param {(field: string) => void} remove
 */
function makeAlert(remove) {
  const root = element("div", "runs-alert");
  root.setAttribute("role", "alert");
  const text = element("span");
  let field = "";
  const button = makeButton(gettext("Remove this filter"), () => remove(field));
  root.append(text, button);
  return {
    root,
    /** @param {State} state */
    show({ problem }) {
      root.hidden = problem === null;
      if (problem === null) return;
      field = problem.field;
      button.hidden = !field;
      const words = field
        ? gettext("The filter cannot be used: {reason}.", { reason: problem.text })
        : gettext("The list is not up to date, because {reason}. It tries again.", { reason: problem.text });
      showText(text, words);
    },
  };
}
