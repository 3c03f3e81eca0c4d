"""`python -m tests.contract.dialects.libraries`: run the libraries, and record the sparsity of each mask update.

Creates the environments below `.libraries` (12 GB) if they do not exist. The tests compare the lab
with the record: if `recorded.json` is unchanged, the libraries still do the same.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

from tests.contract.dialects.libraries.questions import (
    INSTALLABLE,
    digest,
    plans_and_schedules,
    question,
)

FOLDER = Path(__file__).parent
ENVIRONMENTS = Path(".libraries")
RECORDED = FOLDER / "recorded.json"
DECIMALS = 7
Run = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """A virtual environment with some libraries.

    Attributes:
        folder: Its folder.
        script: The script that runs configurations in it.
        install: The arguments of `uv pip install`.
    """

    folder: Path
    script: Path
    install: tuple[str | Path, ...]

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        return self.folder / "bin" / "python"


OLDER_LIBRARIES = Environment(
    folder=ENVIRONMENTS / "older",
    script=FOLDER / "inside.py",
    install=(
        "--requirement",
        FOLDER / "requirements.txt",
        "--override",
        FOLDER / "overrides.txt",
    ),
)
COREAI = Environment(
    folder=ENVIRONMENTS / "coreai",
    script=FOLDER / "inside_coreai.py",
    install=("--requirement", FOLDER / "requirements_coreai.txt"),
)


def main() -> None:
    """Install the libraries if they are missing, run all configurations, and write the record."""
    asked = [
        run
        for plan, schedule in plans_and_schedules()
        for name in INSTALLABLE
        if (run := question(name, plan, schedule)) is not None
    ]
    is_coreai = [run["library"] == "coreai" for run in asked]
    answers_of_coreai = iter(run_inside(COREAI, list(compress(asked, is_coreai))))
    older = [run for run, is_new in zip(asked, is_coreai, strict=True) if not is_new]
    answers_of_others = iter(run_inside(OLDER_LIBRARIES, older))
    lines = [
        record(run, next(answers_of_coreai if is_new else answers_of_others))
        for run, is_new in zip(asked, is_coreai, strict=True)
    ]
    RECORDED.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    sys.stdout.write(f"{len(lines)} runs recorded in {RECORDED}\n")


def run_inside(environment: Environment, runs: list[Run]) -> list[dict[str, float]]:
    """Run configurations in an environment: the sparsity of each mask update, by its step."""
    stamp = environment.folder / ".installed"
    if not stamp.exists():
        install(environment)
        stamp.touch()
    result = subprocess.run(
        [environment.python.absolute(), "-W", "ignore", environment.script.absolute()],
        cwd=environment.folder,  # one library writes its logs into the current folder
        input=json.dumps(runs),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers: list[dict[str, float]] = json.loads(result.stdout)
    return answers


def record(run: Run, answer: dict[str, float]) -> str:
    """The line of the record about one run."""
    asked = {step: round(sparsity, DECIMALS) for step, sparsity in answer.items()}
    return json.dumps(
        {"library": run["library"], "digest": digest(run["configuration"]), "asked": asked}
    )


def install(environment: Environment) -> None:
    """Install the pinned libraries in a separate environment."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    subprocess.run([uv, "venv", "--clear", "--python", "3.11", environment.folder], check=True)
    subprocess.run(
        [
            uv,
            "pip",
            "install",
            "--compile-bytecode",
            "--python",
            environment.python,
            *environment.install,
        ],
        check=True,
    )


if __name__ == "__main__":
    main()
