// A pad to draw on, and what each network takes the drawing for.

import { SIDE, normalised } from "./normalised.js";

const PAD = 280;
const PEN = 22;
const MILLISECONDS_BETWEEN_ANSWERS = 120;

export default function drawDigit({ data, parentElement }) {
  const key = JSON.stringify(data.networks);
  if (parentElement.drawDigit?.key === key) return parentElement.drawDigit.close;
  parentElement.drawDigit?.close();
  const view = makeView(parentElement, data);
  const asker = makeAsker(data, view);
  const closePad = followPen(view.pad, () => {
    view.clearExample();
    asker.ask(normalised(greyOf(view.pad), PAD, data.form));
  });
  view.onClear(() => {
    wipe(view.pad);
    asker.ask(null);
  });
  view.onExample((image) => {
    drawExample(view.pad, image);
    asker.ask(image);
  });
  wipe(view.pad);
  asker.ask(null);
  const close = () => {
    closePad();
    asker.close();
    view.root.remove();
    delete parentElement.drawDigit;
  };
  parentElement.drawDigit = { key, close };
  return close;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function makeView(parent, data) {
  const root = element("div", "draw-digit");
  const pad = element("canvas", "draw-digit-pad");
  pad.width = pad.height = PAD;
  pad.setAttribute("role", "img");
  pad.setAttribute("aria-label", "Pad to draw on with mouse, finger or pen; the examples below need no pointer.");
  const seen = element("canvas", "draw-digit-seen");
  seen.width = seen.height = SIDE;
  seen.setAttribute("role", "img");
  seen.setAttribute("aria-label", "What the networks see: 28 by 28 pixels.");
  const clear = element("button", "draw-digit-clear", "Clear");
  clear.type = "button";
  const examples = element("div", "draw-digit-examples");
  examples.setAttribute("role", "group");
  examples.setAttribute("aria-label", "Examples from the test set");
  const buttons = data.examples.map((example) => {
    const button = element("button", "", data.classes[example.label]);
    button.type = "button";
    button.setAttribute("aria-label", `Example: ${data.classes[example.label]}`);
    button.setAttribute("aria-pressed", "false");
    examples.append(button);
    return button;
  });
  const spoken = element("p", "draw-digit-spoken");
  spoken.setAttribute("role", "status");
  const networks = data.networks.map((network) => makeBars(network, data.classes));
  const left = element("div", "draw-digit-left");
  const tools = element("div", "draw-digit-tools");
  const saw = element("figure", "");
  saw.append(seen, element("figcaption", "", "What the networks see"));
  tools.append(clear, saw);
  left.append(pad, tools, element("p", "draw-digit-note", "Or an example from the test set:"), examples);
  const right = element("div", "draw-digit-answers");
  right.append(...networks.map((network) => network.root));
  root.append(left, right, spoken, element("p", "draw-digit-note", data.note));
  parent.append(root);
  const clearExample = () => buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
  return {
    root,
    pad,
    seen,
    spoken,
    networks,
    clearExample,
    onClear: (act) => {
      clear.onclick = () => {
        clearExample();
        act();
      };
    },
    onExample: (act) =>
      buttons.forEach((button, place) => {
        button.onclick = () => {
          clearExample();
          button.setAttribute("aria-pressed", "true");
          act(Uint8Array.from(atob(data.examples[place].pixels), (byte) => byte.charCodeAt(0)));
        };
      }),
  };
}

function makeBars({ name }, classes) {
  const root = element("section", "draw-digit-network");
  const heading = element("h4", "", name);
  const list = element("ol", "");
  const rows = classes.map((title) => {
    const row = element("li", "");
    const bar = element("i", "");
    const share = element("b", "");
    const track = element("div", "");
    track.append(bar);
    row.append(element("span", "", title), track, share);
    list.append(row);
    return { row, bar, share };
  });
  root.append(heading, list);
  const show = (answer) => {
    const best = answer ? answer.indexOf(Math.max(...answer)) : -1;
    rows.forEach(({ row, bar, share }, place) => {
      bar.style.width = answer ? `${answer[place] * 100}%` : "0";
      share.textContent = answer ? `${(answer[place] * 100).toFixed(1)} %` : "–";
      row.classList.toggle("draw-digit-best", place === best);
    });
    return best < 0 ? null : `${name}: ${classes[best]}, ${(answer[best] * 100).toFixed(1)} %`;
  };
  return { root, name, show };
}

// One question at a time, the newest drawing next: a slow server is never behind by more than one.
function makeAsker(data, view) {
  let asked = false;
  let waiting;
  let timer = null;
  let gone = false;
  const next = async () => {
    timer = null;
    const image = waiting;
    waiting = undefined;
    asked = true;
    await answer(data, view, image);
    asked = false;
    if (waiting !== undefined && !gone) timer = setTimeout(next, MILLISECONDS_BETWEEN_ANSWERS);
  };
  const ask = (image) => {
    waiting = image;
    showSeen(view.seen, image);
    if (!asked && timer === null) timer = setTimeout(next, 0);
  };
  return {
    ask,
    close: () => {
      gone = true;
      clearTimeout(timer);
    },
  };
}

async function answer(data, view, image) {
  if (image === null) {
    view.networks.forEach((network) => network.show(null));
    view.spoken.textContent = data.prompt;
    return;
  }
  const said = await Promise.all(
    data.networks.map(async ({ address, name }, place) => {
      const { answer: shares, refusal } = await answerOf(address, image);
      const best = view.networks[place].show(shares ?? null);
      return best ?? `${name}: ${refusal}`;
    }),
  );
  view.spoken.textContent = said.join(" · ");
}

// A network's shares of the classes, or why there are none: in the server's words, where it has some.
async function answerOf(address, image) {
  try {
    const response = await fetch(address, { method: "POST", body: image });
    if (response.ok) return await response.json();
    if (response.headers.get("Content-Type")?.startsWith("text/plain"))
      return { refusal: (await response.text()).trim() };
  } catch {
    /* said below */
  }
  return { refusal: "no answer from the server" };
}

function followPen(pad, changed) {
  const context = pad.getContext("2d", { willReadFrequently: true });
  const at = (event) => {
    const area = pad.getBoundingClientRect();
    return [((event.clientX - area.left) * PAD) / area.width, ((event.clientY - area.top) * PAD) / area.height];
  };
  let last = null;
  const line = (event) => {
    const [x, y] = at(event);
    context.strokeStyle = "#fff";
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...(last ?? [x, y]));
    context.lineTo(x, y);
    context.stroke();
    last = [x, y];
    changed();
  };
  const down = (event) => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    event.preventDefault();
    line(event);
  };
  const move = (event) => {
    if (last) line(event);
  };
  const up = () => {
    last = null;
  };
  const heard = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  Object.entries(heard).forEach(([name, listen]) => pad.addEventListener(name, listen));
  return () => Object.entries(heard).forEach(([name, listen]) => pad.removeEventListener(name, listen));
}

function wipe(pad) {
  const context = pad.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#000";
  context.fillRect(0, 0, pad.width, pad.height);
}

function greyOf(pad) {
  const { data } = pad.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, PAD, PAD);
  return Uint8Array.from({ length: PAD * PAD }, (_, place) => data[place * 4]);
}

function drawExample(pad, image) {
  const small = element("canvas", "");
  small.width = small.height = SIDE;
  showSeen(small, image);
  const context = pad.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, PAD, PAD);
}

function showSeen(canvas, image) {
  const context = canvas.getContext("2d");
  const shown = context.createImageData(SIDE, SIDE);
  for (let place = 0; place < SIDE * SIDE; place += 1) {
    shown.data.fill(image ? image[place] : 0, place * 4, place * 4 + 3);
    shown.data[place * 4 + 3] = 255;
  }
  context.putImageData(shown, 0, 0);
}
