"""The command `experiment`: runs an experiment with the engine of the settings, and prints its results."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pruning_core.errors import PruningLabError
from pruning_core.settings import Settings, make_data_dir, read_settings

if TYPE_CHECKING:
    from pruning_core.experiments.definition import Experiment
    from pruning_core.experiments.earlier_rows import EarlierRows
    from pruning_core.experiments.start import Start
    from pruning_core.store.store import RunStore


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
    if options.example:
        from pruning_core.experiments.file.example import EXAMPLE  # noqa: PLC0415

        print(EXAMPLE, end="")
        return 0
    check_folders(options.json, options.csv)
    text = file_text(options.file)
    # Other commands do not load Dask and SQLAlchemy.
    from pruning_core.commands.experiment_session import Session  # noqa: PLC0415
    from pruning_core.engine.engine import Engine  # noqa: PLC0415
    from pruning_core.experiments.file import read_experiment  # noqa: PLC0415
    from pruning_core.store.store import RunStore  # noqa: PLC0415

    experiment = read_experiment(text)
    settings = settings_of(options)
    make_data_dir(settings)
    store = RunStore(settings.database_url, data_dir=settings.data_dir)
    try:
        earlier = earlier_of(store, experiment, settings, options)
        start = started(store, experiment, text, settings, options, earlier)
        with stopped_by_sigterm():
            engine = Engine(store, settings)
            try:
                progress = Session(store, engine, start, options, earlier).follow()
            finally:
                engine.close()
    finally:
        store.close()
    return 0 if progress.finished == progress.total else 1


def check_folders(*paths: Path | None) -> None:
    """Raise PruningLabError if the folder of a file that the command will write does not exist."""
    for path in paths:
        if path is not None and not path.absolute().parent.is_dir():
            raise PruningLabError(f"{path} cannot be written: its folder does not exist")


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


def host_of(settings: Settings) -> str | None:
    """The kind of machine that will train the runs. Machines of another cluster are not known before a run."""
    from pruning_core.engine.host import THREADS, host_kind  # noqa: PLC0415

    return None if settings.dask_scheduler else host_kind(os.environ.get(THREADS, ""))


def earlier_of(
    store: "RunStore", experiment: "Experiment", settings: Settings, options: argparse.Namespace
) -> "EarlierRows":
    """The results that the file of `--json` holds, and that the store does not know."""
    from pruning_core.experiments.earlier_rows import (  # noqa: PLC0415
        known_trainings,
        read_earlier_rows,
    )

    known = known_trainings(store, experiment, options.id)
    earlier = read_earlier_rows(options.json, experiment, host=host_of(settings), known=known)
    if earlier.rows:
        print(
            f"{len(earlier.rows)} results are in {options.json} already: these runs are not trained again",
            file=sys.stderr,
        )
    return earlier


def started(  # noqa: PLR0913, PLR0917  (an experiment, and where it starts)
    store: "RunStore",
    experiment: "Experiment",
    text: str,
    settings: Settings,
    options: argparse.Namespace,
    earlier: "EarlierRows",
) -> "Start":
    """Check an experiment, print its estimate, and store it, or continue it."""
    from pruning_core.experiments.estimate import (  # noqa: PLC0415
        admitted_estimate,
        describe_estimate,
    )
    from pruning_core.experiments.start import start_or_continue  # noqa: PLC0415
    from pruning_core.runs.states import RunState  # noqa: PLC0415

    stored = store.find_experiment(experiment.definition_hash)
    n_done = len(earlier.rows)
    if stored is not None:
        states = store.experiment_states([stored.id])[stored.id]
        n_done = min(n_done + states.get(RunState.FINISHED, 0), len(experiment))
    needed = admitted_estimate(store, experiment, settings=settings, n_done=n_done)
    print(describe_estimate(needed), file=sys.stderr)
    start = start_or_continue(
        store,
        experiment,
        text=text,
        experiment_id=options.id,
        max_seconds=60.0 * settings.limits.minutes,
        host=host_of(settings),
        held=earlier.trainings,
    )
    how = "starts" if start.is_new else f"continues; {start.n_new} new runs"
    print(f"experiment {start.id} {how}", file=sys.stderr)
    return start


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
