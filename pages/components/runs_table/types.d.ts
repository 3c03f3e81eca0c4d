/** The shapes that the modules of the list of runs exchange. */

/** One run, as the server describes it. The server omits missing values. */
export interface RunRow {
  id: string;
  state: string;
  /** Seconds since the epoch. */
  created: number;
  ended?: number;
  name?: string;
  /** A short description of the schedule. */
  title: string;
  tags?: string[];
  notes?: string;
  group?: string;
  step: number;
  steps?: number;
  seconds: number;
  accuracy?: number;
  loss?: number;
  zeros?: number;
  bytes?: number;
  sparsity?: number;
  data?: string;
  net?: string;
  kind?: string;
  seed?: number;
  epochs?: number;
  optimizer?: string;
  rate?: number;
}

/** A part of the list: some rows, and the number of all rows that the filter accepts. */
export interface Part {
  version: string;
  total: number;
  rows: RunRow[];
}

/** The filter and the order of the list, in the form of the address. */
export type Parameters = Record<string, string>;

/** The texts of states, data sets, networks, kinds of schedules and optimizers, by their names. */
export type Labels = Record<"state" | "data" | "net" | "kind" | "optimizer", Record<string, string>>;

export interface Answer {
  number: number;
  done: string[];
  problems: string[];
}

export interface Data {
  list: string;
  changes: string;
  run_page: string;
  compare_page: string;
  labels: Labels;
  /** The first rows, if the server knows the query. */
  first: { parameters: Parameters; part: Part } | null;
  /** The ids of the runs whose keys the session has. */
  own: string[];
  undo_seconds: number;
  answer: Answer;
}

/** A request to Python. It is answered if it has a number. */
export type Message = { type: string; number?: number } & Record<string, unknown>;

export interface Deletion {
  ids: string[];
  at: number;
}

export interface Problem {
  text: string;
  /** The parameter of the address that is invalid; "" if the address is valid. */
  field: string;
}

/** Everything that the list shows. Only `reduce` makes a new state. */
export interface State {
  parameters: Parameters;
  columns: string[];
  /** The number of rows; null before the first answer. */
  total: number | null;
  /** The loaded parts by their number. */
  parts: ReadonlyMap<number, Part>;
  /** The version of the list that the server announced last. */
  version: string;
  /** The steps of running runs. */
  steps: Record<string, number>;
  /** The index of the row with the keyboard's focus. */
  active: number;
  /** The selected runs by id, in the order of their selection. */
  selected: ReadonlyMap<string, RunRow>;
  problem: Problem | null;
  /** A short message about the last action. */
  notice: string;
  deletion: Deletion | null;
}

export type Action =
  | { type: "filtered"; parameters: Parameters }
  | { type: "columns chosen"; columns: string[] }
  | { type: "received"; parameters: Parameters; number: number; part: Part }
  | { type: "announced"; version: string; steps: Record<string, number> }
  | { type: "failed"; problem: Problem }
  | { type: "moved"; to: number }
  | { type: "selected"; row: RunRow; on: boolean }
  | { type: "cleared" }
  | { type: "noted"; text: string }
  | { type: "deleted"; ids: string[]; at: number }
  | { type: "undo ended" };

export type Dispatch = (action: Action) => void;
export type Send = (message: Message) => void;
