"""The report of a run: one HTML page to mail, print and keep, without scripts or network."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files

from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths
from pruning_core.exports.addresses import checked_address
from pruning_core.exports.markup import title_in_html
from pruning_core.exports.page.offline import as_parsed, fingerprint
from pruning_core.exports.report import charts as report_charts
from pruning_core.exports.report import words as report_words
from pruning_core.exports.report.measurements import Measurements, measurements
from pruning_core.exports.report.results import RunResults, results_sections
from pruning_core.prediction.summary import title
from pruning_core.runs.run import Run, StoredEvent


def run_report(  # noqa: PLR0913  (a run, and all that belongs to its report)
    run: Run,
    events: Iterable[StoredEvent],
    *,
    results: RunResults | None = None,
    baseline: RunResults | None = None,
    link: str | None = None,
    paths: DatasetPaths = BUNDLED_ONLY,
) -> str:
    """The page: results, settings, prediction, curves, masks, and how to repeat the run.

    The page contains its style and its pictures; its content security policy allows nothing else.
    Colours follow `prefers-color-scheme`; on paper they are light.

    Args:
        run: The run. It may still train: the page says how far it has got.
        events: Its event log.
        results: What it ended with, or None while it has not ended.
        baseline: What the same training without pruning ended with, or None.
        link: Where the lab shows the run, or None.
        paths: Where the data sets are, for the pictures of test images.

    Raises:
        FieldError: When the link is no web address.
    """
    found = measurements(events, n_pruned=len(run.config.pruned_kernels))
    address = None if link is None else checked_address("link", link)
    looks = as_parsed(style())
    heading = title_in_html(title(run.config.schedule))
    parts = [*what_was_measured(run, found, address)]
    outcome = None if results is None else results.outcome
    if results is not None and results.outcome.finished:
        sections = results_sections(run.config, results, baseline, paths=paths)
        parts[:0] = [section(*each) for each in sections]
    standing = report_words.how_it_stands(run.config, outcome, found.last_step)
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(looks)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}, seed {run.config.seed}</title>
<style>{looks}</style>
</head>
<body>
<main>
<header>
<h1>{heading}</h1>
<p>Run {escape(run.id)}, started {started_at(run)}. {escape(standing)}</p>
</header>
{"".join(parts)}
</main>
<footer>{report_words.attribution(run.config)}<p>Made with the Pruning Schedule Lab.</p></footer>
</body>
</html>
"""


def what_was_measured(run: Run, found: Measurements, link: str | None) -> Iterable[str]:
    """The parts about settings, prediction, learning, masks and repetition, as far as there is data."""
    config = run.config
    schedules = "".join(map(report_words.paragraph, report_words.schedules_in_words(config)))
    yield section("What was trained", schedules + report_words.settings_table(config))
    agreement = report_words.paragraph(report_words.agreement(config, found.masks, found.last_step))
    sparsity = pictures(report_charts.sparsity_figures(config, found))
    yield section("Predicted and measured sparsity", agreement + sparsity)
    if found.unreadable:
        yield section("Left out", report_words.left_out(found.unreadable))
    if learning := report_charts.learning_figures(config, found):
        yield section("Learning", pictures(learning))
    if magnitudes := report_charts.magnitude_figures(config, found):
        yield section("Magnitudes", pictures(magnitudes))
    if found.weights is not None and found.weights.pictures:
        heading = f"Masks after step {found.weights.step:,}: the darker, the more is kept"
        yield section(heading, pictures(report_charts.mask_figures(found)))
    yield section("Repeat this run", report_words.repeating(config, found, link))


def section(heading: str, content: str) -> str:
    """A part of the page."""
    return f"<section><h2>{escape(heading)}</h2>{content}</section>\n"


def pictures(figures: Sequence[str]) -> str:
    """Figures side by side."""
    return f'<div class="figures">{"".join(figures)}</div>'


def started_at(run: Run) -> str:
    """When the run was started."""
    return f"{datetime.fromtimestamp(run.created_at, UTC):%d %B %Y, %H:%M} UTC"


def policy(looks: str) -> str:
    """The content security policy: allows this style and pictures inside the page, nothing else."""
    return (
        f"default-src 'none'; style-src '{fingerprint(looks)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def style() -> str:
    """The style sheet of the page."""
    return (files(__package__) / "report.css").read_text("utf-8")
