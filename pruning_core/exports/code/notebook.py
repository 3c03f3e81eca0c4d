"""A training of the lab as a Jupyter notebook that does not import the lab."""

import json
from collections.abc import Iterator
from string import Template
from typing import Any

from pruning_core.exports.addresses import check_address
from pruning_core.exports.code import schedule_code, snippets
from pruning_core.exports.code.dependencies import requirements
from pruning_core.exports.code.script import heading, paragraphs_about, schedules
from pruning_core.runs.config import RunConfig
from pruning_core.training.exported_sources import ExportedSource

IMPORTS_OF_PLOT = ("import plotly.graph_objects as go", "import tensorflow as tf")
PLOT = """\
total_steps = -(-int(NUM_EXAMPLES * (1 - VALIDATION_SPLIT)) // BATCH_SIZE) * EPOCHS
steps = np.arange(1, total_steps + 1)
schedule_values = tf.data.Dataset.range(1, total_steps + 1).map(schedule).batch(total_steps)
updates, scheduled = next(schedule_values.as_numpy_iterator())
last_update = np.maximum.accumulate(np.where(updates, steps, 0))
applied = np.where(last_update > 0, scheduled[last_update - 1], 0)

stride = max(1, total_steps // 5000)
figure = go.Figure()
for name, sparsity in (("applied by the masks", applied), ("scheduled", scheduled)):
    figure.add_scatter(x=steps[::stride], y=sparsity[::stride], name=name, line={"shape": "hv"})
figure.update_layout(xaxis_title="step", yaxis_title="sparsity", yaxis_tickformat=".0%")
figure
"""
PLOT_BY_LAYER = """\
total_steps = -(-int(NUM_EXAMPLES * (1 - VALIDATION_SPLIT)) // BATCH_SIZE) * EPOCHS
steps = np.arange(1, total_steps + 1)
stride = max(1, total_steps // 5000)
figure = go.Figure()
for layer, schedule in schedules.items():
    schedule_values = tf.data.Dataset.range(1, total_steps + 1).map(schedule).batch(total_steps)
    updates, scheduled = next(schedule_values.as_numpy_iterator())
    last_update = np.maximum.accumulate(np.where(updates, steps, 0))
    applied = np.where(last_update > 0, scheduled[last_update - 1], 0)
    figure.add_scatter(x=steps[::stride], y=applied[::stride], name=layer, line={"shape": "hv"})
figure.update_layout(xaxis_title="step", yaxis_title="sparsity", yaxis_tickformat=".0%")
figure
"""
FIT = Template("""\
model = $network
train(model, images[:NUM_EXAMPLES], labels[:NUM_EXAMPLES], epochs=EPOCHS)
""")
TEST_RESULTS = """\
test_results = results(model, *test)
test_results
"""


def run_notebook(config: RunConfig, *, link: str | None = None) -> str:
    """A notebook with the same training as `run_script`, and a plot of the schedule.

    Args:
        config: The config of the training.
        link: The address of the run or its schedule, or None.

    Returns:
        JSON in version 4.5 of the notebook format, without outputs.

    Raises:
        FieldError: If the link is not a web address.

    >>> from pruning_core import ConstantSparsity, TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=2)
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> text = run_notebook(RunConfig(schedule=half, plan=plan, dataset="digits"))
    >>> [cell["id"] for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    ['install', 'settings', 'data', 'model', 'schedule', 'plot', 'batches', 'training', 'results']
    """
    address = None if link is None else check_address("link", link)
    notebook = {
        "cells": list(cells(config, address)),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def cells(config: RunConfig, link: str | None) -> Iterator[dict[str, Any]]:
    """The cells of the notebook, in order."""
    definition = schedule_code.definition(schedules(config).values())
    batch_code = schedule_code.module_code(ExportedSource.BATCHES)
    plotting = () if config.schedule is None else IMPORTS_OF_PLOT
    yield text("about", introduction(config, link))
    yield text("install-title", "## Requirements\n\nPython 3.11, 3.12 or 3.13.")
    packages = " ".join(requirements(config.dataset, plotting=config.schedule is not None))
    yield code("install", f"%pip install --quiet {packages}")
    block = snippets.import_block(
        [*snippets.imports(config), *plotting, *batch_code.imports, *definition.imports]
    )
    yield code("settings", f"{block}\n{snippets.settings(config)}")
    yield text("data-title", "## Data")
    yield code("data", f"{snippets.data(config.dataset)}\n\n(images, labels), test = load_data()\n")
    yield text("model-title", "## Model")
    yield code("model", snippets.model(config))
    yield from schedule_cells(config, definition.code)
    yield text("training-title", "## Training")
    yield code("batches", batch_code.code)
    yield code("training", f"{snippets.training(config)}\n\n{fit(config)}")
    yield text(
        "results-title", "## Results\n\nMeasured on examples that the network was not trained on."
    )
    yield code("results", f"{snippets.results(config)}\n\n{TEST_RESULTS}")


def schedule_cells(config: RunConfig, definition: str) -> Iterator[dict[str, Any]]:
    """The cells about the schedule, with a plot; none if nothing is pruned."""
    if config.schedule is None:
        return
    yield text(
        "schedule-title",
        "## Schedule\n\nThe scheduled sparsity at each step, and the sparsity that the masks apply: "
        "masks change only at update steps.",
    )
    if definition:
        yield code("schedule-class", definition)
    if config.layers:
        yield code("schedule", f"schedules = {schedule_code.calls(schedules(config))}\n")
        yield code("plot", PLOT_BY_LAYER)
    else:
        yield code("schedule", f"schedule = {schedule_code.call(config.schedule)}\n")
        yield code("plot", PLOT)


def fit(config: RunConfig) -> str:
    """The lines of code that build the network and train it."""
    if config.schedule is None:
        return FIT.substitute(network="dense_network()")
    return FIT.substitute(network=f"pruned_network({'schedules' if config.layers else 'schedule'})")


def introduction(config: RunConfig, link: str | None) -> str:
    """The text at the top: the purpose of the notebook, and a link to the page that made it."""
    made = "Made with the Pruning Schedule Lab"
    credit_line = f"{made}." if link is None else f"[{made}](<{link}>)."
    return "\n\n".join([f"# {heading(config)}", *paragraphs_about(config), credit_line])


def text(name: str, source: str) -> dict[str, Any]:
    """A cell of text."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines(source)}


def code(name: str, source: str) -> dict[str, Any]:
    """A cell of code."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": lines(source),
    }


def lines(source: str) -> list[str]:
    """The source as Jupyter saves it: a string for each line, the last one without a newline."""
    return source.rstrip("\n").splitlines(keepends=True)
