// What the core found about the selected schedule, each with its correction to look at and to take.

import { changesIn } from "../state/drafts.js";
import { html } from "../fields/fields.js";

const SIGNS = { error: "✖ Error", warning: "⚠ Warning", note: "ℹ Note" };

// `preview(fix)` shows a correction dashed, or nothing for null; `take(fix)` makes it the schedule.
export function drawFindings(host, findings, draft, { preview, take, stale }) {
  host.replaceChildren();
  if (stale && findings.length === 0) {
    html(host, "p", { class: "lab-finding" }, "Looking for traps …");
    return;
  }
  if (findings.length === 0) {
    html(
      host,
      "p",
      { class: "lab-finding", "data-severity": "good" },
      "✓ No trap found: the masks will do what was asked.",
    );
    return;
  }
  const list = html(host, "ul", { class: "lab-findings" });
  for (const finding of findings) {
    const item = html(list, "li", { class: "lab-finding", "data-severity": finding.severity });
    html(item, "strong", {}, SIGNS[finding.severity]);
    item.append(` ${finding.message} `);
    if (finding.why) html(item, "a", { href: finding.why, target: "_blank", rel: "noopener" }, "Why it matters");
    if (finding.fix) buildFix(item, finding.fix, draft, { preview, take });
  }
}

function buildFix(item, fix, draft, { preview, take }) {
  const show = () => preview(fix);
  const hide = () => preview(null);
  html(
    item,
    "button",
    {
      type: "button",
      class: "lab-fix",
      onclick: () => {
        hide();
        take(fix);
      },
      onpointerenter: show,
      onpointerleave: hide,
      onfocus: show,
      onblur: hide,
    },
    `Fix: ${changesIn(draft, fix)}`,
  );
}
