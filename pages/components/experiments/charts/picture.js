// @ts-check
// Shows a picture that Python has drawn as SVG. Streamlit's own HTML element removes SVG.

/**
 * Streamlit calls this function when the element is mounted, and again when its picture changes.
 *
 * @param {{ data: { svg: string }, parentElement: HTMLElement }} element
 */
export default function showPicture({ data, parentElement }) {
  // Python escapes all texts of the picture (svg.py).
  parentElement.innerHTML = data.svg;
}
