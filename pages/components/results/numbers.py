"""The numbers of a run's last event: test loss and accuracy, size, and the zeros in each kernel."""

import pandas as pd
import streamlit as st

from pruning_core.runs.events import RunFinished


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
