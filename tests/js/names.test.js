// @ts-check
// Tests the names of schedules: at most 40 code points, as in Python, and no incomplete character.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanName } from "../../pages/components/schedule_editor/state/names.js";

const FAMILY = "👨‍👩‍👧‍👦"; // seven code points, eleven UTF-16 units

test("a name is cut at 40 code points", () => {
  assert.equal(cleanName("a".repeat(50)), "a".repeat(40));
  assert.equal(cleanName("😀".repeat(50)), "😀".repeat(40));
});

test("an emoji of several code points is kept or removed as a whole", () => {
  assert.equal(cleanName(FAMILY), FAMILY);
  assert.equal(cleanName("a".repeat(33) + FAMILY), "a".repeat(33) + FAMILY);
  assert.equal(cleanName(`${"a".repeat(34)}${FAMILY}b`), "a".repeat(34));
});

test("control characters and characters that change the direction of text are removed", () => {
  assert.equal(cleanName(" my\u0000 \u202eown\ud800 name\u200f "), "my own name");
});
