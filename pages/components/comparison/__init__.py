"""The element that compares runs: the table of differences and all charts. It draws in the browser."""

from functools import partial

import streamlit as st

from pages.components.comparison.description import describe_comparison
from pages.components.comparison.routes import curves_path
from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, read_source
from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.loading import LoadedComparison

COMPARISON = Script(name="comparison", read=partial(bundle_modules, "comparison/comparison.js"))


def show_comparison(comparison: Comparison, loaded: LoadedComparison, *, key: str) -> None:
    """Show the element. The browser loads the curves, and loads them again while a run grows.

    Args:
        comparison: The runs.
        loaded: The link with its problems.
        key: The key of the element in the session.
    """
    component = st.components.v2.component(
        "comparison",
        css=read_source(__package__, "comparison.css"),
        js=COMPARISON.loader,
        isolate_styles=False,
    )
    component(
        key=key,
        data={
            "runs": ",".join(loaded.ids),
            "problems": loaded.problems,
            "address": curves_path(),
            "comparison": describe_comparison(comparison, loaded.missing),
        },
    )
