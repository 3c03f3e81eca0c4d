/** The shapes that the modules of the layer table exchange. */

/** One layer, as Python describes it. */
export interface LayerRow {
  name: string;
  kind: string;
  /** The shapes of the layer's kernels, as a visitor types them. */
  kernels: string;
  /** Whether a visitor may switch the pruning of the layer on and off. */
  choosable: boolean;
  pruned: boolean;
  /** The index of the layer's schedule; null: the selected schedule. */
  schedule: number | null;
  /** The layer's own final sparsity as a text; empty: the final sparsity of the schedule. */
  sparsity: string;
  /** The final sparsity of the layer's schedule. */
  usual_sparsity: string;
  kept: string;
  removed: string;
  /** What was assumed, or why the layer is not pruned. */
  note: string;
}

export type Field = "pruned" | "schedule" | "sparsity" | "kernels";

/** An action of a visitor. Python then sends new data. */
export type Message =
  | { type: "edit"; layer: string; field: Field; value: boolean | number | string | null }
  | { type: "show"; page: number; search: string; filter: string };

export interface Data {
  rows: LayerRow[];
  page: number;
  pages: number;
  /** For example "Layers 1 to 50 of 5,000". */
  position: string;
  search: string;
  filter: string;
  /** The name and the text of each filter. */
  filters: [name: string, text: string][];
  schedules: string[];
  /** Whether a visitor may edit the shapes. */
  editable: boolean;
  /** The field with an invalid value. */
  error: { layer: string; field: Field; text: string } | null;
}

export type Send = (message: Message) => void;
