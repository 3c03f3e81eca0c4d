"""Follows an experiment on the command line: its progress, its files of results, and its end."""

import argparse
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pruning_core.engine.engine import Engine
from pruning_core.errors import PruningLabError, StoreBusyError
from pruning_core.experiments.analysis import (
    analyse,
    analysis_table,
)
from pruning_core.experiments.earlier_rows import EarlierRows
from pruning_core.experiments.progress import (
    Progress,
    describe_progress,
    progress_of,
    trainings_of,
)
from pruning_core.experiments.result_file import write_results
from pruning_core.experiments.rows import Results, rows_to_csv
from pruning_core.experiments.start import Start
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_PAUSE = 60.0
SECONDS_BETWEEN_LINES = 60.0
"""If standard error is no terminal, a line is printed when a run ends, and at least so often."""


@dataclass(slots=True)
class Shown:
    """What was printed and written last."""

    line: str = ""
    n_ended: int = -1
    n_written: int = -1
    problem: str = ""
    at: float = 0.0


class Session:
    """Follows an experiment until it ends: prints its progress, and writes its results after each run."""

    def __init__(
        self,
        store: RunStore,
        engine: Engine,
        start: Start,
        options: argparse.Namespace,
        earlier: EarlierRows,
    ) -> None:
        self._store = store
        self._engine = engine
        self._start = start
        self._options = options
        self._earlier = earlier
        self._trainings = {
            key: training
            for key, training in trainings_of(start.experiment).items()
            if (training.arm.name, training.seed) not in earlier.trainings
        }
        self._results = Results(store, start.id, start.experiment)
        self._shown = Shown()

    def follow(self) -> Progress:
        """Wait until every run has ended, and print the results. Ctrl-C pauses the experiment.

        Raises:
            PruningLabError: If the results cannot be written at the end. They stay in the store.
        """
        try:
            while (progress := self._look()) is None or not progress.ended:
                time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            self._pause()
            raise
        self._write()
        self._print_results()
        return progress

    def _look(self) -> Progress | None:
        """Read the progress, print it, and write the results if a run has ended.

        A database that does not answer, or a full disk, does not end the experiment: the next look tries again.

        Returns:
            The progress, or None if it cannot be read now.
        """
        try:
            runs = self._store.experiment_runs(self._start.id)
        except StoreBusyError as error:
            self._print_problem(error)
            return None
        progress = progress_of(
            self._trainings,
            runs,
            workers=self._engine.workers,
            retries=self._start.experiment.retries,
        )
        n_ended = sum(run.state.ended for run in runs)
        if n_ended != self._shown.n_written:
            try:
                self._write()
                self._shown.n_written = n_ended
            except PruningLabError as error:
                self._print_problem(error)
        self._print(progress, n_ended)
        return progress

    def _print_problem(self, error: PruningLabError) -> None:
        """Print a problem once. It may end by itself."""
        if str(error) != self._shown.problem:
            print(f"\n{error}; the experiment continues", file=sys.stderr, flush=True)
        self._shown.problem = str(error)

    def _print(self, progress: Progress, n_ended: int) -> None:
        line, now = describe_progress(progress), time.monotonic()
        is_terminal = sys.stderr.isatty()
        is_due = n_ended != self._shown.n_ended or now - self._shown.at > SECONDS_BETWEEN_LINES
        if is_terminal and line != self._shown.line:
            print(
                f"\r\x1b[K{line}", end="\n" if progress.ended else "", file=sys.stderr, flush=True
            )
        elif not is_terminal and is_due:
            print(line, file=sys.stderr, flush=True)
            self._shown.at = now
        self._shown.line, self._shown.n_ended = line, n_ended

    def _pause(self) -> None:
        """Pause the experiment, and wait until its running runs have saved a checkpoint."""
        print("\npausing; the same command continues the experiment", file=sys.stderr, flush=True)
        self._store.pause_experiment(self._start.id)
        deadline = time.monotonic() + SECONDS_TO_PAUSE
        while time.monotonic() < deadline:
            states = self._store.experiment_states([self._start.id])[self._start.id]
            if not states.get(RunState.RUNNING):
                return
            time.sleep(SECONDS_BETWEEN_LOOKS / 4)

    def _write(self) -> None:
        """Write the results to the files that the flags name."""
        if self._options.json is None and self._options.csv is None:
            return
        rows = self._earlier.completed(self._results.rows())
        if self._options.json is not None:
            text = write_results(self._start.id, self._start.experiment, rows)
            replace_file(self._options.json, text)
        if self._options.csv is not None:
            replace_file(self._options.csv, rows_to_csv(rows))

    def _print_results(self) -> None:
        rows = self._earlier.completed(self._results.rows())
        analysis = analyse(self._start.experiment, rows)
        print(analysis_table(analysis.arms))
        for each in analysis.comparisons:
            print(f"{'primary' if each.comparison.primary else 'also'}: {each.sentence}")
        for row in rows:
            if row.state != "finished":
                print(f"{row.arm}, seed {row.seed}: {row.state}. {row.message}".rstrip())


def replace_file(path: Path, text: str) -> None:
    """Write a file so that readers see the old text or the new text, and never a part.

    Raises:
        PruningLabError: If the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PruningLabError(f"{path} cannot be written: {error.strerror}") from error
