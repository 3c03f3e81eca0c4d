// @ts-check
// The menu of columns, and the order of the list for screens on which the headers do not fit.

/** @import { State } from "../types.d.ts" */
/** @import { Column } from "../table/columns.js" */
import { element } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { sortAfterClick } from "../state/address.js";
import { RUN_COLUMN } from "../table/columns.js";
import { makeButton, makeChoices, makeMenu } from "./menu.js";

/**
 * @param {Column[]} columns all columns
 * @param {{ choose: (names: string[]) => void, sort: (sort: string) => void }} listeners
 */
export function makeViewMenu(columns, { choose, sort }) {
  const menu = makeMenu("runs-column-menu", { closesAlone: true });
  menu.summary.textContent = gettext("Columns");
  const options = columns.filter(({ name }) => name !== RUN_COLUMN);
  const choices = makeChoices(
    gettext("Columns to show"),
    options.map(({ name, label }) => [name, label]),
    (names) => choose([RUN_COLUMN, ...names]),
  );
  menu.content.append(choices.root);
  const order = element("div", "runs-order");
  const select = element("select");
  select.setAttribute("aria-label", gettext("Sort by"));
  const sortable = columns.filter((column) => column.sort);
  select.append(...sortable.map((column) => new Option(column.label, column.sort)));
  let current = "-created";
  const turn = makeButton("", () => sort(current.startsWith("-") ? current.slice(1) : `-${current}`));
  select.addEventListener("change", () => {
    const largestFirst = sortable.find((column) => column.sort === select.value)?.largestFirst ?? false;
    sort(sortAfterClick(undefined, select.value, largestFirst));
  });
  order.append(select, turn);
  return {
    menu: menu.root,
    order,
    /** @param {State} state */
    show(state) {
      choices.show(state.columns);
      current = state.parameters.sort ?? "-created";
      select.value = current.replace("-", "");
      turn.textContent = current.startsWith("-") ? "↓" : "↑";
      turn.setAttribute("aria-label", current.startsWith("-") ? gettext("Largest first") : gettext("Smallest first"));
    },
  };
}
