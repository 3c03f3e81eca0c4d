// @ts-check
// Delays a click on a link or a button outside the editors until the core has got the last edit.
//
// Such a click may lead to another page, where the core would not hear of this one any more.

const MILLISECONDS_TO_WAIT_FOR_AN_ANSWER = 2000;

/**
 * @param {{ isUnsettled: () => boolean, settle: () => void }} editor
 */
export function guardLinks({ isUnsettled, settle }) {
  /** @type {HTMLElement | null} */
  let delayed = null;

  function release() {
    const target = delayed;
    delayed = null;
    target?.click();
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLElement | null} */ (target.closest?.("a[href], button"));
    if (!link || !isUnsettled() || target.closest(".lab-editor")) return;
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
    /** The core has answered: go on, once the page has its answer. */
    answered: () => setTimeout(release),
    close: () => document.removeEventListener("click", onClick, true),
  };
}
