"""A researcher starts an experiment, watches it, reads the answer, takes the rows, and continues it by command."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until_idle
from tests.server import ROOT, Server

ADDRESS = (
    "/experiments?dataset=digits&num_examples=100&batch_size=50&epochs=3&network=mlp"
    "&schedule=PolynomialDecay&begin_step=1&end_step=4&frequency=1"
)
MILLISECONDS_TO_TRAIN = 240_000


def download(page: Page, label: str, folder: Path) -> Path:
    """Press a button that downloads a file. Return the file."""
    with page.expect_download() as started:
        page.get_by_role("button", name=label).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def test_experiment_is_started_watched_read_taken_away_and_continued(
    page: Page, server: Server, tmp_path: Path, cluster: str
) -> None:
    page.goto(ADDRESS)
    wait_until_idle(page)
    seeds = page.get_by_role("spinbutton", name="Number of seeds")
    expect(seeds).to_have_value("8")
    seeds.fill("2")
    seeds.press("Enter")
    expect(page.get_by_text("4 runs, 24 steps in all")).to_be_visible()
    page.get_by_role("button", name="Start this experiment").click()
    expect(page).to_have_url(re.compile(r"experiment=[0-9a-f]{16}"))
    expect(page).to_have_title("My experiment · Pruning Schedule Lab")
    # The page is not loaded again: its line of progress updates by itself.
    finished = page.get_by_text("4 of 4 runs finished")
    finished.wait_for(timeout=MILLISECONDS_TO_TRAIN)
    expect(page.get_by_text("2 pairs cannot show a difference yet")).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile("^Test accuracy of A and of dense"))
    ).to_be_visible()
    expect(page.get_by_text("Nothing here is final")).to_have_count(0)

    text = download(page, "One row for each run", tmp_path).read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["arm"], row["seed"], row["state"]) for row in rows] == [
        ("dense", "0", "finished"),
        ("A", "0", "finished"),
        ("dense", "1", "finished"),
        ("A", "1", "finished"),
    ]
    assert all(0 <= float(row["accuracy"]) <= 1 for row in rows)

    definition = download(page, "The experiment (TOML)", tmp_path)
    result = continue_by_command(definition, server, cluster=cluster)
    assert result.returncode == 0, result.stderr
    assert "continues; 0 new runs" in result.stderr
    written = json.loads(definition.with_suffix(".json").read_text("utf-8"))["runs"]
    assert [row["run"] for row in written] == [row["run"] for row in rows]


def continue_by_command(
    definition: Path, server: Server, *, cluster: str
) -> subprocess.CompletedProcess[str]:
    """Run the command that the page shows, with the data folder of the server."""
    command = [sys.executable, "-m", "pruning_core", "experiment", str(definition)]
    results = ["--json", str(definition.with_suffix(".json"))]
    folder = {"PRUNELAB_DATA_DIR": str(server.log_file.parent), "PRUNELAB_DASK_SCHEDULER": cluster}
    return subprocess.run(
        [*command, *results],
        cwd=ROOT,
        env=os.environ | folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=MILLISECONDS_TO_TRAIN / 1000,
    )
