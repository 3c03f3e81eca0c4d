// @ts-check
// One row of the list, or its card on a narrow screen. It has the same elements for each run that it shows.

/** @import { Labels, RunRow } from "../types.d.ts" */
/** @import { Column } from "./columns.js" */
import { element, setText } from "../../elements/dom.js";
import { gettext } from "../../elements/texts.js";
import { RUN_COLUMN, secondLine } from "./columns.js";

/** @typedef {ReturnType<typeof makeRow>} Row */

/** @param {Column[]} columns */
export function makeRow(columns) {
  const root = element("div", "runs-row");
  root.setAttribute("role", "row");
  const choice = element("input");
  choice.type = "checkbox";
  choice.tabIndex = -1; // Space selects the row that has the focus
  const choiceCell = cell("gridcell", "runs-choice");
  choiceCell.append(choice);
  root.append(choiceCell);
  const link = element("a", "runs-name");
  link.tabIndex = -1; // Enter opens the row that has the focus
  const second = element("span", "runs-second");
  const cells = columns.map((column) => {
    const isRun = column.name === RUN_COLUMN;
    const node = cell(isRun ? "rowheader" : "gridcell", isRun ? "runs-run" : "");
    node.dataset.header = column.label; // a card shows the header of each cell
    if (column.isNumber) node.classList.add("runs-number");
    if (isRun) node.append(link, second);
    root.append(node);
    return node;
  });
  return { root, choice, link, second, cells, columns, id: "" };
}

/**
 * @param {Row} row
 * @param {RunRow | null} run null while the run is loading
 * @param {{ index: number, labels: Labels, isActive: boolean, isSelected: boolean, address: string }} view
 */
export function showRow(row, run, { index, labels, isActive, isSelected, address }) {
  row.id = run?.id ?? "";
  row.root.id = `runs-row-${index}`;
  row.root.ariaRowIndex = String(index + 2); // the header is the first row
  row.root.ariaSelected = String(isSelected);
  row.root.classList.toggle("runs-active", isActive);
  row.root.classList.toggle("runs-loading", run === null);
  row.root.dataset.state = run?.state ?? "";
  row.choice.checked = isSelected;
  row.choice.disabled = run === null;
  row.choice.setAttribute("aria-label", gettext("Select {run}", { run: run ? (run.name ?? run.id) : "" }));
  for (const [position, column] of row.columns.entries()) {
    const text = run === null ? "" : column.text(run, labels);
    const node = row.cells[position];
    if (column.name === RUN_COLUMN) {
      setText(row.link, text);
      setText(row.second, run === null ? "" : secondLine(run));
      row.link.href = address;
    } else {
      setText(node, text);
    }
    node.title = text; // a long text is clipped
  }
}

/**
 * @param {string} role
 * @param {string} className
 */
function cell(role, className) {
  const node = element("div", `runs-cell ${className}`.trim());
  node.setAttribute("role", role);
  node.dir = "auto"; // a name from right to left does not turn its neighbours around
  return node;
}
