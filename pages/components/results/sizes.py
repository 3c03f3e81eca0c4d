"""The sizes of a run's model files as bars: stored and compressed, pruned beside dense."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from pruning_core.results.model_results import MODEL_FILES, ModelFile, ModelResults
from pruning_core.results.sizes import NetworkFiles, sizes

WIDEST = 70
"""Per cent of the space that the longest bar takes; its label needs the rest."""


def show_sizes(models: ModelResults, dense: ModelResults | None, *, pruned: bool) -> None:
    """Bars for each file with its accuracy, and what they show."""
    found = sizes(models, dense, pruned=pruned)
    for sentence in found.verdicts:
        st.markdown(f"- {sentence}")
    largest = max(file.size for network in found.networks for file in network.results.files)
    blocks = [block(name, found.networks, largest) for name in MODEL_FILES]
    st.html(f'<div class="lab-sizes">{"".join(blocks)}</div>')
    for left_out in found.left_out:
        st.caption(left_out)
    st.caption(f"{found.note} A .zip holds the .h5, as the article measures it.")


def block(name: str, networks: Sequence[NetworkFiles], largest: int) -> str:
    """The bars of one kind of file."""
    files = [
        (network, file) for network in networks if (file := network.results.file(name)) is not None
    ]
    if not files:
        return ""
    bars = "".join(
        bar(network.network, form, size, largest)
        for form in ("as it is", "gzip", "zip")
        for network, file in files
        if (size := size_of(file, form)) is not None
    )
    accuracy = " · ".join(f"{network.network} {file.accuracy:.2%}" for network, file in files)
    images = " and ".join(
        sorted({f"{network.results.accuracy_images:,}" for network, _file in files})
    )
    return (
        f"<section><h4>{escape(name)} · accuracy {accuracy} on {images} test images</h4>"
        f"{bars}</section>"
    )


def size_of(file: ModelFile, form: str) -> int | None:
    """The bytes of a file, as it is or compressed; None where that was not measured."""
    return {"as it is": file.size, "gzip": file.gzipped, "zip": file.zipped}[form]


def bar(network: str, form: str, size: int, largest: int) -> str:
    """One bar with its label."""
    return (
        f'<div class="lab-size {network}"><span>{network} {form}</span>'
        f'<div><i style="width:{size / largest * WIDEST:.2f}%"></i><b>{size:,} B</b></div></div>'
    )
