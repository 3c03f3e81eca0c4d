// A schedule while it is edited: it keeps the parameters of every class, so that none is lost by a switch.

import { UNTIL_TRAINING_ENDS } from "./schedule_math.js";

export const PARAMETERS = {
  PolynomialDecay: ["initial_sparsity", "final_sparsity", "power", "begin_step", "end_step", "frequency"],
  ConstantSparsity: ["target_sparsity", "begin_step", "end_step", "frequency"],
  KeyframeSchedule: ["keyframes", "begin_step", "end_step", "frequency"],
};
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
    case "PolynomialDecay": return { ...changed, end_step: end };
    case "KeyframeSchedule": return { ...changed, keyframes: draft.keyframes ?? [[begin, draft.initial_sparsity, "smooth"], [end, asked, "linear"]] };
    default: return changed;
  }
}

function askedBy(draft) {
  switch (draft.class_name) {
    case "PolynomialDecay": return draft.final_sparsity;
    case "ConstantSparsity": return draft.target_sparsity;
    default: return draft.keyframes.at(-1)[1];
  }
}

// What a correction changes, in words: "end_step 304 → 284".
export function changesIn(draft, fix) {
  if (fix.class_name !== draft.class_name) return `make it a ${fix.class_name}`;
  const changed = PARAMETERS[draft.class_name].filter((name) => JSON.stringify(fix.config[name]) !== JSON.stringify(draft[name]));
  return changed.map((name) => (name === "keyframes" ? "move the points" : `${name} ${draft[name]} → ${fix.config[name]}`)).join(", ");
}
