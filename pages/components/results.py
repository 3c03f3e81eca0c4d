"""What a run came to: test set, zeros and size, beside the dense baseline's."""

import pandas as pd
import streamlit as st

from pruning_core.runs.events import RunFinished
from pruning_core.runs.store import Run, RunStore


def show_results(store: RunStore, run: Run) -> None:
    """The results of a finished run; nothing for one that ended otherwise."""
    finished = store.last_event(run.id)
    if not isinstance(finished, RunFinished):
        return
    st.subheader("Results")
    baseline = None if run.config.schedule is None else baseline_of(store, run)
    show_numbers(finished, baseline)
    if run.config.schedule is not None and baseline is None:
        st.caption("The dense baseline of this run is not trained yet: it is one click below.")
    with st.expander("Zeros in each kernel of the stripped model", expanded=True):
        st.table(zeros_table(finished), hide_index=True)


def baseline_of(store: RunStore, run: Run) -> RunFinished | None:
    """The results of the same training without pruning, if there is one."""
    dense = store.finished_with(run.config.dense)
    event = None if dense is None else store.last_event(dense.id)
    return event if isinstance(event, RunFinished) else None


def show_numbers(run: RunFinished, baseline: RunFinished | None) -> None:
    """Test loss, test accuracy and size, with the baseline's below."""
    with st.container(horizontal=True, gap="large"):
        for label, spelled, value, other in (
            ("Test accuracy", "{:.2%}", run.test_accuracy, baseline and baseline.test_accuracy),
            ("Test loss", "{:.4f}", run.test_loss, baseline and baseline.test_loss),
            ("Zipped .h5", "{:,} B", run.zipped_h5_bytes, baseline and baseline.zipped_h5_bytes),
        ):
            if value is None:
                st.metric(label, "not a number", width="content")
                continue
            delta = None if other is None else f"dense: {spelled.format(other)}"
            st.metric(
                label,
                spelled.format(value),
                delta=delta,
                delta_color="off",
                delta_arrow="off",
                width="content",
            )


def zeros_table(run: RunFinished) -> pd.DataFrame:
    """One row a kernel."""
    return pd.DataFrame(
        [
            {
                "Kernel": kernel.layer,
                "Weights": f"{kernel.n_weights:,}",
                "Zeros": f"{kernel.zeros:,}",
                "Measured sparsity": f"{kernel.measured_sparsity:.4f}",
            }
            for kernel in run.kernels
        ]
    )
