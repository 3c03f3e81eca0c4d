// @ts-check
// Loads plotly.js once per page, when the first element needs it.

/** @param {string} url */
export function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve();
  window.liveRunPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => {
      delete window.liveRunPlotly; // the next element may try again
      script.remove();
      reject(new Error(`no plotly.js at ${url}`));
    };
    document.head.append(script);
  });
  return window.liveRunPlotly;
}
