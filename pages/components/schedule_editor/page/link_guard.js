// @ts-check
// Delays a click on a link or a button outside the editors until the core has got the last edit.
//
// Such a click may lead to another page. An edit that is sent at the same time would lead back to this one, or get lost.

const MILLISECONDS_TO_WAIT_FOR_AN_ANSWER = 2000;

/**
 * @param {{ isPending: () => boolean, settle: () => void }} editor
 */
export function guardLinks({ isPending, settle }) {
  /** @type {HTMLElement | null} */
  let delayed = null;
  let isReleasing = false;

  function release() {
    const target = delayed;
    delayed = null;
    isReleasing = true; // this click passes, also if no answer has come
    target?.click();
    isReleasing = false;
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLElement | null} */ (target.closest?.("a[href], button"));
    if (!link || isReleasing || !isPending() || target.closest(".lab-editor")) return;
    settle();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab opens: this page stays
    if (event.defaultPrevented) return; // another editor's guard delays this click
    event.preventDefault();
    event.stopPropagation();
    delayed = link;
    setTimeout(release, MILLISECONDS_TO_WAIT_FOR_AN_ANSWER);
  }

  document.addEventListener("click", onClick, true);
  return {
    /** The core has answered: go on, once the page has that answer. */
    answered: () => setTimeout(() => isPending() || release()),
    close: () => document.removeEventListener("click", onClick, true),
  };
}
