// A long list has elements only for the rows in its window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { partsWith, rowAfterKey, scrollToShow, visibleRows } from "../../pages/components/runs_table/table/window.js";

const HEIGHTS = [30, 45, 131];
const TOTALS = [0, 1, 7, 100, 10_000];
const POSITIONS = [0, 1, 44, 45, 46, 999, 100_000, 1e7];

/** @param {(window: { scrollTop: number, height: number, rowHeight: number, total: number, spare: number }) => void} check */
function forEachWindow(check) {
  for (const rowHeight of HEIGHTS) {
    for (const total of TOTALS) {
      for (const scrollTop of POSITIONS) {
        for (const spare of [0, 5]) check({ scrollTop, height: 600, rowHeight, total, spare });
      }
    }
  }
}

test("every row that a window shows has an element, and only a few other rows have one", () => {
  forEachWindow((window) => {
    const { first, last } = visibleRows(window);
    assert.ok(0 <= first && first <= last && last <= window.total, JSON.stringify(window));
    assert.ok(last - first <= 600 / window.rowHeight + 2 + 2 * window.spare);
    for (let index = 0; index < Math.min(window.total, 300); index += 1) {
      const top = index * window.rowHeight - window.scrollTop;
      if (top < 600 && top + window.rowHeight > 0) assert.ok(first <= index && index < last, `${index}`);
    }
  });
});

test("the parts of a window contain each of its rows", () => {
  forEachWindow((window) => {
    const rows = visibleRows(window);
    const parts = partsWith(rows, 100);
    for (let index = rows.first; index < rows.last; index += 1) assert.ok(parts.includes(Math.floor(index / 100)));
    assert.ok(parts.length <= 2);
  });
  assert.deepEqual(partsWith({ first: 0, last: 0 }, 100), []);
  assert.deepEqual(partsWith({ first: 99, last: 101 }, 100), [0, 1]);
  assert.deepEqual(partsWith({ first: 100, last: 200 }, 100), [1]);
});

test("the list scrolls as little as possible to show a row", () => {
  const window = { scrollTop: 450, height: 450, rowHeight: 45 };
  assert.equal(scrollToShow(10, window), 450);
  assert.equal(scrollToShow(19, window), 450);
  assert.equal(scrollToShow(20, window), 495);
  assert.equal(scrollToShow(9, window), 405);
  assert.equal(scrollToShow(0, window), 0);
});

test("keys move within the list, and other keys do not move", () => {
  const list = { active: 5, total: 10, page: 8 };
  const targets = { ArrowDown: 6, ArrowUp: 4, PageDown: 9, PageUp: 0, Home: 0, End: 9 };
  for (const [key, target] of Object.entries(targets)) assert.equal(rowAfterKey(key, list), target, key);
  for (const key of ["a", "Tab", "toString"]) assert.equal(rowAfterKey(key, list), null, key);
  assert.equal(rowAfterKey("End", { active: 0, total: 0, page: 8 }), null);
});
