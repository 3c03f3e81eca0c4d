// The schedule editor: up to six schedules, one of them under the hand; everything is drawn here while
// it changes, and what has settled goes to the core, which answers with findings.

import { STYLES, drawChart, drawHandles, makeChart, stepsShown } from "./chart/chart.js";
import { MOST_SCHEDULES, asClass, cleanName, configOf, draftOf, readSettled } from "./state/drafts.js";
import { drawFields, makeFields } from "./fields/fields.js";
import { drawFindings } from "./panels/findings.js";
import { listenToHands } from "./hands/gestures.js";
import { handlesOf } from "./hands/handles.js";
import { makeHistory } from "./state/history.js";
import { imageOf } from "./chart/image.js";
import { problemOf } from "./math/schedule_math.js";
import { drawChips, drawReading, makeView } from "./panels/view.js";
import { sentence } from "./words/words.js";

const MILLISECONDS_UNTIL_SETTLED = 300;
const MILLISECONDS_TO_WAIT_FOR_AN_ANSWER = 2000;
const KEYS = {
  sparsity:
    "Thick: what the masks hold. Thin: what is scheduled. Ticks on the axis: the masks are updated. Drag the round handles, or focus one and use the arrow keys.",
  removed:
    "Each line: how many weights an update removes from all kernels together; below zero, how many it gives back.",
};

export default function scheduleEditor({ data: given, parentElement, setStateValue }) {
  const data = { ...given, ...readSettled(given.settled) };
  const editor = parentElement.scheduleEditor ?? (parentElement.scheduleEditor = makeEditor(parentElement, data));
  editor.tell = (settled) => setStateValue("settled", settled);
  editor.hear(data);
  return () => {
    editor.close();
    delete parentElement.scheduleEditor;
  };
}

