// The inputs beside the chart: for every parameter a number and a range, and a table for keyframes.

import { withPoint } from "../hands/handles.js";
import { inWords } from "../words/words.js";
import { UNTIL_TRAINING_ENDS, sparsityAt } from "../math/schedule_math.js";
import { PARAMETERS } from "../state/drafts.js";

const HELP = {
  target_sparsity: "the share of weights that the masks hold at zero after every update",
  initial_sparsity: "where the decay starts, at begin_step",
  final_sparsity: "where the decay ends, at end_step",
  power: "above 1 most weights go early, below 1 late; 1 is a straight line",
  begin_step: "the first step at which the masks may be updated",
  end_step: "the last step at which the masks may be updated",
  frequency: "the masks are updated every so many steps",
};
const LARGEST_RANGE_POWER = 10;
export const FAST = 10; // with the shift key

export function html(parent, name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-")) element.setAttribute(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

// `change(draft, field)` takes an edited draft; `settle()` ends an interaction.
export function makeFields(host, prefix, { change, settle }) {
  return { host, prefix, change, settle, built: "", fields: {}, draft: null, plan: null };
}

export function drawFields(panel, draft, plan, errors) {
  panel.draft = draft;
  panel.plan = plan;
  const key = `${draft.class_name} ${draft.keyframes?.length}`;
  if (panel.built !== key) build(panel, key);
  for (const [name, field] of Object.entries(panel.fields)) drawField(panel, name, field, errors[name]);
  if (panel.table) drawTable(panel, errors.keyframes);
}

function build(panel, key) {
  panel.built = key;
  panel.host.replaceChildren();
  panel.fields = {};
  panel.table = null;
  for (const name of PARAMETERS[panel.draft.class_name]) {
    if (name === "keyframes") panel.table = buildTable(panel);
    else panel.fields[name] = buildField(panel, name);
  }
}

function buildField(panel, name) {
  const id = `${panel.prefix}-${name}`;
  const row = html(panel.host, "div", { class: "lab-field" });
  html(row, "label", { for: id, class: "lab-name" }, name);
  const edit = (input) => panel.change({ ...panel.draft, [name]: numberOf(input) }, name);
  const number = html(row, "input", {
    id,
    type: "number",
    step: "any",
    inputmode: "decimal",
    "aria-describedby": `${id}-help ${id}-error`,
    oninput: () => edit(number),
    onchange: panel.settle,
    onkeydown: (event) => stepped(event, panel, name),
  });
  const range = html(row, "input", {
    type: "range",
    "aria-label": `${name}, slider`,
    oninput: () => edit(range),
    onchange: () => {
      panel.settle();
      field.drawn = null;
      drawFields(panel, panel.draft, panel.plan, {});
    },
    onkeydown: (event) => faster(event, range, () => edit(range)),
  });
  const field = { number, range };
  if (name === "end_step" && panel.draft.class_name !== "PolynomialDecay") field.endless = buildEndless(panel, row);
  html(row, "p", { id: `${id}-help`, class: "lab-help" }, HELP[name]);
  field.error = html(row, "p", { id: `${id}-error`, class: "lab-error", role: "alert" });
  return field;
}

function buildEndless(panel, row) {
  const label = html(row, "label", { class: "lab-check" });
  const box = html(label, "input", {
    type: "checkbox",
    onchange: () => {
      const { begin_step: begin, frequency } = panel.draft;
      panel.change(
        {
          ...panel.draft,
          end_step: box.checked ? UNTIL_TRAINING_ENDS : Math.max(begin + 10 * frequency, panel.plan.totalSteps),
        },
        "end_step",
      );
      panel.settle();
    },
  });
  label.append(" until training ends");
  return box;
}

function numberOf(input) {
  return input.value.trim() === "" ? NaN : Number(input.value);
}

// Arrow keys in a number take steps that suit it; the browser's own step of 1 is no use for a fraction.
function stepped(event, panel, name) {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const unit = unitOf(name) * (event.shiftKey ? FAST : 1);
  const { min, max } = limitsOf(name, Infinity, panel.plan.totalSteps);
  const value = Math.min(max, Math.max(min, panel.draft[name] + direction * unit));
  panel.change({ ...panel.draft, [name]: Number(value.toFixed(6)) }, name);
}

function unitOf(name) {
  if (name.endsWith("sparsity")) return 0.01;
  return name === "power" ? 0.1 : 1;
}

function faster(event, range, edit) {
  const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
  if (!direction || !event.shiftKey) return;
  event.preventDefault();
  range.value = Number(range.value) + direction * FAST * Number(range.step);
  edit();
}

function drawField(panel, name, field, message) {
  const { draft, plan } = panel;
  const { number, range, endless, error } = field;
  const value = draft[name];
  const never = name === "end_step" && value === UNTIL_TRAINING_ENDS;
  if (endless) endless.checked = never;
  number.disabled = range.disabled = never;
  const drawn = [value, message, plan.totalSteps, plan.stepsPerEpoch, draft.begin_step, draft.end_step].join();
  if (field.drawn === drawn) return;
  field.drawn = drawn;
  number.setAttribute("aria-invalid", Boolean(message));
  error.textContent = message ?? "";
  if (message) return; // what was typed stays, to be corrected
  if (numberOf(number) !== value) number.value = value;
  const limits = limitsOf(name, value, plan.totalSteps);
  Object.assign(range, limits);
  range.value = value;
  range.setAttribute("aria-valuetext", inWords(name, draft, plan));
}

function limitsOf(name, value, totalSteps) {
  if (name.endsWith("sparsity")) return { min: 0, max: 0.999, step: 0.001 };
  if (name === "power") return { min: 0, max: Math.max(LARGEST_RANGE_POWER, value), step: 0.05 };
  if (name === "frequency") return { min: 1, max: Math.max(2, Math.ceil(totalSteps / 2), value), step: 1 };
  return { min: 0, max: Math.max(totalSteps, value), step: 1 };
}

function buildTable(panel) {
  const frame = html(panel.host, "div", { class: "lab-field lab-keyframes" });
  const table = html(frame, "table");
  html(table, "caption", {}, "keyframes");
  const head = html(html(table, "thead"), "tr");
  for (const title of ["step", "sparsity", "to the next", ""]) html(head, "th", { scope: "col" }, title);
  const body = html(table, "tbody");
  const rows = panel.draft.keyframes.map((_point, index) => buildRow(panel, body, index));
  html(
    frame,
    "button",
    {
      type: "button",
      class: "lab-add-point",
      onclick: () => {
        addPoint(panel);
        focusAdd(panel);
      },
    },
    "Add a point",
  );
  return { rows, error: html(frame, "p", { class: "lab-error", role: "alert" }) };
}

function buildRow(panel, body, index) {
  const row = html(body, "tr");
  const edit = (column, value) =>
    panel.change(
      {
        ...panel.draft,
        keyframes: panel.draft.keyframes.with(index, panel.draft.keyframes[index].with(column, value)),
      },
      "keyframes",
    );
  const input = (column, name) => {
    const number = html(html(row, "td"), "input", {
      type: "number",
      step: column ? 0.01 : 1,
      "aria-label": `${name} of point ${index + 1}`,
      oninput: () => edit(column, numberOf(number)),
      onchange: panel.settle,
    });
    return number;
  };
  const cells = [input(0, "step"), input(1, "sparsity")];
  const segment = html(html(row, "td"), "select", {
    "aria-label": `way on from point ${index + 1}`,
    onchange: () => {
      edit(2, segment.value);
      panel.settle();
    },
  });
  for (const name of ["linear", "smooth", "hold"]) html(segment, "option", { value: name }, name);
  html(
    html(row, "td"),
    "button",
    {
      type: "button",
      "aria-label": `Delete point ${index + 1}`,
      disabled: panel.draft.keyframes.length === 1,
      onclick: () => {
        panel.change({ ...panel.draft, keyframes: panel.draft.keyframes.toSpliced(index, 1) }, "keyframes");
        panel.settle();
        focusAdd(panel);
      },
    },
    "✕",
  );
  return [...cells, segment];
}

// The table was made anew: the focus stays near.
function focusAdd(panel) {
  panel.host.querySelector(".lab-add-point")?.focus();
}

// A new point in the middle of the longest gap, on the curve, so that nothing changes until it is moved.
function addPoint(panel) {
  const points = panel.draft.keyframes;
  const ends = [...points.slice(1).map(([step]) => step), Math.max(panel.plan.totalSteps, points.at(-1)[0] + 2)];
  const gaps = points.map(([step], index) => ends[index] - step);
  const widest = gaps.indexOf(Math.max(...gaps));
  const step = points[widest][0] + Math.floor(gaps[widest] / 2);
  const more = withPoint(panel.draft, step, sparsityAt(panel.draft, step));
  if (more) {
    panel.change(more, "keyframes");
    panel.settle();
  }
}

function drawTable(panel, message) {
  panel.table.error.textContent = message ?? "";
  if (message) return;
  panel.draft.keyframes.forEach((point, index) =>
    panel.table.rows[index].forEach((cell, column) => {
      if (cell.value !== String(point[column])) cell.value = point[column];
    }),
  );
}
