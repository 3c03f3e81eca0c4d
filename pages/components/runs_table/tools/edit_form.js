// @ts-check
// The form for the name, the tags and the notes of one run, or for a tag of several runs.

/** @import { Message, RunRow } from "../types.d.ts" */
import { element, setText } from "../../elements/dom.js";
import { gettext, ngettext } from "../../elements/texts.js";
import { makeButton, makeInput } from "./menu.js";

/**
 * @param {(message: Message, runs: RunRow[]) => void} request
 * @param {() => void} focusList
 */
export function makeEditForm(request, focusList) {
  const root = element("form", "runs-edit");
  root.hidden = true;
  const name = makeInput(gettext("Name"), "text");
  const tags = makeInput(gettext("Tags, with commas between them"), "text");
  const notes = element("textarea");
  notes.rows = 3;
  const notesField = element("label", "runs-field");
  notesField.append(element("span", "", gettext("Notes")), notes);
  const tag = makeInput(gettext("Tag"), "text");
  const save = element("button", "runs-save", gettext("Save"));
  save.type = "submit";
  const removeTag = makeButton(gettext("Remove this tag"), () => {
    request({ type: "remove tag", tag: tag.input.value }, runs);
  });
  const cancel = makeButton(gettext("Cancel"), () => {
    close();
    focusList();
  });
  const buttons = element("div", "runs-bar");
  buttons.append(save, removeTag, cancel);
  const title = element("p", "runs-edit-title");
  root.append(title, name.root, tags.root, notesField, tag.root, buttons);
  /** @type {RunRow[]} */
  let runs = [];

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const list = tags.input.value.split(",");
    const edit = { type: "edit", name: name.input.value, tags: list, notes: notes.value };
    request(runs.length > 1 ? { type: "add tag", tag: tag.input.value } : edit, runs);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    focusList();
  });

  function close() {
    root.hidden = true;
  }

  /**
   * Fill the inputs. Later news about the runs, or another selection, do not change what the visitor types.
   *
   * @param {RunRow[]} newRuns
   */
  function open(newRuns) {
    runs = newRuns;
    const [run] = runs;
    name.input.value = run.name ?? "";
    tags.input.value = (run.tags ?? []).join(", ");
    notes.value = run.notes ?? "";
    tag.input.value = "";
    root.hidden = false;
    const isOne = runs.length === 1;
    const runName = run.name ?? run.id;
    const many = ngettext("{count} run", "{count} runs", runs.length);
    setText(title, isOne ? gettext("Texts of {run}", { run: runName }) : gettext("A tag for {runs}", { runs: many }));
    for (const field of [name.root, tags.root, notesField]) field.hidden = !isOne;
    for (const field of [tag.root, removeTag]) field.hidden = isOne;
    setText(save, isOne ? gettext("Save") : gettext("Add this tag"));
    (isOne ? name : tag).input.focus();
  }

  return {
    root,
    close,
    /** @param {RunRow[]} newRuns */
    toggle(newRuns) {
      if (root.hidden) open(newRuns);
      else close();
    },
    /**
     * @param {boolean} isWaiting whether the last request has no answer yet
     */
    draw(isWaiting) {
      for (const button of [save, removeTag]) button.disabled = isWaiting;
    },
    /** @param {string[]} ids of runs that were deleted */
    forget(ids) {
      if (runs.some(({ id }) => ids.includes(id))) close();
    },
  };
}
