// A schedule while it is edited: it keeps the parameters of every class, so that none is lost by a switch.

import { SHAPES, UNTIL_TRAINING_ENDS, problemOf } from "../math/schedule_math.js";

export const PARAMETERS = {
  PolynomialDecay: ["initial_sparsity", "final_sparsity", "power", "begin_step", "end_step", "frequency"],
  ConstantSparsity: ["target_sparsity", "begin_step", "end_step", "frequency"],
  KeyframeSchedule: ["keyframes", "begin_step", "end_step", "frequency"],
};
export const MOST_SCHEDULES = 6;
export const LONGEST_NAME = 40;
// Control characters, and those that turn the text around them: no file could hold a name with them.
const NOT_IN_A_NAME =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu;
const DEFAULTS = { initial_sparsity: 0, power: 3, frequency: 100 };

// { name, class_name, config } -> a draft.
export function draftOf({ name, class_name, config }) {
  const asked = askedBy({ ...config, class_name });
  return { ...DEFAULTS, target_sparsity: asked, final_sparsity: asked, ...config, name, class_name };
}

// A draft -> { name, class_name, config }.
export function configOf(draft) {
  const config = Object.fromEntries(PARAMETERS[draft.class_name].map((name) => [name, draft[name]]));
  return { name: draft.name, class_name: draft.class_name, config };
}

// The draft as another class: what it asks for stays, as far as that class can say it.
export function asClass(draft, className, totalSteps) {
  const asked = askedBy(draft);
  const begin = draft.begin_step;
  const end = Math.max(begin + 1, draft.end_step === UNTIL_TRAINING_ENDS ? totalSteps : draft.end_step);
  const changed = { ...draft, class_name: className, target_sparsity: asked, final_sparsity: asked };
  switch (className) {
    case "PolynomialDecay":
      return { ...changed, end_step: end };
    case "KeyframeSchedule":
      return {
        ...changed,
        keyframes: draft.keyframes ?? [
          [begin, draft.initial_sparsity, "smooth"],
          [end, asked, "linear"],
        ],
      };
    default:
      return changed;
  }
}

function askedBy(draft) {
  switch (draft.class_name) {
    case "PolynomialDecay":
      return draft.final_sparsity;
    case "ConstantSparsity":
      return draft.target_sparsity;
    default:
      return draft.keyframes.at(-1)[1];
  }
}

// What a correction changes, in words: "end_step 304 → 284".
export function changesIn(draft, fix) {
  if (fix.class_name !== draft.class_name) return `make it a ${fix.class_name}`;
  const changed = PARAMETERS[draft.class_name].filter(
    (name) => JSON.stringify(fix.config[name]) !== JSON.stringify(draft[name]),
  );
  return changed
    .map((name) => (name === "keyframes" ? "move the points" : `${name} ${draft[name]} → ${fix.config[name]}`))
    .join(", ");
}

export function cleanName(text) {
  return text.replace(NOT_IN_A_NAME, "").trim().slice(0, LONGEST_NAME).trim();
}

// What an earlier visit has left, as { schedules, selected }; nothing when a training could not follow it.
export function readSettled(settled) {
  try {
    const { schedules, selected } = settled;
    const good =
      schedules.length >= 1 &&
      schedules.length <= MOST_SCHEDULES &&
      schedules.every(isGood) &&
      Number.isInteger(selected) &&
      selected >= 0 &&
      selected < schedules.length;
    return good ? { schedules, selected } : {};
  } catch {
    return {}; // there is none, or it is something else
  }
}

function isGood({ name, class_name: className, config }) {
  if (!Object.hasOwn(PARAMETERS, className) || cleanName(name) !== name || name === "") return false;
  const known = (config.keyframes ?? []).every(([, , segment]) => Object.hasOwn(SHAPES, segment));
  return known && problemOf(draftOf({ name, class_name: className, config })) === null;
}
