"""The first numbers of a finished run: test loss and accuracy, size, and the zeros in each kernel."""

import pandas as pd
import streamlit as st

from pruning_core.results.headlines import (
    H5_SIZE,
    NO_NUMBER,
    ZEROS_COLUMNS,
    headlines,
    images_sentence,
    zeros_rows,
)
from pruning_core.results.outcome import Outcome
from pruning_core.texts import gettext


def show_numbers(outcome: Outcome, dense: Outcome | None) -> None:
    """Show test accuracy, test loss and size, with the values of the baseline below."""
    with st.container(horizontal=True, gap="large"):
        for headline in headlines(outcome, dense):
            # The page shows only the size of the zipped .h5; the report shows both.
            if headline.label == H5_SIZE:
                continue
            if headline.value is None:
                st.metric(headline.label, gettext(NO_NUMBER), width="content")
                continue
            st.metric(
                headline.label,
                headline.value,
                delta=None
                if headline.dense is None
                else gettext("dense: {value}", value=headline.dense),
                delta_color="off",
                delta_arrow="off",
                width="content",
            )
    if images := images_sentence(outcome):
        st.caption(images)


def make_zeros_table(outcome: Outcome) -> pd.DataFrame:
    """Return a table of the zeros, with one row per kernel."""
    return pd.DataFrame(zeros_rows(outcome), columns=[*map(gettext, ZEROS_COLUMNS)])
