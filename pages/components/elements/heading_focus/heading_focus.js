// @ts-check
// Moves the focus and the view to a heading, once for each subject of the page.

const MAX_FRAMES = 60;

/** @typedef {HTMLElement & { focusedSubject?: string }} Host */

/** @param {{ data: { container: string, subject: string }, parentElement: Host }} element */
export default function focusHeading({ data, parentElement }) {
  if (parentElement.focusedSubject === data.subject) return;
  parentElement.focusedSubject = data.subject;
  focusWhenDrawn(`.st-key-${data.container} :is(h1, h2, h3)`, MAX_FRAMES);
}

/**
 * Streamlit draws the heading and this element in any order.
 *
 * @param {string} selector
 * @param {number} framesLeft
 */
function focusWhenDrawn(selector, framesLeft) {
  const heading = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (heading) {
    heading.tabIndex = -1; // scripts can focus it, but Tab does not stop at it
    heading.style.outline = "none"; // it is no control
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  } else if (framesLeft) requestAnimationFrame(() => focusWhenDrawn(selector, framesLeft - 1));
}
