"""The usual Streamlit page for the same three schedules, with `st.plotly_chart` in a fragment."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, update_steps
from pruning_core.prediction.curves import curve_steps

TOTAL = 10_000


@st.fragment
def chart() -> None:
    """A slider for the power, and the chart."""
    power = st.slider("power", 0.0, 10.0, 3.0, 0.1)
    schedules: list[Schedule] = [
        PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=0.875, begin_step=1000, end_step=9000, power=power
        ),
        PolynomialDecay(initial_sparsity=0.2, final_sparsity=0.7, begin_step=500, end_step=8000),
        ConstantSparsity(target_sparsity=0.5, begin_step=2000),
    ]
    figure = go.Figure()
    for schedule in schedules:
        steps, updates = curve_steps(schedule, TOTAL), update_steps(schedule, TOTAL)
        figure.add_scatter(x=steps, y=schedule.sparsity(steps), mode="lines")
        levels = schedule.sparsity(updates)
        applied = np.concatenate([[0.0], levels, levels[-1:]])
        stairs = np.concatenate([[0], updates, [TOTAL]])
        figure.add_scatter(x=stairs, y=applied, mode="lines", line={"shape": "hv"})
    st.plotly_chart(figure)


chart()
