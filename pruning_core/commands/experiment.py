"""The command `experiment`: runs an experiment with the engine of the settings, and prints its results."""

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pruning_core.errors import PruningLabError
from pruning_core.settings import Settings, make_data_dir, read_settings

if TYPE_CHECKING:
    from pruning_core.engine.engine import Engine
    from pruning_core.experiments.analysis import Analysis
    from pruning_core.experiments.progress import Progress
    from pruning_core.experiments.start import Start
    from pruning_core.store.store import RunStore

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_PAUSE = 60.0
SECONDS_BETWEEN_LINES = 60.0
"""If standard error is no terminal, a line is printed when a run ends, and at least so often."""


def add_experiment_flags(experiment: argparse.ArgumentParser) -> None:
    """Add the arguments of `experiment`."""
    experiment.add_argument(
        "file", nargs="?", metavar="FILE", help="the experiment as TOML; - reads standard input"
    )
    experiment.add_argument(
        "--example", action="store_true", help="print a small experiment, which runs in a minute"
    )
    experiment.add_argument(
        "--json", type=Path, metavar="OUT", help="write the results after each run to this file"
    )
    experiment.add_argument("--csv", type=Path, metavar="OUT", help="the same results as CSV")
    experiment.add_argument(
        "--workers",
        metavar="N",
        help="how many runs train at the same time; default PRUNELAB_WORKERS",
    )
    experiment.add_argument(
        "--data-dir", metavar="DIR", help="the folder of the runs; default PRUNELAB_DATA_DIR"
    )
    experiment.add_argument(
        "--id",
        metavar="ID",
        help="continue the experiment with this id; default: the same definition",
    )
    experiment.set_defaults(run=run_experiment)


def run_experiment(options: argparse.Namespace) -> int:
    """Run an experiment, or continue it. Ctrl-C pauses it, so that the same command continues it.

    Returns:
        0 if every run has finished, 1 if a run has failed or was stopped.

    Raises:
        PruningLabError: If the experiment cannot start.
        KeyboardInterrupt: After Ctrl-C, when the experiment is paused.
    """
    # Other commands do not load Dask and SQLAlchemy.
    from pruning_core.engine.engine import Engine  # noqa: PLC0415
    from pruning_core.experiments.file.example import EXAMPLE  # noqa: PLC0415
    from pruning_core.store.store import RunStore  # noqa: PLC0415

    if options.example:
        print(EXAMPLE, end="")
        return 0
    text = file_text(options.file)
    settings = settings_of(options)
    make_data_dir(settings)
    store = RunStore(settings.database_url, data_dir=settings.data_dir)
    try:
        start = started(store, text, settings, options)
        with stopped_by_sigterm():
            engine = Engine(store, settings)
            try:
                progress = Session(store, engine, start, options).follow()
            finally:
                engine.close()
    finally:
        store.close()
    return 0 if progress.finished == progress.total else 1


