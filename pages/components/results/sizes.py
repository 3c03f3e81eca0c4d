"""The sizes of a run's model files as bars: uncompressed and compressed, pruned and dense."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from pruning_core.results.model_results import MODEL_FILES, ModelFile, ModelResults
from pruning_core.results.sizes import NetworkFiles, sizes
from pruning_core.results.verdicts import NETWORKS
from pruning_core.texts import gettext, gettext_noop, grouped

STORED, GZIP, ZIP = FORMS = (gettext_noop("uncompressed"), "gzip", "zip")
WIDEST = 70
"""The width of the longest bar, in per cent; its label needs the rest."""


def show_sizes(models: ModelResults, dense: ModelResults | None, *, pruned: bool) -> None:
    """Show sentences about the sizes, and bars for each file."""
    found = sizes(models, dense, pruned=pruned)
    for sentence in found.verdicts:
        st.markdown(f"- {sentence}")
    largest = max(file.size for network in found.networks for file in network.results.files)
    blocks = [block(name, found.networks, largest) for name in MODEL_FILES]
    st.html(f'<div class="lab-sizes">{"".join(blocks)}</div>')
    for left_out in found.left_out:
        st.caption(left_out)
    zipped = gettext("zip is the size of a .zip file with the .h5, as the article measures it.")
    st.caption(f"{found.note} {zipped}")


def block(name: str, networks: Sequence[NetworkFiles], largest: int) -> str:
    """The bars of one file, of each network, as HTML."""
    files = [
        (network, file) for network in networks if (file := network.results.file(name)) is not None
    ]
    if not files:
        return ""
    bars = "".join(
        bar(network.network, form, size, largest)
        for form in FORMS
        for network, file in files
        if (size := size_of(file, form)) is not None
    )
    accuracy = " · ".join(
        f"{gettext(NETWORKS[network.network])} {file.accuracy:.2%}" for network, file in files
    )
    images = ", ".join(sorted({grouped(network.results.accuracy_images) for network, _ in files}))
    heading = gettext(
        "{file} · accuracy {accuracy} on {images} test images",
        file=name,
        accuracy=accuracy,
        images=images,
    )
    return f"<section><h4>{escape(heading)}</h4>{bars}</section>"


def size_of(file: ModelFile, form: str) -> int | None:
    """The size of a file in bytes, uncompressed or compressed; None if it was not measured."""
    return {STORED: file.size, GZIP: file.gzipped, ZIP: file.zipped}[form]


def bar(network: str, form: str, size: int, largest: int) -> str:
    """One bar with its label, as HTML."""
    return (
        f'<div class="lab-size {network}"><span>{gettext(NETWORKS[network])} {gettext(form)}</span>'
        f'<div><i style="width:{size / largest * WIDEST:.2f}%"></i><b>{size:,} B</b></div></div>'
    )
