// The editor's elements: its tools, its frames, the schedules' chips, and what is read at a step.

import { STYLES, add, readAt } from "../chart/chart.js";
import { LONGEST_NAME } from "../state/drafts.js";
import { html } from "../fields/fields.js";
import { count } from "../words/words.js";

const CLASSES = { PolynomialDecay: "Polynomial", ConstantSparsity: "Constant", KeyframeSchedule: "Keyframes" };

// Every element of the editor, empty; `on` connects its tools.
export function makeView(parentElement) {
  const root = html(parentElement, "section", { class: "lab-editor", "aria-label": "Schedule editor", tabindex: -1 });
  const tools = html(root, "div", { class: "lab-tools" });
  const chips = html(tools, "div", { class: "lab-chips", role: "group", "aria-label": "Schedules; one is edited" });
  const button = (text, label, host = tools) =>
    html(host, "button", { type: "button", "aria-label": label, title: label }, text);
  const view = { root, chips };
  view.add = button("+ Add", "Add a schedule: a copy of this one");
  view.remove = button("− Remove", "Remove this schedule");
  view.undo = button("↶ Undo", "Undo (Ctrl+Z)");
  view.redo = button("↷ Redo", "Redo (Ctrl+Shift+Z)");
  view.mode = button("Weights removed", "Show how many weights each update removes");
  const columns = html(root, "div", { class: "lab-columns" });
  const left = html(columns, "div", { class: "lab-left-column" });
  view.chart = html(left, "div", { class: "lab-frame" });
  view.reading = html(view.chart, "div", { class: "lab-reading", hidden: true });
  view.key = html(left, "p", { class: "lab-key" });
  view.sentence = html(left, "p", { class: "lab-sentence" });
  view.said = html(left, "p", { class: "lab-said", role: "status" });
  view.found = html(left, "p", { class: "lab-said", role: "status" });
  const right = html(columns, "div", { class: "lab-right-column" });
  const head = html(right, "div", { class: "lab-field lab-name-field" });
  const naming = html(head, "label", {}, "name ");
  view.name = html(naming, "input", { type: "text", maxlength: LONGEST_NAME, spellcheck: "false" });
  const kinds = html(right, "fieldset", { class: "lab-classes" });
  html(kinds, "legend", {}, "class");
  const group = `lab-class-${Math.random().toString(36).slice(2, 8)}`;
  view.classes = Object.fromEntries(
    Object.entries(CLASSES).map(([name, title]) => {
      const label = html(kinds, "label", { title: name });
      const box = html(label, "input", { type: "radio", name: group, value: name });
      label.append(` ${title}`);
      return [name, box];
    }),
  );
  view.fields = html(right, "div", { class: "lab-fields" });
  view.findings = html(root, "div", { class: "lab-findings-frame", "aria-label": "Findings", role: "group" });
  const images = html(left, "div", { class: "lab-images" });
  view.images = {
    svg: button("Save SVG", "Save the chart as SVG", images),
    png: button("Save PNG", "Save the chart as PNG", images),
  };
  view.on = (actions) => connect(view, actions);
  return view;
}

function connect(view, actions) {
  for (const name of ["add", "remove", "undo", "redo", "mode"]) view[name].addEventListener("click", actions[name]);
  for (const format of ["svg", "png"]) view.images[format].addEventListener("click", () => actions.image(format));
  view.name.addEventListener("input", () => actions.name(view.name.value));
  view.name.addEventListener("change", actions.named);
  for (const [name, box] of Object.entries(view.classes)) box.addEventListener("change", () => actions.class(name));
  view.root.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target === view.name) return;
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) actions.redo();
    else if (key === "z") actions.undo();
    else return;
    event.preventDefault();
  });
}

export function drawChips(host, state, answer, { select }) {
  const focused = [...host.children].indexOf(document.activeElement);
  host.replaceChildren();
  state.drafts.forEach(({ name }, index) => {
    const severities = (answer.findings ?? [])
      .filter(({ schedule }) => schedule === index)
      .map(({ severity }) => severity);
    const mark = severities.includes("error") ? "✖" : severities.includes("warning") ? "⚠" : "";
    const chip = html(host, "button", {
      type: "button",
      class: "lab-chip",
      title: name,
      "aria-pressed": index === state.selected,
      onclick: () => select(index),
    });
    const swatch = add(chip, "svg", { width: 22, height: 8, "aria-hidden": "true" });
    add(swatch, "path", {
      d: "M0 4H22",
      "stroke-width": 3,
      stroke: STYLES[index].colour,
      "stroke-dasharray": STYLES[index].dash,
    });
    html(chip, "span", { class: "lab-chip-name" }, name);
    if (mark) html(chip, "span", { class: "lab-chip-mark" }, mark);
    if (index === focused) chip.focus();
  });
}

export function drawReading(host, model, step, onTheLeft) {
  host.replaceChildren();
  host.classList.toggle("lab-left", onTheLeft);
  html(host, "strong", {}, `step ${count(step)}, epoch ${(step / model.stepsPerEpoch).toFixed(1)}`);
  const table = html(host, "table");
  const head = html(table, "tr");
  for (const title of ["", "scheduled", "masks hold"]) html(head, "th", { scope: "col" }, title);
  readAt(model, step).forEach(({ scheduled, applied }, index) => {
    const row = html(table, "tr");
    html(row, "th", { scope: "row" }, model.schedules[index].name).style.color = STYLES[index].colour;
    html(row, "td", {}, scheduled);
    html(row, "td", {}, applied);
  });
}
