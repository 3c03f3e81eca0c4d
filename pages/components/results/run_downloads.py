"""The downloads of a run: its models, its event log in several formats, a report, its code."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.components import services
from pages.components.elements.download import Download, file_name
from pages.components.results.log_downloads import make_log_downloads, read_events
from pages.components.results.model_downloads import show_model_downloads
from pruning_core.exports.code.notebook import run_notebook
from pruning_core.exports.code.script import run_script
from pruning_core.exports.report.report import run_report
from pruning_core.exports.report.results import RunResults
from pruning_core.results.results import artifacts_folder, results_or_none
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, gettext_noop, grouped

TITLE = gettext_noop("Download this run")
MAX_STEPS_OF_A_SHORT_LOG = 5_000
"""The maximum number of steps of a log that is written in less than a second."""


def show_run_downloads(store: RunStore, run: Run, *, key: str) -> None:
    """Show the downloads of a run in a section. A file is made when its button is pressed.

    Args:
        store: The store with the run.
        run: The run.
        key: Part of the key of every widget here, because a page may show several runs, or the same run twice.
    """
    section = st.expander(
        gettext(TITLE), key=f"downloads {key}", on_change="rerun", icon=":material/download:"
    )
    if not section.open:
        return
    with section:
        link = make_run_link(run)
        st.caption(describe_files(run))
        if run.state is RunState.FINISHED:
            show_model_downloads(
                run, artifacts_folder(services.settings().data_dir, run.id), key=key
            )
        report = make_report_download(store, run, link)
        for downloads in (
            (report, *make_log_downloads(store, run)),
            make_code_downloads(run, link),
        ):
            with st.container(horizontal=True):
                for download in downloads:
                    download.show_button(key=f"{download.label} {key}")
        if run.last_step > MAX_STEPS_OF_A_SHORT_LOG:
            st.caption(
                gettext(
                    "Each file has {steps} steps. A download begins some seconds after you press its "
                    "button.",
                    steps=grouped(run.last_step),
                )
            )


def describe_files(run: Run) -> str:
    """Return a sentence about the files of a run."""
    total = grouped(run.config.plan.total_steps)
    match run.state:
        case RunState.PLANNED:
            return gettext("This run waits for its turn. Its log begins with its first step.")
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


def make_report_download(store: RunStore, run: Run, link: str | None) -> Download:
    """Return the download of the report. It compares the run with its dense baseline."""
    data_dir, paths = services.settings().data_dir, services.dataset_paths()

    def make_report() -> str:
        return run_report(
            run,
            read_events(store, run.id),
            results=read_run_results(store, run.id, data_dir),
            baseline=read_baseline_results(store, run.config, data_dir),
            link=link,
            paths=paths,
        )

    return Download(
        label=gettext("Report"),
        file_name=file_name(run, "report.html"),
        mime="text/html",
        icon=":material/article:",
        make=make_report,
    )


def make_code_downloads(run: Run, link: str | None) -> tuple[Download, ...]:
    """Return the downloads of the script and the notebook that train the run again."""
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


def read_baseline_results(store: RunStore, config: RunConfig, data_dir: Path) -> RunResults | None:
    """Return the results of the dense baseline, or None if no run has trained it."""
    dense = None if config.schedule is None else store.find_finished_run(config.dense)
    return None if dense is None else read_run_results(store, dense.id, data_dir)


def read_run_results(store: RunStore, run_id: str, data_dir: Path) -> RunResults | None:
    """Return the outcome of a run, with the network's answers if they are stored. Return None before the run ends."""
    outcome = store.outcome(run_id)
    if outcome is None:
        return None
    answers = results_or_none(artifacts_folder(data_dir, run_id))
    return RunResults(outcome=outcome, answers=answers)


def make_run_link(run: Run) -> str | None:
    """Return the address of this run, without its key, or None if the browser has not sent the address."""
    if not st.context.url:
        return None
    parts = urlsplit(st.context.url)
    return urlunsplit(parts._replace(query=urlencode({"run": run.id}), fragment=""))
