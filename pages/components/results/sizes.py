"""The sizes of a run's model files as bars: as they are and packed, pruned beside dense."""

from html import escape

import streamlit as st

from pruning_core.results.results import H5, MODEL_FILES, ModelFile, Results
from pruning_core.results.verdicts import on_sizes

WIDEST = 70
"""Per cent of the space that the longest bar takes; its label needs the rest."""


def show_sizes(results: Results, dense: Results | None, *, pruned: bool) -> None:
    """Bars for each file with its accuracy, and what they say."""
    networks = [("pruned" if pruned else "dense", results)]
    if dense is not None:
        networks.append(("dense", dense))
    for sentence in on_sizes(results, dense) if pruned else ():
        st.markdown(f"- {sentence}")
    largest = max(file.size for _, of in networks for file in of.files)
    blocks = [block(name, networks, largest) for name in MODEL_FILES]
    st.html(f'<div class="lab-sizes">{"".join(blocks)}</div>')
    for left_out in results.left_out:
        st.caption(f"{left_out.name} could not be made: {left_out.reason}")
    st.caption(
        f"Accuracy is on the first {results.accuracy_images:,} test images. gzip packs as its command "
        "does, and a .zip holds the .h5 as the article measures it."
    )


def block(name: str, networks: list[tuple[str, Results]], largest: int) -> str:
    """The bars of one kind of file."""
    bars = [
        bar(network, way, size, largest)
        for way in ("as it is", "gzip", "zip")
        for network, results in networks
        if (file := results.file(name)) is not None and (size := size_of(file, way)) is not None
    ]
    if not bars:
        return ""
    accuracy = " · ".join(
        f"{network} {file.accuracy:.2%}"
        for network, results in networks
        if (file := results.file(name)) is not None
    )
    return f"<section><h4>{escape(name)} · accuracy {accuracy}</h4>{''.join(bars)}</section>"


def size_of(file: ModelFile, way: str) -> int | None:
    """The bytes of a file, as it is or packed."""
    sizes = {"as it is": file.size, "gzip": file.gzipped, "zip": file.zipped}
    return sizes[way] if file.name == H5 or way != "zip" else None


def bar(network: str, way: str, size: int, largest: int) -> str:
    """One bar with its label."""
    return (
        f'<div class="lab-size {network}"><span>{network} {way}</span>'
        f'<div><i style="width:{size / largest * WIDEST:.2f}%"></i><b>{size:,} B</b></div></div>'
    )
