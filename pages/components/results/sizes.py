"""The sizes of a run's model files as bars: uncompressed and compressed, pruned and dense."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from pruning_core.prediction.summary import percent_with_decimals
from pruning_core.results.model_results import MODEL_FILES, ModelFile, ModelResults
from pruning_core.results.sizes import NetworkFiles, describe_images, sizes
from pruning_core.results.verdicts import NETWORKS
from pruning_core.texts import gettext, gettext_noop

UNCOMPRESSED, GZIP, ZIP = COMPRESSIONS = (gettext_noop("uncompressed"), "gzip", "zip")
MAX_BAR_WIDTH = 70
"""The width of the longest bar, in per cent. Its label needs the other 30 per cent."""


def show_sizes(models: ModelResults, dense: ModelResults | None, *, is_pruned: bool) -> None:
    """Show sentences about the sizes, and bars for each file."""
    results = sizes(models, dense, is_pruned=is_pruned)
    for sentence in results.verdicts:
        st.markdown(f"- {sentence}")
    largest = max(file.size for network in results.networks for file in network.results.files)
    blocks = [write_bars(name, results.networks, largest) for name in MODEL_FILES]
    st.html(f'<div class="lab-sizes">{"".join(blocks)}</div>')
    for sentence in results.missing_files:
        st.caption(sentence)
    zip_note = gettext(
        "zip: the size of a .zip file that contains the .h5. The pruning article reports this size."
    )
    st.caption(f"{results.note} {zip_note}")


def write_bars(name: str, networks: Sequence[NetworkFiles], largest: int) -> str:
    """Return the bars of one file for all networks, as HTML."""
    files = [
        (network, file) for network in networks if (file := network.results.file(name)) is not None
    ]
    if not files:
        return ""
    bars = "".join(
        write_bar(network.network, compression, size, largest)
        for compression in COMPRESSIONS
        for network, file in files
        if (size := get_size(file, compression)) is not None
    )
    accuracy = " · ".join(
        f"{gettext(NETWORKS[network.network])} {percent_with_decimals(file.accuracy)}"
        for network, file in files
    )
    images = ", ".join(sorted({describe_images(network.results) for network, _ in files}))
    heading = gettext(
        "{file} · accuracy {accuracy} on {images}",
        file=name,
        accuracy=accuracy,
        images=images,
    )
    return f"<section><h4>{escape(heading)}</h4>{bars}</section>"


def get_size(file: ModelFile, compression: str) -> int | None:
    """Return the size of a file in bytes, uncompressed or compressed, or None if it was not measured."""
    return {UNCOMPRESSED: file.size, GZIP: file.gzipped, ZIP: file.zipped}[compression]


def write_bar(network: str, compression: str, size: int, largest: int) -> str:
    """Return one bar with its label, as HTML."""
    return (
        f'<div class="lab-size {network}"><span>{gettext(NETWORKS[network])} {gettext(compression)}</span>'
        f'<div><i style="width:{size / largest * MAX_BAR_WIDTH:.2f}%"></i><b>{size:,} B</b></div></div>'
    )
