"""The command line as a process, as a shell runs it, with its output and exit status."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import DECAY

ROOT = Path(__file__).parents[3]
SCHEDULE = json.dumps(DECAY.get_config())


def run_command_line(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a separate process."""
    command = [sys.executable, "-m", "pruning_core", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_command_prints_its_table_and_exits_with_0() -> None:
    result = run_command_line("curve", "--schedule", SCHEDULE, "--total-steps", "20")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "step,scheduled,applied,update"
    assert result.stdout.count("\n") == 21


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["diagnose", "--schedule", SCHEDULE, "--total-steps", "1"], 1, ""),
        (["curve", "--schedule", "{", "--total-steps", "9"], 2, "pruning_core curve: "),
        (["curve", "--schedule", SCHEDULE, "--total-steps", "many"], 2, "--total-steps"),
        ([], 2, "usage: python -m pruning_core"),
    ],
)
def test_exit_status_differs_for_success_findings_and_invalid_input(
    arguments: list[str], status: int, message: str
) -> None:
    result = run_command_line(*arguments)
    assert result.returncode == status
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_command_ends_without_a_message_if_its_pipe_is_closed() -> None:
    command = shlex.join([sys.executable, "-m", "pruning_core", "curve", "--schedule", SCHEDULE])
    shell = f"set -o pipefail; {command} --total-steps 200000 | head -n 1"
    result = subprocess.run(
        ["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "step,scheduled,applied,update\n"


def test_command_reads_a_pasted_script_from_its_standard_input() -> None:
    script = "steps = 10\nPolynomialDecay(0.0, 0.8, 0, steps * epochs, frequency=5)\n"
    flags = ["--paste", "-", "--value", "epochs=2", "--total-steps", "20"]
    command = [sys.executable, "-m", "pruning_core", "curve", *flags]
    result = subprocess.run(
        command, cwd=ROOT, input=script, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("20,0.8,0.8")
