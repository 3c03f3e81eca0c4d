"""`python -m tests.contract.dialects.libraries`: run the libraries, and record the sparsity of each mask update.

Creates the environment `.libraries` (6 GB) if it does not exist. The tests compare the lab with
the record: if `recorded.json` is unchanged, the libraries still do the same.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.contract.dialects.libraries.questions import (
    INSTALLABLE,
    digest,
    plans_and_schedules,
    question,
)

FOLDER = Path(__file__).parent
ENVIRONMENT = Path(".libraries")
RECORDED = FOLDER / "recorded.json"
DECIMALS = 7


def main() -> None:
    """Install the libraries if they are missing, run all configurations, and write the record."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / ".installed"
    if not stamp.exists():
        install(python)
        stamp.touch()
    asked = [
        run
        for plan, schedule in plans_and_schedules()
        for name in INSTALLABLE
        if (run := question(name, plan, schedule)) is not None
    ]
    answered = subprocess.run(
        [python.absolute(), "-W", "ignore", FOLDER.absolute() / "inside.py"],
        cwd=ENVIRONMENT,  # one library writes its logs into the current folder
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers = json.loads(answered.stdout)
    lines = [
        json.dumps(
            {
                "library": run["library"],
                "digest": digest(run["configuration"]),
                "asked": {step: round(sparsity, DECIMALS) for step, sparsity in answer.items()},
            }
        )
        for run, answer in zip(asked, answers, strict=True)
    ]
    RECORDED.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    sys.stdout.write(f"{len(lines)} runs recorded in {RECORDED}\n")


def install(python: Path) -> None:
    """Install the pinned libraries in a separate environment."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    subprocess.run([uv, "venv", "--clear", "--python", "3.11", ENVIRONMENT], check=True)
    pinned: list[str | Path] = [
        "--requirement",
        FOLDER / "requirements.txt",
        "--override",
        FOLDER / "overrides.txt",
    ]
    subprocess.run(
        [uv, "pip", "install", "--compile-bytecode", "--python", python, *pinned], check=True
    )


if __name__ == "__main__":
    main()
