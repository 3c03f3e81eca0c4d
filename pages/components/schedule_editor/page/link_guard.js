// @ts-check
// Delays a click on a link or a button outside the editors until the core has received the last edit.
//
// The click may open another page. If the edit is sent at the same time, Streamlit may return to the first page, or the
// edit may be lost.

const MILLISECONDS_TO_WAIT_FOR_AN_ANSWER = 2000;

/**
 * @param {{ isPending: () => boolean, endEdit: () => void }} editor
 */
export function guardLinks({ isPending, endEdit }) {
  /** @type {HTMLElement | null} */
  let delayedLink = null;
  let isClickingAgain = false;

  function clickDelayedLink() {
    const link = delayedLink;
    delayedLink = null;
    isClickingAgain = true; // do not delay this click, even if no answer has come
    link?.click();
    isClickingAgain = false;
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLElement | null} */ (target.closest?.("a[href], button"));
    if (!link || isClickingAgain || !isPending() || target.closest(".lab-editor")) return;
    endEdit();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the link opens in another tab, so this page stays
    if (event.defaultPrevented) return; // another editor's guard delays this click
    event.preventDefault();
    event.stopPropagation();
    delayedLink = link;
    setTimeout(clickDelayedLink, MILLISECONDS_TO_WAIT_FOR_AN_ANSWER);
  }

  document.addEventListener("click", onClick, true);
  return {
    /** Call this after the core has answered. A delayed click continues if the answer is up to date. */
    onAnswer: () => setTimeout(() => isPending() || clickDelayedLink()),
    close: () => document.removeEventListener("click", onClick, true),
  };
}
