"""`python -m benchmarks [NAME ...]` runs the benchmarks with these names; without a name, all benchmarks."""

import sys

from benchmarks import (
    comparison,
    coverage,
    editor,
    experiment,
    first_point,
    live_drawing,
    masks,
    model_file,
    pasted_code,
    runs_table,
    statistics,
    store_events,
    streamed_run,
    viewers,
    workarounds,
    worker_memory,
)

BENCHMARKS = {
    "comparison": comparison.main,
    "masks": masks.main,
    "pasted_code": pasted_code.main,
    "editor": editor.main,
    "model_file": model_file.main,
    "streamed_run": streamed_run.main,
    "first_point": first_point.main,
    "experiment": experiment.main,
    "runs_table": runs_table.main,
    "viewers": viewers.main,
    "live_drawing": live_drawing.main,
    "worker_memory": worker_memory.main,
    "workarounds": workarounds.main,
    "statistics": statistics.main,
    "store_events": store_events.main,
    "coverage": coverage.main,
}


def main() -> int:
    """Run the benchmarks in the command line. Return the exit status."""
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        sys.stderr.write(
            f"unknown benchmark {sorted(unknown)}; the names are {', '.join(BENCHMARKS)}\n"
        )
        return 2
    for name in names:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
