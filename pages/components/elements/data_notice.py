"""The notice about a data set that is not on this server: its replacement, and how to download it."""

import streamlit as st

from pages.components import services
from pruning_core.data.datasets import locate
from pruning_core.data.download.downloads import DatasetDownload, DownloadState
from pruning_core.data.facts import DATASETS
from pruning_core.texts import gettext, grouped

SECONDS_BETWEEN_UPDATES = 0.5


def show_data_notice(dataset: str) -> None:
    """Show which data set is missing, and offer to download it. If no data set is missing, show nothing."""
    missing_dataset = dataset
    title = gettext(DATASETS[dataset].title)
    if locate(dataset, services.dataset_paths()) is None and DATASETS[dataset].origin is None:
        st.warning(
            gettext(
                "{dataset} is not on this server, and cannot be downloaded from here: select another "
                "data set.",
                dataset=title,
            ),
            icon=":material/cloud_off:",
        )
        return
    if locate(dataset, services.dataset_paths()) is None:
        st.warning(
            gettext(
                "{dataset} is not on this server yet: download it, or select the bundled digits.",
                dataset=title,
            ),
            icon=":material/cloud_off:",
        )
    elif dataset == "digits" and locate("mnist", services.dataset_paths()) is None:
        missing_dataset = "mnist"
        explain_digits()
    else:
        return
    show_download(missing_dataset)


def explain_digits() -> None:
    """Explain that trainings use the bundled digits while MNIST is missing."""
    digits = DATASETS["digits"]
    st.info(
        gettext(
            "MNIST is not on this server, so trainings use the bundled digits: {number} real "
            "digits of 8 × 8 pixels, enlarged to 28 × 28.",
            number=grouped(digits.training_examples),
        ),
        icon=":material/info:",
    )
    st.caption(f"{digits.attribution}; [{digits.licence}]({digits.licence_url}).")


def show_download(dataset: str) -> None:
    """Show the progress of the download, or a button that starts the download."""
    download = services.download_slot().current
    if download is not None and download.state is DownloadState.RUNNING:
        show_progress(download)
    elif download is None or download.dataset != dataset:
        facts = DATASETS[dataset]
        label = gettext(
            "Download {dataset} ({megabytes} MB)",
            dataset=gettext(facts.title),
            megabytes=facts.download_megabytes,
        )
        show_download_button(dataset, label)
    elif download.state is DownloadState.FAILED:
        st.error(download.error or gettext("The download failed."), icon=":material/error:")
        show_download_button(dataset, gettext("Try the download again"))


def show_download_button(dataset: str, label: str) -> None:
    """Show the button that starts the download. All visitors of this server share the download."""
    if st.button(label, icon=":material/download:"):
        services.download_slot().current = DatasetDownload(dataset)
        st.rerun()


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def show_progress(download: DatasetDownload) -> None:
    """Show the progress of the download. When the download has ended, the whole page runs again."""
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
