"""Reads the config and the shapes in an `.h5` file in a separate process, whose failure stops nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pruning_core.errors import FieldError, LayerTableError
from pruning_core.json_checks import read_dataclass
from pruning_core.networks.reading.model.contents import ModelContents
from pruning_core.texts import gettext, gettext_noop

LISTING = Path(__file__).with_name("h5_listing.py")
MAX_SECONDS = 30
PROBLEMS = {
    "damaged": gettext_noop("it is cut or damaged"),
    "many": gettext_noop("it holds too many groups"),
    "large": gettext_noop("its config is too large"),
}


def read_h5_file(path: Path) -> ModelContents:
    """The config, if there is one, and the path and shape of every weight of an `.h5` file.

    Raises:
        LayerTableError: If the file is damaged, or h5py is not installed.
    """
    listing = list_file(path)
    problem = listing.get("problem")
    if problem == "no h5py":
        raise LayerTableError(
            "file",
            gettext("an .h5 file is read with h5py: install h5py, or save the model as .keras"),
        )
    try:
        if problem is None:
            return read_dataclass(ModelContents, listing)
    except FieldError:
        problem = "damaged"
    raise LayerTableError(
        "file",
        gettext(
            "this .h5 file cannot be used: {problem}. Save the model again with "
            'model.save("model.h5")',
            problem=gettext(PROBLEMS[str(problem)]),
        ),
    )


def list_file(path: Path) -> dict[str, object]:
    """The JSON object that the process prints. If the process hangs or crashes, the file is called damaged."""
    try:
        result = subprocess.run(
            [sys.executable, str(LISTING), str(path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=True,
        )
        listing = json.loads(result.stdout)
    except (subprocess.SubprocessError, ValueError):
        listing = {"problem": "damaged"}
    return listing if isinstance(listing, dict) else {"problem": "damaged"}
