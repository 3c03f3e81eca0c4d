// @ts-check
// The columns of the list: their headers, their widths, and the text of each cell.

/** @import { Labels, RunRow } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";

/**
 * @typedef {object} Column
 * @property {string} name its name in the address
 * @property {string} label its header
 * @property {number} width its smallest width in rem
 * @property {string} [sort] the name of the order; a column without it cannot sort the list
 * @property {boolean} [largestFirst] whether the first click shows the largest values first
 * @property {boolean} [isNumber] whether its values stand on the right
 * @property {(row: RunRow, labels: Labels) => string} text the text of a cell; "" if there is no value
 */

export const RUN_COLUMN = "run";
export const USUAL_COLUMNS = [RUN_COLUMN, "state", "created", "data", "net", "sparsity", "seed", "accuracy", "tags"];

/** @returns {Column[]} */
export const COLUMNS = () => [
  { name: RUN_COLUMN, label: gettext("Run"), width: 13, sort: "name", text: (row) => row.name ?? row.title },
  { name: "state", label: gettext("State"), width: 5.6, sort: "state", text: stateText },
  {
    name: "created",
    label: gettext("Created (UTC)"),
    width: 8,
    sort: "created",
    largestFirst: true,
    text: (row) => new Date(1000 * row.created).toISOString().slice(0, 16).replace("T", " "),
  },
  { name: "data", label: gettext("Data"), width: 7, sort: "data", text: (row, { data }) => label(data, row.data) },
  { name: "net", label: gettext("Network"), width: 8.5, sort: "net", text: (row, { net }) => label(net, row.net) },
  { name: "kind", label: gettext("Schedule"), width: 10, sort: "kind", text: (row, { kind }) => label(kind, row.kind) },
  number("sparsity", gettext("Final sparsity"), (row) => percent(row.sparsity, 2)),
  { ...number("seed", gettext("Seed"), (row) => whole(row.seed)), largestFirst: false },
  { ...number("accuracy", gettext("Accuracy"), (row) => percent(row.accuracy, 2)), width: 5.2 },
  { ...number("loss", gettext("Loss"), (row) => row.loss?.toFixed(4) ?? ""), largestFirst: false },
  number("zeros", gettext("Measured zeros"), (row) => percent(row.zeros, 2)),
  { ...number("bytes", gettext("Zipped size"), (row) => kilobytes(row.bytes)), largestFirst: false },
  number("seconds", gettext("Training time"), (row) => (row.seconds ? `${row.seconds.toFixed(1)} s` : "")),
  number("step", gettext("Step"), (row) => [whole(row.step), whole(row.steps)].filter(Boolean).join(" / ")),
  { name: "epochs", label: gettext("Epochs"), width: 5, isNumber: true, text: (row) => whole(row.epochs) },
  {
    name: "optimizer",
    label: gettext("Optimizer"),
    width: 6,
    text: (row, { optimizer }) => label(optimizer, row.optimizer),
  },
  { name: "rate", label: gettext("Learning rate"), width: 7, isNumber: true, text: (row) => `${row.rate ?? ""}` },
  { name: "tags", label: gettext("Tags"), width: 5, text: (row) => (row.tags ?? []).join(", ") },
  { name: "notes", label: gettext("Notes"), width: 12, text: (row) => row.notes ?? "" },
  { name: "group", label: gettext("Experiment"), width: 10, text: (row) => row.group ?? "" },
  { name: "id", label: gettext("Id"), width: 10, text: (row) => row.id },
];

/**
 * The second line of the first column: it tells apart runs with the same name or schedule.
 *
 * @param {RunRow} row
 */
export function secondLine(row) {
  if (row.name) return row.title;
  return row.seed === undefined ? row.id : gettext("seed {seed} · {run}", { seed: row.seed, run: row.id });
}

/**
 * @param {RunRow} row
 * @param {Labels} labels
 */
function stateText(row, labels) {
  const text = label(labels.state, row.state);
  if (row.state !== "running" || !row.steps) return text;
  return `${text} ${percent(row.step / row.steps, 0)}`;
}

/**
 * A column of numbers, which sorts the list by its name.
 *
 * @param {string} name
 * @param {string} header
 * @param {(row: RunRow) => string} text
 * @returns {Column}
 */
function number(name, header, text) {
  return { name, label: header, width: 6.4, sort: name, largestFirst: true, isNumber: true, text };
}

/**
 * The text of a name; the name itself if another version of the lab has written it.
 *
 * @param {Record<string, string>} texts
 * @param {string | undefined} name
 */
function label(texts, name) {
  if (name === undefined) return "";
  return Object.hasOwn(texts, name) ? texts[name] : name;
}

/**
 * @param {number | undefined} value
 * @param {number} digits
 */
function percent(value, digits) {
  return value === undefined ? "" : `${(100 * value).toFixed(digits)} %`;
}

/** @param {number | undefined} value */
function whole(value) {
  return value === undefined ? "" : value.toLocaleString("en");
}

/** @param {number | undefined} bytes */
function kilobytes(bytes) {
  return bytes === undefined ? "" : `${whole(Math.round(bytes / 1000))} kB`;
}
