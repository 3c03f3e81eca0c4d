"""The services that all pages share: settings, run store, engine and download slot. A server has one of each."""

import os
from dataclasses import dataclass

import streamlit as st

from pruning_core.data import paths
from pruning_core.data.download.downloads import DatasetDownload
from pruning_core.data.paths import DatasetPaths
from pruning_core.engine.disk_space import DISK_IS_FULL, is_full
from pruning_core.engine.engine import Engine
from pruning_core.engine.host import THREADS, host_kind
from pruning_core.settings import Settings, make_data_dir, read_settings
from pruning_core.store.store import RunStore


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The operator's settings, checked."""
    return read_settings(os.environ)


def dataset_paths() -> DatasetPaths:
    """The paths of the data sets on this machine."""
    return paths.dataset_paths(os.environ)


@st.cache_resource(show_spinner=False, on_release=RunStore.close)
def run_store() -> RunStore:
    """The store of runs and events."""
    make_data_dir(settings())
    return RunStore(settings().database_url, data_dir=settings().data_dir)


def server_notice() -> str:
    """A notice for the viewers of all runs, or "". It is in English, because all viewers share it."""
    return DISK_IS_FULL if is_full(settings().data_dir) else ""


@dataclass(slots=True)
class DownloadSlot:
    """The current download of a data set. A server downloads one data set at a time."""

    current: DatasetDownload | None = None

    def close(self) -> None:
        """Cancel the current download, if there is one."""
        if self.current is not None:
            self.current.cancel()


@st.cache_resource(show_spinner=False, on_release=DownloadSlot.close)
def download_slot() -> DownloadSlot:
    """The slot of this server's download."""
    return DownloadSlot()


@st.cache_resource(show_spinner=False, on_release=Engine.close)
def engine() -> Engine:
    """The engine that starts trainings."""
    return Engine(run_store(), settings())


def kind_of_workers() -> str | None:
    """The kind of machine that trains. It is None on another cluster until a machine there has trained a run."""
    return None if settings().dask_scheduler else host_kind(os.environ.get(THREADS, ""))
