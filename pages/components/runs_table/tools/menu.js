// @ts-check
// Small forms of the tools: a menu that opens below its button, a list of choices, and an input with its label.

import { element, setText } from "../../elements/dom.js";

/**
 * A menu below its button. Escape closes it.
 *
 * @param {string} className
 * @param {{ closesAlone: boolean }} options `closesAlone`: whether it closes when the focus leaves it
 */
export function makeMenu(className, { closesAlone }) {
  const root = element("details", `runs-menu ${className}`);
  const summary = element("summary");
  const content = element("div", "runs-menu-content");
  root.append(summary, content);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.open) return;
    root.open = false;
    summary.focus();
    event.stopPropagation();
  });
  root.addEventListener("focusout", (event) => {
    // Without a target, the window lost its focus, or the visitor clicked on a part that takes no focus.
    if (closesAlone && event.relatedTarget instanceof Node && !root.contains(event.relatedTarget)) root.open = false;
  });
  return { root, summary, content };
}

/**
 * @param {string} label
 * @param {string} type
 */
export function makeInput(label, type) {
  const root = element("label", "runs-field");
  const input = element("input");
  input.type = type;
  input.autocomplete = "off";
  input.spellcheck = false;
  root.append(element("span", "", label), input);
  return { root, input };
}

/**
 * A group of check boxes.
 *
 * @param {string} label
 * @param {[name: string, text: string][]} options
 * @param {(names: string[]) => void} onChange
 */
export function makeChoices(label, options, onChange) {
  const root = element("fieldset", "runs-choices");
  root.append(element("legend", "", label));
  const boxes = options.map(([name, text]) => {
    const { root: field, input } = makeInput(text, "checkbox");
    field.classList.add("runs-check");
    input.value = name;
    input.addEventListener("change", () => {
      onChange(boxes.filter((box) => box.checked).map((box) => box.value));
    });
    root.append(field);
    return input;
  });
  return {
    root,
    /** @param {string[]} names */
    show(names) {
      for (const box of boxes) box.checked = names.includes(box.value);
    },
  };
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
export function makeButton(text, onClick) {
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}

/**
 * Set the value of an input, but not while the visitor types in it.
 *
 * @param {HTMLInputElement} input
 * @param {string} value
 */
export function showValue(input, value) {
  if (document.activeElement !== input && input.value !== value) input.value = value;
}

/**
 * @param {Element} node
 * @param {string} text "" hides the node
 */
export function showText(node, text) {
  setText(node, text);
  /** @type {HTMLElement} */ (node).hidden = !text;
}
