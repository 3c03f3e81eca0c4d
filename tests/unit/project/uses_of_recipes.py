"""Uses the additions of the recipes, in a copy of the project, and prints their values as JSON.

It runs in a separate process, because the copy has modules of the same names.
"""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components.session.lab_state import defaults, state_of
from pages.components.session.share_link import read_link, write_link
from pruning_core import PolynomialDecay, TrainingPlan, diagnose
from pruning_core.__main__ import parser
from pruning_core.commands.train import run_config
from pruning_core.data.datasets import load_dataset, locate
from pruning_core.data.facts import DATASETS
from pruning_core.dialects import Translation, translate
from pruning_core.exports import run_script
from pruning_core.exports.code import snippets
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.words import settings_table
from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.parameters import run_of, short_training, values_of

DECAY = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.875, begin_step=38, end_step=192)
PLAN = TrainingPlan(num_examples=60000, batch_size=250, epochs=1, validation_split=0.2)
FORM = "from pages.components.new_run.run_form import show_run_fields\nshow_run_fields()"
WEIGHT_DECAY = {"dataset": "digits", "num_examples": 500, "weight_decay": 0.25}


def dialect() -> dict[str, Any]:
    """The translation into the new dialect."""
    (translation,) = (answer for answer in translate(DECAY, PLAN) if answer.library == "ramp 1.0")
    assert isinstance(translation, Translation)
    steps = translation.update_steps(PLAN.total_steps)
    return {
        "library": translation.library,
        "updates": [int(steps[0]), int(steps[-1]), len(steps)],
        "sparsity": translation.sparsity([38, 192]).tolist(),
        "code": translation.configuration,
        "difference": translation.difference,
    }


def data() -> dict[str, Any]:
    """The new data set, as the lab and as an exported script load it."""
    stripes = load_dataset("stripes")
    arrays = (stripes.x_train, stripes.y_train, stripes.x_test, stripes.y_test)
    path = locate("stripes")
    assert path is not None
    os.environ["PRUNELAB_STRIPES"] = str(path)
    return {
        "located": str(path.relative_to(Path.cwd())),
        "shapes": [array.shape for array in arrays],
        "short": short_training("stripes"),
        "loaded_by_script": loaded_by_script(),
    }


def loaded_by_script() -> list[int]:
    """The numbers of examples that the function of an exported script loads."""
    code = snippets.data("stripes")
    values = values_of(defaults("stripes").run)
    assert code in run_script(run_of(values, schedule=None, layers=()))
    names: dict[str, Any] = {}
    exec("\n".join(["import numpy as np", *DATASETS["stripes"].script.imports, code]), names)  # noqa: S102 (the lab's own code)
    return [len(labels) for _images, labels in names["load_data"]()]


def parameter() -> dict[str, Any]:
    """The new parameter, read from a link, a command and JSON, and shown in a script and a report."""
    values = values_of(defaults("digits").run) | WEIGHT_DECAY
    config = run_of(values, schedule=DECAY, layers=())
    state, problems = read_link(write_link(state_of(config, defaults("mnist"))), defaults("mnist"))
    assert problems == []
    command = parser().parse_args(shlex.split(train_command(config))[3:])
    return {
        "read from its link": state.training["weight_decay"],
        "read from its command": values_of(run_config(command))["weight_decay"],
        "read from its JSON": values_of(run_config_from_json(config.to_json()))["weight_decay"],
        "script": run_script(config),
        "report": settings_table(config),
    }


def finding() -> dict[str, Any]:
    """The new finding, and its fix."""
    schedule = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.9999, begin_step=100, end_step=900
    )
    findings = diagnose(schedule, 1200)
    fix = findings[0].fix
    assert isinstance(fix, PolynomialDecay)
    return {
        "codes": [finding.code for finding in findings],
        "message": findings[0].message.replace("\N{NO-BREAK SPACE}", " "),
        "fix": fix.final_sparsity,
        "codes after the fix": [finding.code for finding in diagnose(fix, 1200)],
    }


def page() -> dict[str, Any]:
    """The choices and texts on the pages."""
    app = AppTest.from_file(str(Path("pages/navigation.py").absolute()), default_timeout=60)
    app.query_params["dataset"] = "digits"
    app.run()
    values: dict[str, Any] = {
        "data sets": app.radio[0].options,
        "libraries": app.pills[0].options,
    }
    app.pills[0].set_value("ramp").run()
    values["translation"] = next(code.value for code in app.code if "ramp" in code.value)
    app.switch_page("lesson.py").run()
    values["lesson"] = [header.anchor for header in app.header]
    form = AppTest.from_string(FORM).run()  # the train page itself would start an engine
    values["inputs"] = [field.label for field in form.number_input]
    assert not app.exception
    assert not form.exception
    return values


if __name__ == "__main__":
    parts = {
        function.__name__: function() for function in (dialect, data, parameter, finding, page)
    }
    sys.stdout.write(json.dumps(parts))
