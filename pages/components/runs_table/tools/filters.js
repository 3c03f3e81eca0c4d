// @ts-check
// The filters above the list. Each change is a new filter; the server checks its values.

/** @import { Data, Parameters, State } from "../types.d.ts" */
import { element } from "../../elements/dom.js";
import { gettext, ngettext } from "../../elements/texts.js";
import { FILTERS } from "../state/address.js";
import { makeButton, makeChoices, makeInput, makeMenu, showText, showValue } from "./menu.js";
import { fractionOf, isOrdered, percentageOf, readRange, writeRange } from "./ranges.js";

const MILLISECONDS_AFTER_TYPING = 250;
const YES = "yes";

/** @typedef {(changes: Parameters) => void} Change */
/** @typedef {ReturnType<typeof makeFilters>} Filters */

/**
 * @param {Data} data
 * @param {Change} change receives the changed parameters; "" removes a filter
 */
export function makeFilters(data, change) {
  const root = element("div", "runs-filters");
  const search = makeInput(gettext("Search"), "search");
  search.root.classList.add("runs-search");
  search.input.placeholder = gettext("Name, tag, note or id");
  afterTyping(search.input, () => change({ find: search.input.value.trim() }));
  const mine = makeInput(gettext("Mine"), "checkbox");
  mine.root.classList.add("runs-check");
  mine.input.addEventListener("change", () => change({ mine: mine.input.checked ? YES : "" }));
  const menu = makeMenu("runs-filter-menu", { closesAlone: false });
  const { labels } = data;
  const choices = {
    state: makeChoices(gettext("State"), Object.entries(labels.state), (names) => change({ state: names.join() })),
    data: makeChoices(gettext("Data"), Object.entries(labels.data), (names) => change({ data: names.join() })),
    net: makeChoices(gettext("Network"), Object.entries(labels.net), (names) => change({ net: names.join() })),
    kind: makeChoices(gettext("Schedule"), Object.entries(labels.kind), (names) => change({ kind: names.join() })),
  };
  const ranges = {
    sparsity: makeRange(gettext("Final sparsity in %"), "text", (text) => change({ sparsity: text })),
    accuracy: makeRange(gettext("Accuracy in %"), "text", (text) => change({ accuracy: text })),
    days: makeRange(gettext("Created (UTC)"), "date", (text) => change({ days: text })),
  };
  const texts = { tag: makeInput(gettext("Tag"), "text"), group: makeInput(gettext("Experiment"), "text") };
  afterTyping(texts.tag.input, () => change({ tag: texts.tag.input.value.trim() }));
  afterTyping(texts.group.input, () => change({ group: texts.group.input.value.trim() }));
  const parts = [...Object.values(choices), ...Object.values(ranges), ...Object.values(texts)];
  menu.content.append(...parts.map((part) => part.root));
  const clear = makeButton(gettext("Clear filters"), () => {
    for (const range of Object.values(ranges)) range.reset();
    change(withoutFilters());
  });
  root.append(search.root, mine.root, menu.root, clear);
  return { root, search, mine, menu, choices, ranges, texts, clear };
}

/**
 * @param {Filters} filters
 * @param {State} state
 */
export function showFilters({ search, mine, menu, choices, ranges, texts, clear }, { parameters }) {
  showValue(search.input, parameters.find ?? "");
  mine.input.checked = parameters.mine === YES;
  for (const [name, choice] of Object.entries(choices)) choice.show((parameters[name] ?? "").split(","));
  for (const [name, range] of Object.entries(ranges)) range.show(parameters[name]);
  for (const [name, { input }] of Object.entries(texts)) showValue(input, parameters[name] ?? "");
  const names = FILTERS.filter((name) => parameters[name]);
  const count = names.filter((name) => name !== "find" && name !== "mine").length;
  showText(menu.summary, count ? gettext("Filters ({count})", { count }) : gettext("Filters"));
  clear.hidden = !names.length;
}

/** @returns {Parameters} */
export function withoutFilters() {
  return Object.fromEntries(FILTERS.map((name) => [name, ""]));
}

/**
 * The number of runs in words.
 *
 * @param {State} state
 */
export function countText({ total, parameters }) {
  if (total === null) return gettext("Loading the runs");
  const isFiltered = FILTERS.some((name) => parameters[name]);
  if (total) return ngettext("{count} run", "{count} runs", total, { count: total.toLocaleString("en") });
  if (isFiltered) return gettext("No run has all these properties. Clear a filter to see more runs.");
  return gettext("There are no runs yet. This list will have every run, also after a restart of the server.");
}

/**
 * @param {string} label
 * @param {"date" | "text"} type of the inputs; texts are percentages
 * @param {(text: string) => void} onChange receives the parameter of the address
 */
function makeRange(label, type, onChange) {
  const root = element("fieldset", "runs-range");
  const isPercentage = type === "text";
  const fields = [makeInput(gettext("from"), type), makeInput(gettext("to"), type)];
  const inputs = fields.map(({ input }) => input);
  const problem = element("p", "runs-hint");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  root.append(element("legend", "", label), ...fields.map((field) => field.root), problem);

  function readInputs() {
    const ends = inputs.map(({ value }) => (isPercentage ? fractionOf(value) : value));
    for (const [index, input] of inputs.entries()) input.setAttribute("aria-invalid", String(ends[index] === null));
    const [least, most] = ends;
    if (least === null || most === null) return showText(problem, gettext("Type a number from 0 to 100."));
    if (!isOrdered(least, most)) return showText(problem, gettext("The first value must not be above the second one."));
    showText(problem, "");
    onChange(writeRange(least, most));
  }

  for (const [index, input] of inputs.entries()) {
    input.setAttribute(
      "aria-label",
      index ? gettext("{range}, to", { range: label }) : gettext("{range}, from", { range: label }),
    );
    if (isPercentage) input.inputMode = "decimal";
    afterTyping(input, readInputs);
  }
  return {
    root,
    /** @param {string | undefined} text */
    show(text) {
      if (!problem.hidden) return; // an invalid text stays, so that it can be corrected
      for (const [index, end] of readRange(text).entries()) {
        if (index < inputs.length) showValue(inputs[index], isPercentage ? percentageOf(end) : end);
      }
    },
    /** Forget an invalid text. */
    reset() {
      showText(problem, "");
    },
  };
}

/**
 * Call a function after the visitor has typed, but not for each letter. If the focus leaves the input, call it now:
 * a drawing replaces the text of an input without the focus.
 *
 * @param {HTMLInputElement} input
 * @param {() => void} onChange
 */
function afterTyping(input, onChange) {
  let timer = 0;
  function callNow() {
    clearTimeout(timer);
    timer = 0;
    onChange();
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(callNow, MILLISECONDS_AFTER_TYPING);
  });
  input.addEventListener("blur", () => {
    if (timer) callNow();
  });
}