function makeEditor(parentElement, data) {
  const view = makeView(parentElement);
  let answer = data;
  let edition = null;
  let state = null; // { drafts, selected }: the last good one, which is drawn
  let history = null;
  let errors = {};
  let preview = null;
  let shown = null; // how many steps the chart shows; it stands still while a handle is dragged
  let timer = null;
  let mode = "sparsity";
  let stale = false;
  let turn = 0;
  let theme = themeOf(parentElement); // read when it may have changed, not while a hand moves:
  let room = 0; // asking for colours or widths makes a browser lay out the page

  const draft = () => state.drafts[state.selected];
  const chart = makeChart(view.chart);
  const fields = makeFields(view.fields, `lab-${Math.random().toString(36).slice(2, 8)}`, { change, settle });

  // An edited draft comes in: drawn at once if it is good, refused at its field if not.
  function change(edited, field) {
    const problem = problemOf(edited);
    if (problem) {
      errors = { ...errors, [field ?? problem.field]: problem.message };
      drawFields(fields, draft(), plan(), errors);
      return;
    }
    errors = {};
    replace({ ...state, drafts: state.drafts.with(state.selected, edited) });
  }

  function replace(next) {
    state = next;
    stale = true;
    draw();
    clearTimeout(timer);
    timer = setTimeout(settle, MILLISECONDS_UNTIL_SETTLED);
  }

  // The interaction is over: it can be undone from here, and the core hears of it. What is drawn is
  // always good, also while something else is being typed.
  function settle() {
    clearTimeout(timer);
    timer = null;
    if (history.settle(state)) commit();
    else if (stale !== isStale()) {
      stale = !stale;
      drawAll();
    }
  }

  // Whether what is drawn is other than what the core has answered to.
  function isStale() {
    const configs = (drafts) => JSON.stringify(drafts.map(configOf));
    return configs(state.drafts) !== configs(answer.schedules.map(draftOf));
  }

  function commit() {
    view.said.textContent = sentence(draft(), answer.total_steps);
    describe();
    drawTools();
    turn += 1; // what is as it was before has been told anew all the same
    editor.tell({ turn, edition, selected: state.selected, schedules: state.drafts.map(configOf) });
  }

  // What the chart shows, for those who cannot see it.
  function describe() {
    const said = state.drafts.map((one) => `${one.name}: ${sentence(one, answer.total_steps)}`);
    chart.svg.setAttribute("aria-label", `Sparsity over steps. ${said.join(" ")}`);
  }

  function travel(next) {
    if (!next) return;
    errors = {};
    state = next;
    stale = true;
    clearTimeout(timer);
    draw();
    commit();
  }

  const plan = () => ({ totalSteps: answer.total_steps, stepsPerEpoch: answer.steps_per_epoch });

  function model() {
    return {
      schedules: state.drafts,
      selected: state.selected,
      preview,
      view: mode,
      overlay: stale ? null : answer.overlay,
      totalSteps: answer.total_steps,
      stepsPerEpoch: answer.steps_per_epoch,
      epochs: answer.epochs,
      kernels: answer.kernels,
      shown: shown ?? stepsShown(state.drafts, answer.total_steps),
      theme,
      room,
    };
  }

  function draw() {
    const drawn = model();
    drawChart(chart, drawn);
    drawHandles(chart, mode === "sparsity" ? handlesOf(draft()) : [], {
      colour: STYLES[state.selected].colour,
      background: drawn.theme.background,
      totalSteps: answer.total_steps,
    });
    drawFields(fields, draft(), plan(), errors);
    say(view.key, KEYS[mode] + (drawn.overlay ? ` Dotted: ${drawn.overlay.name}.` : ""));
    say(view.sentence, sentence(draft(), answer.total_steps));
    view.findings.classList.toggle("lab-stale", stale);
    for (const fix of view.findings.querySelectorAll("button")) fix.disabled = stale; // it belongs to what was
  }

  function drawAll() {
    const inside = view.root.contains(document.activeElement);
    drawAllAnew();
    // What had the focus may be gone: the next key press still belongs to the editor.
    if (inside && !view.root.contains(document.activeElement)) view.root.focus({ preventScroll: true });
  }

  function drawAllAnew() {
    describe();
    drawTools();
    draw();
    const mine = answer.findings?.filter(({ schedule }) => schedule === state.selected) ?? [];
    view.findings.hidden = !answer.findings;
    if (!stale) say(view.found, answer.findings ? countOf(mine) : "");
    drawFindings(view.findings, mine, draft(), {
      stale,
      preview: (fix) => {
        preview = fix && draftOf({ name: "", ...fix });
        draw();
      },
      take: (fix) => {
        preview = null;
        view.root.focus({ preventScroll: true }); // the button goes with its finding
        change({ ...draft(), ...draftOf({ name: draft().name, ...fix }) });
        settle();
      },
    });
  }

  function drawTools() {
    drawChips(view.chips, state, answer, {
      select: (selected) => {
        errors = {};
        replace({ ...state, selected });
        settle();
        drawAll();
      },
    });
    if (document.activeElement !== view.name) view.name.value = draft().name;
    for (const [name, box] of Object.entries(view.classes)) box.checked = name === draft().class_name;
    const useless = {
      add: state.drafts.length >= MOST_SCHEDULES,
      remove: state.drafts.length < 2,
      undo: !history.canUndo,
      redo: !history.canRedo,
    };
    for (const [name, none] of Object.entries(useless)) view[name].setAttribute("aria-disabled", none); // it keeps its focus
    view.mode.setAttribute("aria-pressed", mode === "removed");
  }

  listenToHands(chart, {
    draft,
    change,
    read,
    totalSteps: () => answer.total_steps,
    hold: () => {
      shown = model().shown;
    },
    forgive: () => {
      errors = {};
    },
    letGo: () => {
      shown = null;
      errors = {};
      draw();
      settle();
    },
  });

  function read(step) {
    const inside = step !== null && step >= 0 && step <= chart.scale.shown;
    chart.line.setAttribute("visibility", inside ? "visible" : "hidden");
    view.reading.hidden = !inside;
    if (!inside) return;
    const { text } = theme;
    const x = chart.scale.x(step);
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 40, y2: chart.scale.height - 48, stroke: text }))
      chart.line.setAttribute(name, value);
    drawReading(view.reading, model(), step, x > chart.scale.width / 2);
  }

  // The tools above the chart.
  view.on({
    add: () => {
      if (state.drafts.length >= MOST_SCHEDULES) return;
      errors = {};
      replace({
        drafts: [...state.drafts, { ...draft(), name: freeName(state.drafts) }],
        selected: state.drafts.length,
      });
      settle();
      drawAll();
    },
    remove: () => {
      if (state.drafts.length < 2) return;
      errors = {};
      replace({ drafts: state.drafts.toSpliced(state.selected, 1), selected: Math.max(0, state.selected - 1) });
      settle();
      drawAll();
    },
    undo: () => {
      settle();
      travel(history.undo());
      drawAll();
    },
    redo: () => {
      settle();
      travel(history.redo());
      drawAll();
    },
    mode: () => {
      mode = mode === "removed" ? "sparsity" : "removed";
      drawTools();
      draw();
    },
    name: (typed) => {
      const name = cleanName(typed);
      if (name) replace({ ...state, drafts: state.drafts.with(state.selected, { ...draft(), name }) });
    },
    named: () => {
      settle();
      drawTools();
      view.name.value = draft().name;
    },
    class: (name) => {
      errors = {};
      change(asClass(draft(), name, answer.total_steps));
      settle();
      drawAll();
    },
    image: (format) =>
      imageOf(chart.svg, {
        format,
        theme,
        legend: state.drafts.map(({ name }, index) => ({ name, ...STYLES[index] })),
      }),
  });
  const resized = new ResizeObserver(([{ contentRect }]) => {
    room = contentRect.width;
    if (state) draw();
  });
  resized.observe(view.chart);
  addEventListener("pagehide", settle);
  // A link or a button beside the editor waits until the core has heard of the last edit: it may
  // lead to another page, where nothing more could be heard of this one.
  let waiting = null;
  const goOn = () => {
    const target = waiting;
    waiting = null;
    target?.click();
  };
  const turnedAway = (event) => {
    const target = event.target.closest?.("a[href], button");
    if (timer === null || !target || view.root.contains(target)) return;
    settle();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab: this one stays
    event.preventDefault();
    event.stopPropagation();
    waiting = target;
    setTimeout(goOn, MILLISECONDS_TO_WAIT_FOR_AN_ANSWER);
  };
  document.addEventListener("click", turnedAway, true);

  const editor = {
    tell: () => {},
    // The core's answer. A new edition is the core's own change (a link, a preset, an import): it is taken over.
    hear(heard) {
      answer = heard;
      theme = themeOf(parentElement);
      room = view.chart.clientWidth;
      if (heard.edition !== edition) {
        edition = heard.edition;
        const adopted = { drafts: heard.schedules.map(draftOf), selected: heard.selected };
        state = adopted;
        errors = {};
        if (history) history.settle(adopted);
        else history = makeHistory(adopted);
      }
      if (heard.errors) errors = heard.errors;
      stale = isStale();
      drawAll();
      setTimeout(goOn);
    },
    close() {
      if (timer !== null) settle();
      removeEventListener("pagehide", settle);
      document.removeEventListener("click", turnedAway, true);
      resized.disconnect();
      view.root.remove();
    },
  };
  return editor;
}

function countOf(findings) {
  if (findings.length === 0) return "No trap found.";
  return findings.length === 1
    ? `1 finding: ${findings[0].message}`
    : `${findings.length} findings, the first: ${findings[0].message}`;
}

function freeName(drafts) {
  const taken = new Set(drafts.map(({ name }) => name));
  return [..."ABCDEFGHIJKL"].find((letter) => !taken.has(letter));
}

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function themeOf(element) {
  const style = getComputedStyle(element);
  const value = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: value("--st-text-color", "#222"),
    background: value("--st-background-color", "#fff"),
    border: value("--st-border-color", "#ddd"),
    font: value("--st-font", "sans-serif"),
  };
}
