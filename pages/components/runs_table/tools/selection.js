// @ts-check
// What can be done with the selected runs: compare, rename, tag, delete; and the undo of a deletion.

/** @import { Answer, Data, Dispatch, Message, RunRow, Send, State } from "../types.d.ts" */
import { element } from "../../elements/dom.js";
import { readKeys } from "../../elements/stored_keys.js";
import { gettext, ngettext } from "../../elements/texts.js";
import { openPage } from "../state/navigation.js";
import { makeEditForm } from "./edit_form.js";
import { makeButton, showText } from "./menu.js";

/**
 * @param {() => Data} data
 * @param {() => State} state
 * @param {{ dispatch: Dispatch, send: Send, focusList: () => void }} listeners
 */
export function makeSelectionBar(data, state, { dispatch, send, focusList }) {
  const root = element("div", "runs-selection");
  const bar = element("div", "runs-bar");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", gettext("Selected runs"));
  const count = element("span", "runs-count");
  const compare = element("a", "runs-compare", gettext("Compare"));
  const edit = makeButton(gettext("Name, tags and notes"), () => form.toggle(ownRuns()));
  const remove = makeButton(gettext("Delete"), () => request({ type: "delete" }, ownRuns()));
  const clear = makeButton(gettext("Clear selection"), () => {
    dispatch({ type: "cleared" });
    focusList();
  });
  const foreign = element("p", "runs-hint");
  const problems = element("p", "runs-problem");
  problems.setAttribute("role", "alert");
  problems.hidden = true;
  const undo = element("div", "runs-undo");
  const undoText = element("span");
  undoText.setAttribute("role", "status");
  undo.append(undoText, makeButton(gettext("Undo"), restore));
  const form = makeEditForm((message, runs) => request(message, runs), focusList);
  bar.append(count, compare, edit, remove, clear);
  root.append(bar, foreign, form.root, problems, undo);
  let number = Date.now() % 1e9;
  /** @type {Message | null} */
  let waiting = null;

  compare.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openPage(data().compare_page, { runs: [...state().selected.keys()].join() });
  });

  function ownRuns() {
    const own = new Set([...Object.keys(readKeys()), ...data().own]);
    return [...state().selected.values()].filter(({ id }) => own.has(id));
  }

  /**
   * @param {Message} message
   * @param {Pick<RunRow, "id">[]} runs
   */
  function request(message, runs) {
    const keys = readKeys();
    number += 1;
    waiting = { ...message, number };
    showText(problems, "");
    send({ ...waiting, keys: Object.fromEntries(runs.map(({ id }) => [id, keys[id] ?? ""])) });
    draw();
  }

  function restore() {
    request(
      { type: "restore" },
      (state().deletion?.ids ?? []).map((id) => ({ id })),
    );
  }

  /** @param {Answer} answer */
  function receive(answer) {
    if (answer.number !== waiting?.number) return;
    const { type } = waiting;
    waiting = null;
    showText(problems, answer.problems.slice(0, 5).join(" "));
    if (type === "delete") {
      form.forget(answer.done);
      dispatch({ type: "deleted", ids: answer.done, at: Date.now() });
    } else if (type === "restore") dispatch({ type: "undo ended" });
    else if (!answer.problems.length) form.close();
    if (type === "delete" || type === "restore") focusList();
  }

  function draw() {
    const { selected, deletion } = state();
    const own = ownRuns();
    bar.hidden = !selected.size;
    showText(count, ngettext("{count} selected", "{count} selected", selected.size));
    compare.href = `${data().compare_page}?runs=${[...selected.keys()].map(encodeURIComponent).join()}`;
    for (const button of [edit, remove]) button.disabled = !own.length || waiting !== null;
    const others = selected.size - own.length;
    showText(foreign, others ? foreignText(others) : "");
    form.draw(waiting !== null);
    undo.hidden = deletion === null;
    if (deletion) showText(undoText, deletedText(deletion.ids.length));
  }

  return { root, draw, receive };
}

/** @param {number} count */
function foreignText(count) {
  return ngettext(
    "{count} of these runs was started by another browser, so you cannot change it. Its control link would allow this.",
    "{count} of these runs were started by another browser, so you cannot change them. Their control links would allow this.",
    count,
  );
}

/** @param {number} count */
function deletedText(count) {
  return ngettext("{count} run is deleted.", "{count} runs are deleted.", count);
}
