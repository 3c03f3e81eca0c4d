/** The shapes that the modules of the comparison exchange. */

/** One run, as Python describes it. Accuracy and sparsity are fractions. */
export interface RunInfo {
  id: string;
  number: number;
  label: string;
  address: string;
  state: string;
  ended: boolean;
  steps_per_epoch: number;
  /** The index of the run's group. */
  group: number;
  /** Whether its accuracy can be compared with that of the others: it has the same data. */
  comparable: boolean;
  accuracy: number | null;
  bytes: number | null;
  sparsity: number | null;
}

/** A mean with the ends of its 95 % interval. A single run has no interval. */
export interface Estimate {
  mean: number;
  low: number | null;
  high: number | null;
}

/** Runs that differ only in their seed. `members` and `counted` are indices of runs. */
export interface GroupInfo {
  label: string;
  members: number[];
  /** The runs that count for means: each seed once. */
  counted: number[];
  comparable: boolean;
  accuracy: Estimate | null;
  bytes: Estimate | null;
  sparsity: Estimate | null;
}

/** A setting or a result: a cell for each run. */
export interface Row {
  title: string;
  differs: boolean;
  cells: string[];
}

/** The indices on a Pareto front. */
export interface Front {
  runs: number[];
  groups: number[];
}

export interface Comparison {
  runs: RunInfo[];
  groups: GroupInfo[];
  settings: Row[];
  results: Row[];
  fronts: { bytes: Front; sparsity: Front };
  /** For n runs, at the index n: the half width of the interval of a mean, divided by the standard deviation. */
  interval_factors: (number | null)[];
  notes: string[];
}

/** Columns of numbers, one row per bucket of steps or epochs. */
export type Columns = { step: number[]; seconds: number[]; sparsity: number[] } & Record<string, (number | null)[]>;

export interface RunCurves {
  version: number;
  unreadable: number;
  steps: Columns;
  epochs: Columns;
}

/** The answer of the server: `curves` is null for runs without new events. */
export interface Answer {
  comparison: Comparison;
  curves: (RunCurves | null)[];
}

export interface Data {
  /** The ids of the runs in the link, also those without a run. */
  runs: string;
  /** Sentences about the link. */
  problems: string[];
  /** The address of the curves. */
  address: string;
  comparison: Comparison;
}

export type Axis = "step" | "epoch" | "sparsity" | "seconds";

/** What the visitor has chosen. */
export interface ViewState {
  axis: Axis;
  grouped: boolean;
  showsAll: boolean;
  showsSpread: boolean;
  /** The number of neighbouring points in each point of a noisy curve. */
  smoothing: number;
  /** The names of hidden lines. */
  hidden: string[];
  /** The name of the highlighted line. */
  highlighted: string | null;
  /** The position of the hover line, in units of the axis. */
  hover: number | null;
  /** The visible part of the axis, or null for all of it. */
  zoom: [number, number] | null;
}

export type Action =
  | { type: "axis"; axis: Axis }
  | { type: "set"; name: "grouped" | "showsAll" | "showsSpread"; value: boolean }
  | { type: "smooth"; points: number }
  | { type: "toggle"; name: string }
  | { type: "hide"; names: string[] }
  | { type: "highlight"; name: string | null }
  | { type: "hover"; x: number | null }
  | { type: "zoom"; range: [number, number] | null };

/** A measurement with a chart of its own. */
export interface Measure {
  name: string;
  table: "steps" | "epochs";
  title: string;
  isShare: boolean;
  /** Whether it belongs to single batches. */
  isNoisy: boolean;
}

/** A run or a group in the charts. */
export interface Item {
  name: string;
  /** The number in front of the label, for charts with little space: "2" for a run, "G2" for a group. */
  mark: string;
  label: string;
  style: Style;
  /** The indices of its runs. */
  members: number[];
  /** The indices of the runs that count for its mean. */
  counted: number[];
  isGroup: boolean;
}

export interface Style {
  colour: string;
  dash: number[];
}

/** A curve in units of its chart. Without several values in a bucket, `lows` and `highs` are null. */
export interface Curve {
  xs: number[];
  ys: (number | null)[];
  lows: (number | null)[] | null;
  highs: (number | null)[] | null;
  /** The position of the last step of the run. After it, the run has no values. */
  end: number;
}

export interface DrawnCurve {
  item: Item;
  main: Curve;
  /** The single runs of a group. */
  singles: Curve[];
}

/** A point of accuracy against another result. */
export interface ResultPoint {
  item: Item;
  x: number;
  y: number;
  low: number | null;
  high: number | null;
  singles: { x: number; y: number }[];
  comparable: boolean;
  onFront: boolean;
}

export interface Theme {
  text: string;
  background: string;
  border: string;
  font: string;
}

export interface Range {
  least: number;
  most: number;
}

export interface Frame {
  width: number;
  height: number;
  x: (value: number) => number;
  y: (value: number) => number;
  /** The value at a pixel. */
  xAt: (pixel: number) => number;
  xRange: Range;
  yRange: Range;
}

/** A polygon or a line: pairs of pixels; null is a gap. */
export type Path = ([number, number] | null)[];

export type Shape =
  | { kind: "line"; path: Path; colour: string; width: number; dash: number[]; opacity: number }
  | { kind: "area"; path: Path; colour: string; opacity: number }
  | { kind: "dot"; x: number; y: number; radius: number; colour: string; filled: boolean; opacity: number }
  | { kind: "text"; x: number; y: number; text: string; colour: string; anchor: "start" | "middle" | "end" };

export interface Scene {
  title: string;
  frame: Frame;
  shapes: Shape[];
}
