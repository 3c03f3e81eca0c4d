"""The downloads of a run: its models, its event log in several formats, a report, its code."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.components import services
from pages.components.elements.download import Download, file_name
from pages.components.results.model_downloads import show_models
from pruning_core.exports.code.notebook import run_notebook
from pruning_core.exports.code.script import run_script
from pruning_core.exports.log.run_log import log_csv, write_log_parquet
from pruning_core.exports.log.tensorboard_log import write_tensorboard_log
from pruning_core.exports.report.report import run_report
from pruning_core.exports.report.results import RunResults
from pruning_core.results.results import artifacts_folder, results_or_none
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, gettext_noop, grouped

TITLE = gettext_noop("Download this run")
STEPS_OF_A_LONG_LOG = 5_000
"""A log of more steps takes over a second to write."""

Writer = Callable[[Iterable[StoredEvent], RunConfig, BinaryIO], None]


def run_downloads(store: RunStore, run: Run, *, key: str) -> None:
    """Show the downloads of a run in an expander. A file is made when its button is pressed.

    Args:
        store: The store with the run.
        run: The run.
        key: Part of the key of every widget here; a page may show several runs, or one run twice.
    """
    block = st.expander(
        gettext(TITLE), key=f"downloads {key}", on_change="rerun", icon=":material/download:"
    )
    if not block.open:
        return
    with block:
        link = run_link(run)
        st.caption(available(run))
        if run.state is RunState.FINISHED:
            show_models(run, artifacts_folder(services.settings().data_dir, run.id), key=key)
        for downloads in (log_downloads(store, run, link), code_downloads(run, link)):
            with st.container(horizontal=True):
                for download in downloads:
                    download.button(key=f"{download.label} {key}")
        if run.last_step > STEPS_OF_A_LONG_LOG:
            st.caption(
                gettext(
                    "Each file has {steps} steps. A download begins some seconds after you press its "
                    "button.",
                    steps=grouped(run.last_step),
                )
            )


def available(run: Run) -> str:
    """A sentence about what can be downloaded."""
    total = grouped(run.config.plan.total_steps)
    match run.state:
        case RunState.QUEUED if not run.last_step:
            return gettext("This run waits for a worker. Its log begins with its first step.")
        case RunState.QUEUED | RunState.RUNNING | RunState.PAUSED:
            return gettext(
                "This run is at step {step} of {total}. Each file has all measurements until you press "
                "its button. Models are available after the run finishes.",
                step=grouped(run.last_step),
                total=total,
            )
        case RunState.FINISHED:
            return gettext("Each file is made when you press its button.")
        case RunState.STOPPED | RunState.FAILED | RunState.INTERRUPTED:
            return gettext(
                "This run ended at step {step} of {total}, so it has no models. Its log has all "
                "measurements.",
                step=grouped(run.last_step),
                total=total,
            )


def log_downloads(store: RunStore, run: Run, link: str | None) -> tuple[Download, ...]:
    """The report, and the event log: for spreadsheets, pandas and TensorBoard, and as it is stored."""

    def log() -> Iterator[StoredEvent]:
        return event_log(store, run.id)

    def written(writer: Writer) -> bytes:
        file = BytesIO()
        writer(log(), run.config, file)
        return file.getvalue()

    data_dir, paths = services.settings().data_dir, services.dataset_paths()

    def report() -> str:
        results = run_results(store, run.id, data_dir)
        baseline = dense_baseline(store, run.config, data_dir)
        return run_report(run, log(), results=results, baseline=baseline, link=link, paths=paths)

    return (
        Download(
            label=gettext("Report"),
            file_name=file_name(run, "report.html"),
            mime="text/html",
            icon=":material/article:",
            make=report,
        ),
        Download(
            label=gettext("Log as CSV"),
            file_name=file_name(run, "log.csv"),
            mime="text/csv",
            icon=":material/table:",
            make=lambda: "".join(log_csv(log(), run.config)),
        ),
        Download(
            label=gettext("Log as Parquet"),
            file_name=file_name(run, "log.parquet"),
            mime="application/vnd.apache.parquet",
            icon=":material/table:",
            make=lambda: written(write_log_parquet),
        ),
        Download(
            label=gettext("TensorBoard log"),
            file_name=file_name(run, "tensorboard.zip"),
            mime="application/zip",
            icon=":material/monitoring:",
            make=lambda: written(write_tensorboard_log),
        ),
        Download(
            label=gettext("Events as JSON lines"),
            file_name=file_name(run, "events.jsonl"),
            mime="application/jsonl",
            icon=":material/data_object:",
            make=lambda: "".join(f"{stored.body}\n" for stored in log()),
        ),
    )


def code_downloads(run: Run, link: str | None) -> tuple[Download, ...]:
    """The script and the notebook that train the run again."""
    return (
        Download(
            label=gettext("Python script"),
            file_name=file_name(run, "train.py"),
            mime="text/x-python",
            icon=":material/code:",
            make=lambda: run_script(run.config, link=link),
        ),
        Download(
            label=gettext("Notebook"),
            file_name=file_name(run, "train.ipynb"),
            mime="application/x-ipynb+json",
            icon=":material/menu_book:",
            make=lambda: run_notebook(run.config, link=link),
        ),
    )


def event_log(store: RunStore, run_id: str) -> Iterator[StoredEvent]:
    """The whole event log of a run, read in parts, since a long log needs much memory."""
    number = 0
    while events := store.events_after(run_id, number):
        yield from events
        number = events[-1].number


def dense_baseline(store: RunStore, config: RunConfig, data_dir: Path) -> RunResults | None:
    """The results of the dense baseline; None if there is none."""
    dense = None if config.schedule is None else store.find_finished_run(config.dense)
    return None if dense is None else run_results(store, dense.id, data_dir)


def run_results(store: RunStore, run_id: str, data_dir: Path) -> RunResults | None:
    """The outcome of a run, and the network's answers if they are stored; None before its end."""
    outcome = store.outcome(run_id)
    if outcome is None:
        return None
    answers = results_or_none(artifacts_folder(data_dir, run_id))
    return RunResults(outcome=outcome, answers=answers)


def run_link(run: Run) -> str | None:
    """The address of this run, without its key; None if the browser has not sent its address."""
    if not st.context.url:
        return None
    parts = urlsplit(st.context.url)
    return urlunsplit(parts._replace(query=urlencode({"run": run.id}), fragment=""))
