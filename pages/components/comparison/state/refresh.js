// @ts-check
// Loads the curves, and loads new events while a run has not ended. Only new curves travel.

/** @import { Answer, Comparison, Data, RunCurves } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";

const MILLISECONDS_BETWEEN_REFRESHES = 3000;

/** @typedef {{ comparison: Comparison, curves: (RunCurves | null)[] }} Loaded */
/** @typedef {{ onLoad: (loaded: Loaded) => void, onProblem: (problem: string) => void }} RefreshListeners */

/**
 * @param {Data} data
 * @param {RefreshListeners} listeners
 */
export function startRefresh({ address, runs, comparison }, { onLoad, onProblem }) {
  /** @type {Loaded} */
  let loaded = { comparison, curves: comparison.runs.map(() => null) };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const controller = new AbortController();

  async function load() {
    try {
      const versions = new Map(loaded.comparison.runs.map(({ id }, index) => [id, loaded.curves[index]?.version]));
      const have = runs.split(",").map((id) => versions.get(id) ?? -1);
      const query = new URLSearchParams({ runs, have: have.join(",") });
      const answer = await fetch(`${address}?${query}`, { signal: controller.signal });
      if (!answer.ok) throw new Error(await answer.text());
      loaded = mergeAnswer(loaded, await answer.json());
      onProblem("");
      onLoad(loaded);
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = error instanceof Error ? error.message.trim() : "";
      onProblem(gettext("The curves did not load: {problem}. The page tries again.", { problem }));
    }
    if (!isComplete(loaded)) timer = setTimeout(loadIfVisible, MILLISECONDS_BETWEEN_REFRESHES);
  }

  function loadIfVisible() {
    if (document.hidden) timer = setTimeout(loadIfVisible, MILLISECONDS_BETWEEN_REFRESHES);
    else load();
  }

  load();
  return () => {
    clearTimeout(timer);
    controller.abort();
  };
}

/**
 * The comparison and the curves after an answer. A run without new curves keeps its curves.
 *
 * @param {Loaded} loaded
 * @param {Answer} answer
 * @returns {Loaded}
 */
export function mergeAnswer(loaded, { comparison, curves }) {
  const known = new Map(loaded.comparison.runs.map(({ id }, index) => [id, loaded.curves[index]]));
  return { comparison, curves: comparison.runs.map(({ id }, index) => curves[index] ?? known.get(id) ?? null) };
}

/** @param {Loaded} loaded */
function isComplete({ comparison, curves }) {
  return comparison.runs.every(({ ended }) => ended) && curves.every((curve) => curve !== null);
}
