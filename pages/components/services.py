"""The long-lived services behind the pages: settings, run store and engine, one of each a server."""

import os

import streamlit as st

from pruning_core.runs.engine import Engine
from pruning_core.runs.store import RunStore
from pruning_core.settings import Settings, make_data_dir, read_settings


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The operator's settings, checked."""
    return read_settings(os.environ)


@st.cache_resource(show_spinner=False)
def run_store() -> RunStore:
    """The store of runs and events."""
    make_data_dir(settings())
    return RunStore(settings().database_url)


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The engine that trains."""
    chosen = settings()
    return Engine(
        run_store(),
        workers=chosen.workers,
        log_file=chosen.data_dir / "engine.log",
        scheduler=chosen.dask_scheduler,
    )
