// @ts-check
// Reads the layers of a model file in the browser. The file never leaves the machine of the visitor.

import { gettext } from "../../../elements/texts.js";
/** @import { Report } from "./reader.js" */
import { describeFailure, describeProgress } from "./sentences.js";
import { makeFileView, showState } from "./view.js";

const MAX_MILLISECONDS = 60_000;

/** @typedef {{ reader: string, jsfive: string | null }} Data the addresses of the worker and of jsfive */
/** @typedef {HTMLElement & { modelFile?: () => void }} Host */
/** @typedef {(name: string, value: unknown) => void} SetTriggerValue */

/**
 * Streamlit calls this function when the element is mounted, and again when its data or the theme change.
 *
 * @param {{ data: Data, parentElement: Host, setTriggerValue: SetTriggerValue }} element
 */
export default function modelFile({ data, parentElement, setTriggerValue }) {
  if (parentElement.modelFile) return parentElement.modelFile;
  const closePicker = makePicker(parentElement, data, setTriggerValue);
  parentElement.modelFile = () => {
    closePicker();
    delete parentElement.modelFile;
  };
  return parentElement.modelFile;
}

/**
 * @param {Element} parentElement
 * @param {Data} data
 * @param {SetTriggerValue} setTriggerValue
 */
function makePicker(parentElement, data, setTriggerValue) {
  const view = makeFileView(parentElement);
  /** @type {(() => void) | null} */
  let stopReading = null;

  /** @param {File | undefined} file */
  function open(file) {
    if (!file) return;
    stopReading?.();
    showState(view, { status: describeProgress(file.name, 0), error: "", share: 0 });
    stopReading = readInWorker(file, data, (report) => onReport(file.name, report));
  }

  /**
   * @param {string} name
   * @param {Report} report
   */
  function onReport(name, report) {
    switch (report.type) {
      case "progress":
        showState(view, { status: describeProgress(name, report.share), error: "", share: report.share });
        break;
      case "failed":
        showState(view, { status: "", error: describeFailure(report.code, name), share: null });
        break;
      case "read":
        showState(view, { status: gettext("{name} is read.", { name }), error: "", share: null });
        setTriggerValue("opened", { name, contents: report.contents });
    }
  }

  view.input.addEventListener("change", () => {
    open(view.input.files?.[0]);
    view.input.value = ""; // so that the same file can be chosen again after an error
  });
  view.cancel.addEventListener("click", () => {
    stopReading?.();
    showState(view, { status: gettext("Reading was cancelled."), error: "", share: null });
    view.input.focus();
  });
  acceptDrops(view.root, open);
  return () => {
    stopReading?.();
    view.root.remove();
  };
}

/**
 * Read a file in a worker. The worker sends reports until the file is read or an error occurs.
 *
 * @param {File} file
 * @param {Data} data
 * @param {(report: Report) => void} onReport
 * @returns {() => void} ends the worker
 */
function readInWorker(file, data, onReport) {
  const address = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
  const worker = new Worker(address(data.reader), { type: "module" });
  const timer = setTimeout(() => finish({ type: "failed", code: "too_slow" }), MAX_MILLISECONDS);

  function stop() {
    clearTimeout(timer);
    worker.terminate();
  }

  /** @param {Report} report */
  function finish(report) {
    stop();
    onReport(report);
  }

  worker.addEventListener("message", ({ data: report }) => {
    if (report.type === "progress") onReport(report);
    else finish(report);
  });
  worker.addEventListener("error", () => finish({ type: "failed", code: "unreadable" }));
  worker.postMessage({ file, jsfive: data.jsfive && address(data.jsfive) });
  return stop;
}

/**
 * @param {HTMLElement} area
 * @param {(file: File | undefined) => void} open
 */
function acceptDrops(area, open) {
  const setMarked = (/** @type {boolean} */ isMarked) => area.classList.toggle("model-file-target", isMarked);
  area.addEventListener("dragover", (event) => {
    event.preventDefault(); // without this, the browser leaves the page to show the file
    setMarked(true);
  });
  area.addEventListener("dragleave", () => setMarked(false));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    setMarked(false);
    open(event.dataTransfer?.files[0]);
  });
}
