"""`python -m benchmarks [NAME ...]` runs the named benchmarks; without a name, all of them."""

import sys

from benchmarks import (
    editor,
    first_point,
    live_drawing,
    masks,
    streamed_run,
    viewers,
    workarounds,
    worker_memory,
)

BENCHMARKS = {
    "masks": masks.main,
    "editor": editor.main,
    "streamed_run": streamed_run.main,
    "first_point": first_point.main,
    "viewers": viewers.main,
    "live_drawing": live_drawing.main,
    "worker_memory": worker_memory.main,
    "workarounds": workarounds.main,
}


def main() -> int:
    """Run the named benchmarks and return the exit status."""
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        sys.stderr.write(f"no benchmark {sorted(unknown)}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    for name in names:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
