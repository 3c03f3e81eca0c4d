"""The published experiments: each file in `docs/results` with its results, which may still be missing."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pruning_core.errors import PruningLabError
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.result_file import read_results_file
from pruning_core.experiments.rows import ResultRow
from pruning_core.texts import gettext

FOLDER = Path(__file__).parents[3] / "docs" / "results"
"""The folder of the published experiments. A lab that was installed as a package does not have it."""
PLAN = "preregistration.md"
MAX_BYTES = 20_000_000


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PublishedAnswer:
    """One published experiment.

    Attributes:
        slug: The name of its files without the ending.
        text: Its definition as TOML.
        experiment: The experiment.
        rows: One row for each arm and seed; "missing" if it has no result yet.
        problem: The reason why its results cannot be read, or "".

    An unchanged file gives the same object again, so its analysis can be cached.
    """

    slug: str
    text: str
    experiment: Experiment
    rows: tuple[ResultRow, ...]
    problem: str = ""

    @property
    def n_finished(self) -> int:
        """The number of runs that have finished."""
        return sum(row.state == "finished" for row in self.rows)

    @property
    def is_complete(self) -> bool:
        """Whether every planned run has finished."""
        return self.n_finished == len(self.experiment)

    @property
    def command(self) -> str:
        """The command that repeats the experiment, or continues it."""
        return (
            f"python -m pruning_core experiment docs/results/{self.slug}.toml "
            f"--json docs/results/{self.slug}.json"
        )


def published_answers(folder: Path = FOLDER) -> tuple[PublishedAnswer, ...]:
    """The published experiments, in the order of their files' names. Empty if there is no folder.

    A definition that cannot be read is left out: `python -m pruning_core experiment` shows its error.
    """
    files = [(path, changes_of(path)) for path in sorted(folder.glob("*.toml"))]
    answers = (
        answer_of(path, changes, changes_of(path.with_suffix(".json"))) for path, changes in files
    )
    return tuple(answer for answer in answers if answer is not None)


def published_plan(folder: Path = FOLDER) -> str | None:
    """The plan that was published before the first run, as Markdown, or None if it is not here."""
    try:
        return (folder / PLAN).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def changes_of(path: Path) -> tuple[float, int] | None:
    """The time of a file's last change and its size, or None if there is no file."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime, facts.st_size


@lru_cache(maxsize=64)
def answer_of(
    path: Path, _changes: tuple[float, int] | None, results_changes: tuple[float, int] | None
) -> PublishedAnswer | None:
    """Read one experiment with its results. The arguments after the path make a changed file a new call."""
    try:
        text = path.read_text("utf-8")
        experiment = read_experiment(text)
    except (OSError, UnicodeDecodeError, PruningLabError):
        return None
    rows: tuple[ResultRow, ...] = ()
    problem = ""
    if results_changes is not None:
        try:
            rows = read_rows(path.with_suffix(".json"), experiment, size=results_changes[1])
        except (OSError, UnicodeDecodeError) as error:
            problem = gettext("its results cannot be read: {reason}", reason=error)
        except PruningLabError as error:
            problem = gettext("its results cannot be used: {reason}", reason=error)
    return PublishedAnswer(
        slug=path.stem,
        text=text,
        experiment=experiment,
        rows=planned_rows(experiment, rows),
        problem=problem,
    )


def read_rows(path: Path, experiment: Experiment, *, size: int) -> tuple[ResultRow, ...]:
    """The rows of a file of results.

    Raises:
        PruningLabError: If the file is too large, damaged, or belongs to another experiment.
    """
    if size > MAX_BYTES:
        raise PruningLabError(gettext("the file is larger than 20 MB"))
    file = read_results_file(path.read_text("utf-8"))
    if file.definition_hash not in (None, experiment.definition_hash):
        raise PruningLabError(
            gettext("they belong to another name, other arms or other comparisons")
        )
    return file.rows


def planned_rows(experiment: Experiment, rows: tuple[ResultRow, ...]) -> tuple[ResultRow, ...]:
    """One row for each planned run, in the order of the experiment. Other rows are left out."""
    by_run = {(row.arm, row.seed): row for row in rows}
    return tuple(
        by_run.get((run.arm.name, run.seed), ResultRow(arm=run.arm.name, seed=run.seed))
        for run in experiment.runs
    )
