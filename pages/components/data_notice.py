"""The notice for machines without MNIST: what is trained on instead, and how to get it."""

import streamlit as st

from pages.components import services
from pruning_core.datasets import DATASETS, locate_mnist
from pruning_core.downloads import DownloadState, MnistDownload

SECONDS_BETWEEN_LOOKS = 0.5


def data_notice(dataset: str) -> None:
    """Say which data is missing, and offer to download it; nothing where MNIST is there."""
    if locate_mnist() is not None:
        return
    digits = DATASETS["digits"]
    if dataset == "mnist":
        st.warning(
            "MNIST is not on this machine yet: download it, or choose the bundled digits.",
            icon=":material/cloud_off:",
        )
    else:
        st.info(
            f"MNIST is not on this machine, so trainings use the {digits.title.lower()}: "
            f"{digits.training_examples:,} real digits of 8 × 8 pixels, enlarged to 28 × 28.",
            icon=":material/info:",
        )
        st.caption(f"{digits.attribution}; [{digits.licence}]({digits.licence_url}).")
    download = services.download_slot().current
    if download is None:
        offer("Download MNIST (11 MB)")
    elif download.state is DownloadState.RUNNING:
        follow(download)
    elif download.state is DownloadState.FAILED:
        st.error(download.error or "The download of MNIST failed.", icon=":material/error:")
        offer("Try the download again")


def offer(label: str) -> None:
    """A button that starts the download, for everyone on this server."""
    if st.button(label, icon=":material/download:"):
        services.download_slot().current = MnistDownload()
        st.rerun()


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def follow(download: MnistDownload) -> None:
    """The progress of the download; the whole page runs again when it is over."""
    if download.state is not DownloadState.RUNNING:
        st.rerun()
    received, total = download.progress
    text = f"Downloading MNIST: {received / 1e6:.1f} MB"
    st.progress(min(1.0, received / total) if total else 0.0, text=text)
    if st.button("Cancel", icon=":material/close:"):
        download.cancel()
        st.rerun()
