// @ts-check
// Notifies the visitor at the end of a run, if the visitor has asked for this and the browser allows it.

/** @import { RunData, RunRecord } from "./types.d.ts" */
import { element, setText } from "../elements/dom.js";
import { gettext } from "../elements/texts.js";
import { endNotice } from "./words/words.js";

const STORAGE_KEY = "pruning schedule lab: notify at the end of a run";

/**
 * Make the button that asks for notifications. It is hidden if the browser has no notifications, or has blocked them.
 *
 * @param {RunData} data
 */
export function makeNotifier(data) {
  const button = element("button", "live-run-notify");
  button.type = "button";
  const draw = () => {
    button.hidden = data.ended || !canNotify();
    const isOn = isChosen();
    button.setAttribute("aria-pressed", String(isOn));
    setText(button, isOn ? gettext("You will be notified at the end") : gettext("Notify me at the end"));
  };
  button.addEventListener("click", async () => {
    const isOn = !isChosen() && (await Notification.requestPermission()) === "granted";
    storeChoice(isOn);
    draw();
  });
  draw();
  return {
    button,
    /** @param {RunRecord} record */
    notify(record) {
      button.hidden = true;
      if (isChosen() && !isWatched()) showNotification(endNotice(record), data);
    },
  };
}

function canNotify() {
  return typeof Notification !== "undefined" && Notification.permission !== "denied";
}

/** Whether the visitor looks at this page now. */
function isWatched() {
  return !document.hidden && document.hasFocus();
}

function isChosen() {
  try {
    return canNotify() && Notification.permission === "granted" && localStorage.getItem(STORAGE_KEY) === "yes";
  } catch {
    return false; // the browser has no storage
  }
}

/** @param {boolean} isOn */
function storeChoice(isOn) {
  try {
    localStorage.setItem(STORAGE_KEY, isOn ? "yes" : "no");
  } catch {
    // Without storage, the button stays off.
  }
}

/**
 * @param {string} text
 * @param {RunData} data
 */
function showNotification(text, data) {
  try {
    const notification = new Notification(text, { body: data.title, tag: data.run });
    notification.onclick = () => window.focus();
  } catch {
    // Chrome on Android allows notifications only from a service worker.
  }
}
