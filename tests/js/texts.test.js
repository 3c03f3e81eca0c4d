// @ts-check
// Tests that the catalogue translates texts, and that values are inserted into the translation.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { gettext, ngettext, setCatalogue } from "../../pages/components/elements/texts.js";

afterEach(() => setCatalogue({}));

test("a message without a translation is English, with its values", () => {
  assert.equal(gettext("step {step} of {steps}", { step: 3, steps: "1,000" }), "step 3 of 1,000");
  assert.equal(gettext("no value for {name}"), "no value for {name}");
});

test("a translation may order the values differently", () => {
  setCatalogue({ "step {step} of {steps}": "von {steps} Schritten der {step}." });
  assert.equal(gettext("step {step} of {steps}", { step: 3, steps: 9 }), "von 9 Schritten der 3.");
});

test("the count selects singular or plural, in the translation too", () => {
  const updates = (/** @type {number} */ count) => ngettext("{count} update", "{count} updates", count);
  assert.deepEqual([0, 1, 2].map(updates), ["0 updates", "1 update", "2 updates"]);
  setCatalogue({ "{count} update": ["{count} Schritt", "{count} Schritte"] });
  assert.deepEqual([1, 2].map(updates), ["1 Schritt", "2 Schritte"]);
});

test("a value that looks like a placeholder is not replaced", () => {
  assert.equal(gettext("{first} {second}", { first: "{second}", second: "b" }), "{second} b");
});
