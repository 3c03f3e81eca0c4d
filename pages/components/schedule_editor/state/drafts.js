// @ts-check
// Drafts: schedules that are being edited. A draft has the parameters of every class, so that no value is lost when the
// visitor selects another class.

/** @import { Answer, ClassName, Draft, NamedConfig, ParameterName, ScheduleConfig } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { problemOf } from "../math/problems.js";
import { SHAPES, UNTIL_TRAINING_ENDS } from "../math/schedule_math.js";
import { cleanName } from "./names.js";

/** @type {Record<ClassName, ParameterName[]>} */
export const PARAMETERS = {
  PolynomialDecay: ["initial_sparsity", "final_sparsity", "power", "begin_step", "end_step", "frequency"],
  ConstantSparsity: ["target_sparsity", "begin_step", "end_step", "frequency"],
  KeyframeSchedule: ["keyframes", "begin_step", "end_step", "frequency"],
};
export const MAX_SCHEDULES = 6;
const DEFAULTS = { initial_sparsity: 0, power: 3, frequency: 100 };

/**
 * @param {NamedConfig} namedConfig
 * @returns {Draft}
 */
export function draftOf({ name, class_name, config }) {
  const target = targetOf(/** @type {Draft} */ ({ ...config, class_name }));
  const targets = { target_sparsity: target, final_sparsity: target };
  return /** @type {Draft} */ ({ ...DEFAULTS, ...targets, ...config, name, class_name });
}

/**
 * @param {Draft} draft
 * @returns {NamedConfig}
 */
export function configOf(draft) {
  const config = Object.fromEntries(PARAMETERS[draft.class_name].map((name) => [name, draft[name]]));
  return { name: draft.name, class_name: draft.class_name, config };
}

/**
 * Convert the draft into another class, with the same target sparsity.
 *
 * @param {Draft} draft
 * @param {ClassName} className
 * @param {number} totalSteps
 * @returns {Draft}
 */
export function convertToClass(draft, className, totalSteps) {
  const target = targetOf(draft);
  const begin = draft.begin_step;
  const end = Math.max(begin + 1, draft.end_step === UNTIL_TRAINING_ENDS ? totalSteps : draft.end_step);
  const newDraft = { ...draft, class_name: className, target_sparsity: target, final_sparsity: target };
  switch (className) {
    case "PolynomialDecay":
      return { ...newDraft, end_step: end };
    case "KeyframeSchedule":
      return {
        ...newDraft,
        keyframes: draft.keyframes ?? [
          [begin, draft.initial_sparsity, "smooth"],
          [end, target, "linear"],
        ],
      };
    default:
      return newDraft;
  }
}

/** @param {Draft} draft */
function targetOf(draft) {
  switch (draft.class_name) {
    case "PolynomialDecay":
      return draft.final_sparsity;
    case "ConstantSparsity":
      return draft.target_sparsity;
    default:
      return draft.keyframes?.at(-1)?.[1] ?? 0;
  }
}

/**
 * The changes of a fix, as text: "end_step 304 → 284".
 *
 * @param {Draft} draft
 * @param {ScheduleConfig} fix
 */
export function describeChanges(draft, fix) {
  if (fix.class_name !== draft.class_name)
    return gettext("change the class to {class_name}", { class_name: fix.class_name });
  return PARAMETERS[draft.class_name]
    .filter((name) => JSON.stringify(fix.config[name]) !== JSON.stringify(draft[name]))
    .map((name) => (name === "keyframes" ? gettext("move the points") : `${name} ${draft[name]} → ${fix.config[name]}`))
    .join(", ");
}

/**
 * The schedules of an earlier visit; an empty object if a schedule is invalid.
 *
 * @param {any} earlierValue
 * @returns {Pick<Answer, "schedules" | "selected"> | {}}
 */
export function readEarlierSchedules(earlierValue) {
  try {
    const { schedules, selected } = earlierValue;
    const areValid =
      schedules.length >= 1 &&
      schedules.length <= MAX_SCHEDULES &&
      schedules.every(isValid) &&
      Number.isInteger(selected) &&
      selected >= 0 &&
      selected < schedules.length;
    return areValid ? { schedules, selected } : {};
  } catch {
    return {}; // there was no earlier visit, or its value has another form
  }
}

/** @param {any} namedConfig */
function isValid({ name, class_name: className, config }) {
  if (!Object.hasOwn(PARAMETERS, className) || cleanName(name) !== name || name === "") return false;
  /** @type {any[]} */
  const points = config.keyframes ?? [];
  const hasKnownSegments = points.every(([, , segment]) => Object.hasOwn(SHAPES, segment));
  return hasKnownSegments && problemOf(draftOf({ name, class_name: className, config })) === null;
}
