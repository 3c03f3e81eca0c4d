// The types of the editor's values. Only the type checker reads this file; it is never served.

export type ClassName = "PolynomialDecay" | "ConstantSparsity" | "KeyframeSchedule";
export type Segment = "linear" | "smooth" | "hold";
export type Keyframe = [step: number, sparsity: number, segment: Segment];

/** A schedule while it is edited: it keeps the parameters of every class. */
export interface Draft {
  name: string;
  class_name: ClassName;
  begin_step: number;
  end_step: number;
  frequency: number;
  initial_sparsity: number;
  final_sparsity: number;
  target_sparsity: number;
  power: number;
  keyframes?: Keyframe[];
}

export type NumberName = Exclude<keyof Draft, "name" | "class_name" | "keyframes">;
export type ParameterName = NumberName | "keyframes";

/** tfmot's form of a schedule: `config` has the parameters of its class only. */
export interface ScheduleConfig {
  class_name: ClassName;
  config: Partial<Draft>;
}
export interface NamedConfig extends ScheduleConfig {
  name: string;
}

/** The pruned kernels that share a choice. */
export interface LayerGroup {
  /** The index of their schedule; null: the selected schedule. */
  schedule: number | null;
  /** Their own final sparsity; null: the one of their schedule. */
  sparsity: number | null;
  /** The numbers of weights of the kernels, and how many kernels have this size. */
  sizes: [size: number, count: number][];
}

/** The update steps of a training, which are evenly spaced. */
export interface Updates {
  first: number;
  count: number;
  frequency: number;
  last: number;
}

export interface Problem {
  field: string;
  message: string;
}

export interface Finding {
  schedule: number;
  severity: "error" | "warning" | "note";
  message: string;
  why?: string;
  fix: ScheduleConfig | null;
}

/** The sparsity of the masks of another library. */
export interface Overlay {
  name: string;
  steps: number[];
  sparsity: number[];
}

/** The learning rate at some steps, as fractions of its peak. */
export interface Rates {
  steps: number[];
  fractions: number[];
  peak: string;
}

/** One thing that the core has checked or not checked, and a sentence with its numbers. */
export interface Check {
  topic: string;
  text: string;
}

/** What the core has checked, and what it has not. */
export interface Scope {
  checked: Check[];
  unchecked: Check[];
}

/** The message of the core: its schedules, the training plan, and the findings. */
export interface Answer {
  edition: number;
  /** The number of the last message that the core has received. Undefined on the offline page, which has no core. */
  message_number?: number;
  schedules: NamedConfig[];
  selected: number;
  total_steps: number;
  steps_per_epoch: number;
  epochs: number;
  layers: LayerGroup[];
  findings: Finding[] | null;
  scope?: Scope | null;
  overlay?: Overlay | null;
  rates?: Rates | null;
  /** The fraction of the weights that are exactly zero before the training. */
  zeros?: number;
  /** The first step at which early stopping may end the training. */
  earliest_stop?: number | null;
  errors?: Record<string, string> | null;
}

export interface Plan {
  totalSteps: number;
  /** 0 if the epochs of the training are not known. */
  stepsPerEpoch: number;
}

/** The schedules at one point of the undo history. */
export interface Snapshot {
  drafts: Draft[];
  selected: number;
}
export interface History {
  snapshots: Snapshot[];
  currentIndex: number;
}

/** Everything that the editor draws. */
export interface State extends Snapshot {
  answer: Answer;
  history: History;
  errors: Record<string, string>;
  preview: Draft | null;
  /** The quantity on the chart: the sparsity, or the weights that each update removes. */
  quantity: "sparsity" | "removals";
  /** The number of edits that were not yet sent to the core. */
  editsToSend: number;
  /** The number of messages sent to the core, and the number of messages that the core has answered. */
  messagesSent: number;
  messagesAnswered: number;
  /** Whether the findings belong to earlier schedules. */
  stale: boolean;
  /** The step under the pointer; null if the readout is hidden. */
  readoutStep: number | null;
  /** The number of steps on the chart while a handle is dragged; null at other times. */
  axisStepsOfDrag: number | null;
}

export type Action =
  | { type: "answerReceived"; answer: Answer }
  | { type: "draftEdited"; draft: Draft; field?: string }
  | { type: "handleMoved"; draft: Draft }
  | { type: "editEnded" }
  | { type: "dragStarted" }
  | { type: "dragEnded" }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "scheduleSelected"; index: number }
  | { type: "scheduleAdded" }
  | { type: "scheduleRemoved" }
  | { type: "scheduleRenamed"; name: string }
  | { type: "classSelected"; className: ClassName }
  | { type: "quantityToggled" }
  | { type: "previewChanged"; fix: ScheduleConfig | null }
  | { type: "fixApplied"; fix: ScheduleConfig }
  | { type: "pointerMoved"; step: number | null };

/** The types of the actions of the toolbar. */
export type ToolAction =
  | "scheduleSelected"
  | "scheduleAdded"
  | "scheduleRemoved"
  | "scheduleRenamed"
  | "classSelected"
  | "fixApplied";

export type Dispatch = (action: Action) => void;

/** A handle on the curve: its position, its text, and functions that return the schedule after a move. */
export interface Handle {
  id: string;
  label: string;
  step: number;
  sparsity: number;
  value: number;
  min: number;
  max?: number;
  valueText: string;
  vertical?: boolean;
  move(step: number, sparsity: number): Draft;
  /** The schedule after an arrow key: the numbers of units to the right and up. */
  moveBy(right: number, up: number): Draft;
  /** The schedule after the key Home (the minimum) or End (the maximum). */
  moveToEnd(isMaximum: boolean, totalSteps: number): Draft;
}

export interface Theme {
  text: string;
  background: string;
  border: string;
  font: string;
}

/** Colours of the page, and the width of the chart. */
export interface Surroundings {
  theme: Theme;
  width: number;
}

/** The values that the chart draws. */
export interface ChartModel extends Plan {
  schedules: Draft[];
  selected: number;
  preview: Draft | null;
  quantity: State["quantity"];
  overlay: Overlay | null;
  rates: Rates | null;
  zeros: number;
  earliestStop: number | null;
  epochs: number;
  layers: LayerGroup[];
  axisSteps: number;
  theme: Theme;
  width: number;
}

/** Steps and values <-> pixels. */
export interface Scale {
  width: number;
  height: number;
  axisSteps: number;
  min: number;
  max: number;
  x(step: number): number;
  y(value: number): number;
  step(x: number): number;
  value(y: number): number;
}

/** For each update: its step, and how many weights it removes. */
export type Removals = [step: number, weights: number][];

export interface Curve {
  group: SVGGElement;
  ticks: SVGPathElement;
  stairs: SVGPathElement;
  scheduled: SVGPathElement;
  tied: SVGPathElement;
  schedule?: Draft;
  chartValues?: string;
  selected?: boolean;
}

export interface Chart {
  svg: SVGSVGElement;
  layers: Record<"grid" | "curves" | "overlay" | "preview" | "readout" | "handles", SVGGElement>;
  curves: Curve[];
  handles: Map<string, SVGGElement>;
  /** The values for which the grid was drawn. */
  gridValues: string;
  scale: Scale;
  preview: SVGPathElement;
  overlay: SVGPathElement;
  rates: SVGPathElement;
  readoutLine: SVGLineElement;
}

/** The functions of an editor. They are stored at its parent element. */
export interface Editor {
  send(value: unknown): void;
  receiveAnswer(answer: Answer): void;
  close(): void;
}

export interface EditorHost extends HTMLElement {
  scheduleEditor?: Editor;
}
