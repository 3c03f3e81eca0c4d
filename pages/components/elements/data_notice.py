"""The notice about a data set that is not on this server: what replaces it, and how to get it."""

import streamlit as st

from pages.components import services
from pruning_core.data.datasets import locate
from pruning_core.data.download.downloads import DatasetDownload, DownloadState
from pruning_core.data.facts import DATASETS
from pruning_core.texts import gettext, grouped

SECONDS_BETWEEN_UPDATES = 0.5


def data_notice(dataset: str) -> None:
    """Show which data set is missing, and offer to download it. If it is there, show nothing."""
    missing = dataset
    title = gettext(DATASETS[dataset].title)
    if locate(dataset, services.dataset_paths()) is None and DATASETS[dataset].origin is None:
        st.warning(
            gettext(
                "{dataset} is not on this machine, and cannot be downloaded from here: choose another "
                "data set.",
                dataset=title,
            ),
            icon=":material/cloud_off:",
        )
        return
    if locate(dataset, services.dataset_paths()) is None:
        st.warning(
            gettext(
                "{dataset} is not on this machine yet: download it, or choose the bundled digits.",
                dataset=title,
            ),
            icon=":material/cloud_off:",
        )
    elif dataset == "digits" and locate("mnist", services.dataset_paths()) is None:
        missing = "mnist"
        explain_digits()
    else:
        return
    show_download(missing)


def explain_digits() -> None:
    """Show what trainings use while MNIST is missing."""
    digits = DATASETS["digits"]
    st.info(
        gettext(
            "MNIST is not on this machine, so trainings use the bundled digits: {number} real "
            "digits of 8 × 8 pixels, enlarged to 28 × 28.",
            number=grouped(digits.training_examples),
        ),
        icon=":material/info:",
    )
    st.caption(f"{digits.attribution}; [{digits.licence}]({digits.licence_url}).")


def show_download(dataset: str) -> None:
    """The progress of the download, or a button that starts it."""
    download = services.download_slot().current
    if download is not None and download.state is DownloadState.RUNNING:
        follow(download)
    elif download is None or download.dataset != dataset:
        row = DATASETS[dataset]
        label = gettext(
            "Download {dataset} ({megabytes} MB)",
            dataset=gettext(row.title),
            megabytes=row.download_megabytes,
        )
        offer(dataset, label)
    elif download.state is DownloadState.FAILED:
        st.error(download.error or gettext("The download failed."), icon=":material/error:")
        offer(dataset, gettext("Try the download again"))


def offer(dataset: str, label: str) -> None:
    """A button that starts the download, for all visitors of this server."""
    if st.button(label, icon=":material/download:"):
        services.download_slot().current = DatasetDownload(dataset)
        st.rerun()


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def follow(download: DatasetDownload) -> None:
    """The progress of the download; the whole page runs again when the download has ended."""
    if download.state is not DownloadState.RUNNING:
        st.rerun()
    received, total = download.progress
    text = gettext(
        "Downloading {dataset}: {megabytes} MB",
        dataset=gettext(download.title),
        megabytes=f"{received / 1e6:.1f}",
    )
    st.progress(min(1.0, received / total) if total else 0.0, text=text)
    if st.button(gettext("Cancel"), icon=":material/close:"):
        download.cancel()
        st.rerun()
