// Keeps the keys of this browser's own runs where only this browser finds them, and who it is.

const KEYS = "pruning schedule lab: keys of runs";
const VISITOR = "pruning schedule lab: visitor";
const MOST_KEYS = 200;

export default function browserKeys({ data, setStateValue }) {
  try {
    if (!localStorage.getItem(VISITOR)) localStorage.setItem(VISITOR, randomWord());
    const keys = readKeys();
    for (const [run, key] of Object.entries(data.keep)) keys[run] = key;
    const kept = Object.fromEntries(Object.entries(keys).slice(-MOST_KEYS));
    localStorage.setItem(KEYS, JSON.stringify(kept));
    const known = { visitor: localStorage.getItem(VISITOR), key: data.run ? (kept[data.run] ?? "") : "" };
    if (JSON.stringify(known) !== JSON.stringify(data.known)) setStateValue("known", known);
  } catch {
    // No storage, as in a private window: keys then last as long as the page does.
  }
}

function readKeys() {
  try {
    return JSON.parse(localStorage.getItem(KEYS)) ?? {};
  } catch {
    return {};
  }
}

function randomWord() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
