"""Only modules where a process starts read the environment. They pass its values to other modules as arguments."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES_WITH_SETTINGS = {
    "pages/components/services.py": "the server: the settings of the operator",
    "pruning_core/commands/train.py": "the command line",
    "pruning_core/commands/outcomes.py": "the command line",
    "pruning_core/commands/experiment.py": "the command line",
    "pruning_core/data/download/keras_download.py": "the process that downloads",
    "pruning_core/engine/model_files.py": "a worker: its machine may keep the data elsewhere",
    "pruning_core/engine/worker.py": "a worker: its machine may keep the data elsewhere",
}
"""The modules that read settings from the environment, with the process that starts in each module."""
MODULES_THAT_START_PROCESSES = {
    "pruning_core/data/download/downloads.py": "gives its environment to the process that downloads",
    "pruning_core/networks/reading/model/h5_file.py": "gives its environment to the reader of a file",
    "pruning_core/engine/embedded_cluster.py": "gives its environment to the cluster",
    "pruning_core/engine/cluster.py": "gives its environment to the workers",
}
"""The modules that do not read the environment, but give it to a process that they start."""


def reads_environment(path: Path) -> bool:
    """Whether a module uses `os.environ` or `os.getenv`."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
        for node in ast.walk(ast.parse(path.read_text()))
    )


def test_only_modules_where_a_process_starts_read_the_environment() -> None:
    modules = [*ROOT.glob("*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("pruning_core/**/*.py")]
    modules_that_read = {str(path.relative_to(ROOT)) for path in modules if reads_environment(path)}
    assert modules_that_read <= MODULES_WITH_SETTINGS.keys() | MODULES_THAT_START_PROCESSES.keys()
    assert modules_that_read >= MODULES_WITH_SETTINGS.keys()
