// @ts-check
// The parts of the element: the file input, the area to drop a file on, the progress and the messages.

import { element, setText } from "../../../elements/dom.js";
import { gettext } from "../../../elements/texts.js";

/** @typedef {ReturnType<typeof makeFileView>} FileView */

/** @param {Element} parent */
export function makeFileView(parent) {
  const root = element("div", "model-file");
  const label = element("label", "model-file-label", gettext("Open a .keras or .h5 file, or drop it here"));
  const input = element("input");
  input.type = "file";
  input.accept = ".keras,.h5,.hdf5,.json";
  label.append(input);
  const note = element(
    "p",
    "model-file-note",
    gettext("This page reads the file in your browser. Only the layers' config and shapes are sent, never a weight."),
  );
  const progress = element("progress");
  progress.max = 1;
  progress.setAttribute("aria-label", gettext("Progress of reading the file"));
  const cancel = element("button", "", gettext("Cancel"));
  cancel.type = "button";
  const status = element("p", "model-file-status");
  status.setAttribute("role", "status");
  const error = element("p", "model-file-error");
  error.setAttribute("role", "alert");
  const progressRow = element("div", "model-file-progress");
  progressRow.append(progress, cancel);
  root.append(label, note, progressRow, status, error);
  parent.append(root);
  const view = { root, input, progress, progressRow, cancel, status, error };
  showState(view, { status: "", error: "", share: null });
  return view;
}

/**
 * @param {FileView} view
 * @param {{ status: string, error: string, share: number | null }} state share: null if no file is being read
 */
export function showState(view, { status, error, share }) {
  setText(view.status, status);
  setText(view.error, error);
  view.progressRow.hidden = share === null;
  view.progress.value = share ?? 0;
  view.root.setAttribute("aria-busy", String(share !== null));
}
