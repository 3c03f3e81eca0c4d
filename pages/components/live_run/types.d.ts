// The shapes of the live element's values. Only the type checker reads this file; it is never served.

export interface Points {
  xs: number[];
  ys: (number | null)[];
}

/** What Python sends: where the events are, and what was scheduled. */
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
  pruned: { layer: string; n_weights: number }[];
  scheduled: { layers: string[]; steps: number[]; sparsity: number[]; updates: [number, number, number] }[];
  /** The sentences for the codes in events. */
  words: { phases: Record<string, string>; reasons: Record<string, string>; unreadable: string };
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

/** Everything that is known of a run. */
export interface RunRecord {
  words: RunData["words"];
  lastEventNumber: number;
  problem: string;
  connected: boolean;
  condition: string | null;
  notice: string;
  phase: string | null;
  end: RunEvent | null;
  lastMessageAt: number | null;
  times: number[];
  losses: Points;
  accuracies: Points;
  scheduled: number | null;
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
  updateRanges: [number, number, number][];
}

export interface Look {
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
    /** Set while plotly.js is being loaded, whichever element asked first. */
    liveRunPlotly?: Promise<unknown>;
  }
}
