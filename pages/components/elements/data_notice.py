"""The notice about a data set that is not on this machine: what replaces it, and how to get it."""

import streamlit as st

from pages.components import services
from pruning_core.data.datasets import locate
from pruning_core.data.downloads import DatasetDownload, DownloadState
from pruning_core.data.facts import DATASETS

SECONDS_BETWEEN_LOOKS = 0.5


def data_notice(dataset: str) -> None:
    """Show which data set is missing, and offer to download it. If it is there, show nothing."""
    missing = dataset
    if locate(dataset, services.dataset_paths()) is None and DATASETS[dataset].origin is None:
        st.warning(
            f"{DATASETS[dataset].title} is not on this machine, and cannot be downloaded from here: "
            "choose another data set.",
            icon=":material/cloud_off:",
        )
        return
    if locate(dataset, services.dataset_paths()) is None:
        st.warning(
            f"{DATASETS[dataset].title} is not on this machine yet: download it, or choose the "
            "bundled digits.",
            icon=":material/cloud_off:",
        )
    elif dataset == "digits" and locate("mnist", services.dataset_paths()) is None:
        missing = "mnist"
        explain_digits()
    else:
        return
    download = services.download_slot().current
    if download is not None and download.state is DownloadState.RUNNING:
        follow(download)
    elif download is None or download.dataset != missing:
        offer(
            missing,
            f"Download {DATASETS[missing].title} ({DATASETS[missing].download_megabytes} MB)",
        )
    elif download.state is DownloadState.FAILED:
        st.error(download.error or "The download failed.", icon=":material/error:")
        offer(missing, "Try the download again")


def explain_digits() -> None:
    """Show what trainings use while MNIST is missing."""
    digits = DATASETS["digits"]
    st.info(
        f"MNIST is not on this machine, so trainings use the {digits.title.lower()}: "
        f"{digits.training_examples:,} real digits of 8 × 8 pixels, enlarged to 28 × 28.",
        icon=":material/info:",
    )
    st.caption(f"{digits.attribution}; [{digits.licence}]({digits.licence_url}).")


def offer(dataset: str, label: str) -> None:
    """A button that starts the download, for everyone on this server."""
    if st.button(label, icon=":material/download:"):
        services.download_slot().current = DatasetDownload(dataset)
        st.rerun()


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def follow(download: DatasetDownload) -> None:
    """The progress of the download; the whole page runs again when it has ended."""
    if download.state is not DownloadState.RUNNING:
        st.rerun()
    received, total = download.progress
    text = f"Downloading {download.title}: {received / 1e6:.1f} MB"
    st.progress(min(1.0, received / total) if total else 0.0, text=text)
    if st.button("Cancel", icon=":material/close:"):
        download.cancel()
        st.rerun()