def file_text(name: str | None) -> str:
    """The text of an experiment's file.

    Raises:
        PruningLabError: If there is no file, or if it cannot be read.
    """
    if name is None:
        raise PruningLabError("name the file of an experiment, or print one with --example")
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError as error:
        raise PruningLabError(
            f"FILE must be a file that can be read, but {name} cannot: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise PruningLabError(f"{name} is not a text in UTF-8: save it as text") from error


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings of the environment, with the flags in place of their variables."""
    flags = {"PRUNELAB_WORKERS": options.workers, "PRUNELAB_DATA_DIR": options.data_dir}
    given = {name: value for name, value in flags.items() if value is not None}
    return read_settings({**os.environ, **given})


def started(
    store: "RunStore", text: str, settings: Settings, options: argparse.Namespace
) -> "Start":
    """Check an experiment, print its estimate, and store it, or continue it."""
    from pruning_core.engine.admission import check_plan  # noqa: PLC0415
    from pruning_core.experiments.estimate import (  # noqa: PLC0415
        check_disk_space,
        describe_estimate,
        estimate_in_store,
    )
    from pruning_core.experiments.file import read_experiment  # noqa: PLC0415
    from pruning_core.experiments.start import start_or_continue  # noqa: PLC0415
    from pruning_core.runs.states import RunState  # noqa: PLC0415

    experiment = read_experiment(text)
    for arm in experiment.arms:
        check_plan(arm.config.plan, settings.limits)
    stored = store.find_experiment(experiment.definition_hash)
    n_done = 0
    if stored is not None:
        n_done = store.experiment_states([stored.id])[stored.id].get(RunState.FINISHED, 0)
    needed = estimate_in_store(
        store, experiment, workers=settings.workers, n_done=min(n_done, len(experiment))
    )
    print(describe_estimate(needed), file=sys.stderr)
    check_disk_space(needed, settings.data_dir)
    start = start_or_continue(
        store,
        experiment,
        text=text,
        experiment_id=options.id,
        max_seconds=60.0 * settings.limits.minutes,
    )
    how = "starts" if start.is_new else f"continues; {start.n_new} new runs"
    print(f"experiment {start.id} {how}", file=sys.stderr)
    return start


@dataclass(slots=True)
class Shown:
    """What was printed last about the progress."""

    line: str = ""
    n_ended: int = -1
    at: float = 0.0


class Session:
    """Follows an experiment until it ends: prints its progress, and writes its results after each run."""

    def __init__(
        self, store: "RunStore", engine: "Engine", start: "Start", options: argparse.Namespace
    ) -> None:
        from pruning_core.experiments.progress import trainings_of  # noqa: PLC0415
        from pruning_core.experiments.rows import Results  # noqa: PLC0415

        self._store = store
        self._engine = engine
        self._start = start
        self._options = options
        self._trainings = trainings_of(start.experiment)
        self._results = Results(store, start.id, start.experiment)
        self._shown = Shown()

    def follow(self) -> "Progress":
        """Wait until every run has ended, and print the results. Ctrl-C pauses the experiment."""
        try:
            while not (progress := self._look()).ended:
                time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            self._pause()
            raise
        self._print_results()
        return progress

    def _look(self) -> "Progress":
        """Read the progress, print it, and write the results if a run has ended."""
        from pruning_core.experiments.progress import progress_of  # noqa: PLC0415

        runs = self._store.experiment_runs(self._start.id)
        progress = progress_of(
            self._trainings,
            runs,
            workers=self._engine.workers,
            retries=self._start.experiment.retries,
        )
        n_ended = sum(run.state.ended for run in runs)
        if n_ended != self._shown.n_ended:
            self._write()
        self._print(progress, n_ended)
        return progress

    def _print(self, progress: "Progress", n_ended: int) -> None:
        from pruning_core.experiments.progress import describe_progress  # noqa: PLC0415

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
        from pruning_core.runs.states import RunState  # noqa: PLC0415

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
        from pruning_core.experiments.analysis import analyse  # noqa: PLC0415
        from pruning_core.experiments.rows import rows_to_csv, rows_to_json  # noqa: PLC0415

        if self._options.json is None and self._options.csv is None:
            return
        rows = self._results.rows()
        if self._options.json is not None:
            parts = parts_of(self._start, analyse(self._start.experiment, rows))
            replace_file(self._options.json, rows_to_json(rows, **parts))
        if self._options.csv is not None:
            replace_file(self._options.csv, rows_to_csv(rows))

    def _print_results(self) -> None:
        from pruning_core.experiments.analysis import analyse, analysis_table  # noqa: PLC0415

        rows = self._results.rows()
        analysis = analyse(self._start.experiment, rows)
        print(analysis_table(analysis.arms))
        for each in analysis.comparisons:
            print(f"{'primary' if each.comparison.primary else 'also'}: {each.sentence}")
        for row in rows:
            if row.state != "finished":
                print(f"{row.arm}, seed {row.seed}: {row.state}. {row.message}".rstrip())


def parts_of(start: "Start", analysis: "Analysis") -> dict[str, Any]:
    """The description of an experiment at the beginning of its results, and what they show."""
    from pruning_core.experiments.analysis import analysis_parts  # noqa: PLC0415

    experiment = start.experiment
    return {
        "experiment": {"id": start.id, "name": experiment.name, "question": experiment.question},
        "seeds": list(experiment.seeds),
        **analysis_parts(analysis),
    }


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


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Let SIGTERM do the same as Ctrl-C."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
