// The types of the live element's values. Only the type checker reads this file; it is never served.

export interface Points {
  xs: number[];
  ys: (number | null)[];
}

/** The data from Python: the address of the events, the plan, and the scheduled curves. */
export interface RunData {
  run: string;
  title: string;
  state: string;
  ended: boolean;
  events: string;
  plotly: string;
  total_steps: number;
  steps_per_epoch: number;
  epochs: number;
  batch_size: number;
  training_examples: number;
  validation_examples: number;
  pruned_kernels: { layer: string; n_weights: number }[];
  scheduled_curves: { layers: string[]; steps: number[]; sparsity: number[]; updates: [number, number, number] }[];
  /** The sentences for the codes in events. */
  words: { phases: Record<string, string>; reasons: Record<string, string>; pauses: Record<string, string>; unreadable: string };
}

/** A reason: a code with the values of its sentence, or a sentence of an older version. */
export interface Reason {
  message?: string;
  reason?: string;
  parameters?: Record<string, string | number>;
}

/** An event as it is stored; its fields depend on its kind. */
export type RunEvent = { kind: string; step: number } & Record<string, any>;

export interface Histogram {
  layer: string;
  counts: number[];
  largest: number | null;
}
export interface Picture {
  layer: string;
  tiles: number;
  rows: number;
  columns: number;
  levels: string;
}
export interface WeightsEvent {
  step: number;
  histograms: Histogram[];
  pictures: Picture[];
}
export interface MasksEvent {
  step: number;
  kept: number[];
  predicted: number[];
  scheduled_sparsity: number[];
  measured_sparsity: number[];
  thresholds: number[];
  pruned: number[];
  regrown: number[];
}

/** A fall of the training accuracy after an update. The accuracies are means. */
export interface Fall {
  /** The update step. */
  step: number;
  before: number;
  after: number;
  /** The step at which the accuracy was back, or null. */
  back: number | null;
}

/** The state of the search for falls. Steps are counted by their index in the record. */
export interface FallSearch {
  /** The sums of the accuracies before each index. */
  sums: number[];
  /** The last update, until the steps after it are compared with the steps before it, from `start` on. */
  update: { step: number; index: number; start: number } | null;
  lastUpdateIndex: number;
  falls: Fall[];
  /** The falls from which the accuracy is not back yet: it is back at `target`. */
  open: { fall: Fall; index: number; target: number }[];
  /** The number of updates that were compared. */
  n_updates: number;
}

/** The values from all events of a run until now. */
export interface RunRecord {
  words: RunData["words"];
  lastEventNumber: number;
  problem: string;
  connected: boolean;
  state: string | null;
  notice: string;
  /** The reason of a pause that nobody requested. */
  pause: Reason | null;
  phase: string | null;
  end: RunEvent | null;
  lastMessageAt: number | null;
  times: number[];
  /** The index of the first step after the last pause. */
  firstAfterPause: number;
  imagesPerStep: number;
  losses: Points;
  accuracies: Points;
  scheduledSparsity: number | null;
  validationAccuracies: Points;
  validationLosses: Points;
  masks: MasksEvent | null;
  difference: { step: number; index: number; kept: number; predicted: number } | null;
  drift: { step: number; drift: number[] } | null;
  sparsities: Points[];
  thresholds: Points[];
  drifts: Points[];
  pruned: Points;
  regrown: Points;
  weights: WeightsEvent[];
  updates: number;
  search: FallSearch;
  /** The indices of layers whose lines coincide, by group. */
  groups: number[][];
  updateRanges: [number, number, number][];
}

export interface ChartStyle {
  text: string;
  grid: string;
  font: string;
  colours: string[];
}

/** The part of plotly.js that is used. */
export interface PlotlyLibrary {
  react(plot: Element, traces: object[], layout: object, options: object): void;
  purge(plot: Element): void;
}
export type Plot = HTMLElement & {
  on?(event: string, listener: (change: object) => void): void;
  layout?: { xaxis: { range: [number, number] } };
};

declare global {
  interface Window {
    Plotly?: PlotlyLibrary;
    /** Set while plotly.js loads. All elements of the page share it. */
    liveRunPlotly?: Promise<unknown>;
  }
}
