// @ts-check
// Shows the findings of the core about the selected schedule. Each fix can be previewed and applied.

/** @import { Check, Dispatch, Draft, Finding, ScheduleConfig, State } from "../types.d.ts" */
import { gettext, ngettext } from "../../elements/texts.js";
import { describeChanges } from "../state/drafts.js";
import { html } from "./html.js";

/** @type {Record<Finding["severity"], () => string>} */
const SIGNS = {
  error: () => gettext("✖ Error"),
  warning: () => gettext("⚠ Warning"),
  note: () => gettext("ℹ Note"),
};

/**
 * The findings about the selected schedule.
 *
 * @param {State} state
 */
export function findingsOf({ answer, selected }) {
  return (answer.findings ?? []).filter(({ schedule }) => schedule === selected);
}

/**
 * The text that a screen reader announces.
 *
 * @param {Finding[]} findings
 */
export function summaryOf(findings) {
  if (findings.length === 0) return gettext("No trap found.");
  return ngettext("1 finding: {first}", "{count} findings, the first: {first}", findings.length, {
    first: findings[0].message,
  });
}

/**
 * @param {Element} host
 * @param {State} state
 * @param {Dispatch} dispatch
 */
export function drawFindings(host, state, dispatch) {
  host.replaceChildren();
  const findings = findingsOf(state);
  if (findings.length === 0) {
    const nothing = gettext("✓ No trap found: the masks will do what was asked.");
    if (state.stale) html(host, "p", { class: "lab-finding" }, gettext("Looking for traps …"));
    else html(host, "p", { class: "lab-finding", "data-severity": "good" }, nothing);
    drawScope(host, state);
    return;
  }
  const list = html(host, "ul", { class: "lab-findings" });
  /** @type {Set<string>} */
  const fixes = new Set();
  for (const { severity, message, why, fix } of findings) {
    const item = html(list, "li", { class: "lab-finding", "data-severity": severity });
    html(item, "strong", {}, SIGNS[severity]());
    item.append(` ${message} `);
    if (why) html(item, "a", { href: why, target: "_blank", rel: "noopener" }, gettext("Why it matters"));
    if (!fix) continue;
    const config = JSON.stringify(fix);
    // Each fix removes all findings, so findings often have the same one.
    if (fixes.has(config)) html(item, "span", {}, ` ${gettext("The fix above removes it too.")}`);
    else drawFix(item, { fix, draft: state.drafts[state.selected] }, dispatch);
    fixes.add(config);
  }
}

/**
 * Draw what was checked and what was not.
 *
 * @param {Element} host
 * @param {State} state
 */
function drawScope(host, { answer, stale }) {
  const { scope } = answer;
  if (!scope || stale) return;
  const details = html(host, "details", { class: "lab-scope" });
  const topics = (/** @type {Check[]} */ checks) => checks.map(({ topic }) => topic).join(", ");
  const summary = gettext("Checked: {checked}. Not checked: {unchecked}.", {
    checked: topics(scope.checked),
    unchecked: topics(scope.unchecked),
  });
  html(details, "summary", {}, summary);
  drawChecks(details, gettext("Checked"), scope.checked);
  drawChecks(details, gettext("Not checked"), scope.unchecked);
}

/**
 * @param {Element} host
 * @param {string} title
 * @param {Check[]} checks
 */
function drawChecks(host, title, checks) {
  html(host, "strong", {}, title);
  const list = html(host, "ul");
  for (const { topic, text } of checks) html(list, "li", {}, `${topic}: ${text}`);
}

/**
 * @param {Element} item
 * @param {{ fix: ScheduleConfig, draft: Draft }} parts
 * @param {Dispatch} dispatch
 */
function drawFix(item, { fix, draft }, dispatch) {
  const showPreview = () => dispatch({ type: "previewChanged", fix });
  const hidePreview = () => dispatch({ type: "previewChanged", fix: null });
  const applyFix = () => {
    // The button is removed with its finding. Moving the focus before keeps it in the editor.
    /** @type {HTMLElement | null} */ (item.closest(".lab-editor"))?.focus({ preventScroll: true });
    dispatch({ type: "fixApplied", fix });
  };
  html(
    item,
    "button",
    {
      type: "button",
      class: "lab-fix",
      onclick: applyFix,
      onpointerenter: showPreview,
      onpointerleave: hidePreview,
      onfocus: showPreview,
      onblur: hidePreview,
    },
    gettext("Fix: {changes}", { changes: describeChanges(draft, fix) }),
  );
}
