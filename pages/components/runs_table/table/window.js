// @ts-check
// Which rows of a long list are in the window, and where the list must scroll to show a row.

/**
 * The rows that the window shows, and some rows above and below it, so that scrolling shows no gap.
 *
 * @param {{ scrollTop: number, height: number, rowHeight: number, total: number, spare: number }} window in pixels and rows
 * @returns {{ first: number, last: number }} the index of the first row, and the index after the last row
 */
export function visibleRows({ scrollTop, height, rowHeight, total, spare }) {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - spare;
  const last = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + spare;
  const end = Math.min(total, Math.max(0, last));
  return { first: Math.min(end, Math.max(0, first)), last: end };
}

/**
 * The numbers of the parts that contain these rows.
 *
 * @param {{ first: number, last: number }} rows
 * @param {number} size the number of rows in a part
 */
export function partsWith({ first, last }, size) {
  if (last <= first) return [];
  const start = Math.floor(first / size);
  const end = Math.floor((last - 1) / size);
  return Array.from({ length: end - start + 1 }, (_value, index) => start + index);
}

/**
 * The scroll position nearest to the current one that shows the whole row.
 *
 * @param {number} index the index of the row
 * @param {{ scrollTop: number, height: number, rowHeight: number }} window
 */
export function scrollToShow(index, { scrollTop, height, rowHeight }) {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}

/**
 * The index of the row after a key, or null if the key does not move.
 *
 * @param {string} key
 * @param {{ active: number, total: number, page: number }} list `page`: the number of rows in the window
 */
export function rowAfterKey(key, { active, total, page }) {
  /** @type {Record<string, number>} */
  const targets = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  if (!Object.hasOwn(targets, key) || !total) return null;
  return Math.min(total - 1, Math.max(0, targets[key]));
}
