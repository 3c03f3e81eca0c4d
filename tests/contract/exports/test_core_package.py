"""The core installs as a package that needs only NumPy: no TensorFlow, Streamlit, Dask or database."""

import json
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from pruning_core import ConstantSparsity, LayerTable

ROOT = Path(__file__).parents[3]
SCHEDULE = ConstantSparsity(target_sparsity=0.9, begin_step=0, frequency=10)
PROGRAM = """\
import json, sys
sys.path[:0] = sys.argv[1:3]
from pruning_core import ConstantSparsity, LayerTable, PairedComparison, PolynomialDecay, diagnose
from pruning_core.__main__ import main
table = LayerTable.read("fc1: 784x300\\nfc2: 300x100")
schedule = ConstantSparsity(target_sparsity=0.9, begin_step=0, frequency=10)
verdict = PairedComparison.of([1.0] * 6, [0.0] * 6).verdict
print(json.dumps([table.erk(0.9), table.kept_weights(schedule, 100), verdict, sorted(sys.modules)]))
sys.exit(main(["diagnose", "--schedule", json.dumps(schedule.get_config()), "--total-steps", "100"]))
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The unpacked wheel, and a folder with NumPy alone."""
    source, wheel, numpy = (tmp_path_factory.mktemp(name) for name in ("source", "wheel", "numpy"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    without_bytecode = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "pruning_core", source / "pruning_core", ignore=without_bytecode)
    command = [sys.executable, "-m", "pip", "wheel", str(source), "--no-deps"]
    options = ["--no-build-isolation", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, *options, "--wheel-dir", str(wheel)], check=True)
    with zipfile.ZipFile(next(wheel.glob("*.whl"))) as archive:
        archive.extractall(wheel)
    spec = find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    for folder in Path(spec.origin).parents[1].glob("numpy*"):
        if folder.is_dir():
            (numpy / folder.name).symlink_to(folder)
    return [str(wheel), str(numpy)]


def test_core_computes_and_diagnoses_with_numpy_alone(folders: list[str]) -> None:
    program = [sys.executable, "-I", "-S", "-c", PROGRAM, *folders]
    result = subprocess.run(program, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    erk, kept, verdict, modules = json.loads(result.stdout.splitlines()[0])
    table = LayerTable.read("fc1: 784x300\nfc2: 300x100")
    assert erk == table.erk(0.9)
    assert kept == table.kept_weights(SCHEDULE, 100)
    assert verdict == "higher"
    others = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    assert others <= {"__main__", "numpy", "pruning_core"}


def test_package_has_the_files_that_are_not_python(folders: list[str]) -> None:
    packed = {path.suffix for path in Path(folders[0], "pruning_core").rglob("*.*")}
    assert {".css", ".js", ".npz", ".pot"} <= packed


def test_package_requires_numpy_and_has_the_lab_as_an_extra(folders: list[str]) -> None:
    metadata = next(Path(folders[0]).glob("*.dist-info/METADATA")).read_text("utf-8")
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    assert [line for line in required if "extra" not in line] == ["Requires-Dist: numpy>=2"]
    assert any("tensorflow==" in line and 'extra == "lab"' in line for line in required)
