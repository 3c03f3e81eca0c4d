"""The report of a run: one HTML page to send, print and store. It needs no scripts and no network."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files

from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths
from pruning_core.exports.addresses import check_address
from pruning_core.exports.markup import title_in_html
from pruning_core.exports.page.offline import fingerprint, normalise_newlines
from pruning_core.exports.report import charts, words
from pruning_core.exports.report.elements import paragraph
from pruning_core.exports.report.learning_charts import learning_figures
from pruning_core.exports.report.measurements import Measurements, measurements
from pruning_core.exports.report.results import RunResults, results_sections
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.texts import gettext, grouped


def run_report(  # noqa: PLR0913  (each part of a report is an argument)
    run: Run,
    events: Iterable[StoredEvent],
    *,
    results: RunResults | None = None,
    baseline: RunResults | None = None,
    link: str | None = None,
    paths: DatasetPaths = BUNDLED_ONLY,
) -> str:
    """The page: results, settings, prediction, curves, masks, and how to repeat the run.

    The page contains its styles and pictures. Its content security policy forbids everything else.
    Colours follow `prefers-color-scheme`. On paper they are light.

    Args:
        run: The run. If it still trains, the page shows its progress.
        events: The event log of the run.
        results: The results of the run, or None if the run has not ended.
        baseline: The results of the same training without pruning, or None.
        link: The address of the run's page in the lab, or None.
        paths: The paths of the data sets, for the pictures of test images.

    Raises:
        FieldError: If the link is not a web address.
    """
    run_measurements = measurements(events, n_pruned=len(run.config.pruned_kernels))
    address = None if link is None else check_address("link", link)
    parts = [*measured_sections(run, run_measurements, address)]
    outcome = None if results is None else results.outcome
    if results is not None and results.outcome.finished:
        sections = results_sections(run.config, results, baseline, paths=paths)
        parts[:0] = [section(*each) for each in sections]
    progress = words.progress_sentence(run.config, outcome, run_measurements.last_step)
    return page(run, "".join(parts), started=f"{started_sentence(run)} {progress}")


def page(run: Run, content: str, *, started: str) -> str:
    """The HTML of the report of one run.

    Args:
        run: The run.
        content: The sections, as HTML.
        started: The sentences about start and progress, below the heading.
    """
    seed = gettext("seed {seed}", seed=run.config.seed)
    return report_page(
        run.title,
        browser_title=f"{run.title}, {seed}",
        introduction=paragraph(started),
        content=content,
        sources=words.attribution(run.config),
    )


def report_page(
    heading: str, *, browser_title: str, introduction: str, content: str, sources: str
) -> str:
    """The HTML around the sections of any report.

    Args:
        heading: The heading, as plain text.
        browser_title: The title of the browser tab, as plain text.
        introduction: The text below the heading, as HTML.
        content: The sections, as HTML.
        sources: The sources of the data, as HTML.

    Raises:
        FieldError: If a title is blank, or cannot be encoded in UTF-8.
    """
    styles = normalise_newlines(style())
    made = paragraph(gettext("Made with the Pruning Schedule Lab."))
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title_in_html(browser_title)}</title>
<style>{styles}</style>
</head>
<body>
<main>
<header>
<h1>{title_in_html(heading)}</h1>
{introduction}
</header>
{content}
</main>
<footer>{sources}{made}</footer>
</body>
</html>
"""


def measured_sections(run: Run, run_measurements: Measurements, link: str | None) -> Iterable[str]:
    """The sections about settings, sparsity, learning, masks and repetition. Empty sections are left out."""
    config = run.config
    schedules = "".join(map(paragraph, words.schedules_in_words(config)))
    yield section(gettext("What was trained"), schedules + words.settings_table(config))
    agreement = words.agreement_sentence(config, run_measurements.masks, run_measurements.last_step)
    sparsity = pictures(charts.sparsity_figures(config, run_measurements))
    heading = gettext("Predicted and measured sparsity")
    yield section(heading, paragraph(agreement) + sparsity)
    if run_measurements.unreadable:
        yield section(gettext("Left out"), words.damaged_events(run_measurements.unreadable))
    if learning := learning_figures(config, run_measurements):
        yield section(gettext("Learning"), pictures(learning))
    if magnitudes := charts.magnitude_figures(config, run_measurements):
        yield section(gettext("Magnitudes"), pictures(magnitudes))
    if run_measurements.weights is not None and run_measurements.weights.pictures:
        step = grouped(run_measurements.weights.step)
        heading = gettext("Masks after step {step}: kept weights are dark", step=step)
        yield section(heading, pictures(charts.mask_figures(run_measurements)))
    yield section(gettext("Repeat this run"), words.how_to_repeat(config, run_measurements, link))


def section(heading: str, content: str) -> str:
    """A part of the page."""
    return f"<section><h2>{escape(heading)}</h2>{content}</section>\n"


def pictures(figures: Sequence[str]) -> str:
    """Figures side by side."""
    return f'<div class="figures">{"".join(figures)}</div>'


def started_sentence(run: Run) -> str:
    """The id of the run, and the time when it was created."""
    started = f"{datetime.fromtimestamp(run.created_at, UTC):%d %B %Y, %H:%M}"
    return gettext("Run {id}, started {time} UTC.", id=run.id, time=started)


def policy(styles: str) -> str:
    """The content security policy: allows this style and pictures inside the page, nothing else."""
    return (
        f"default-src 'none'; style-src '{fingerprint(styles)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def style() -> str:
    """The style sheet of the page."""
    return (files(__package__) / "report.css").read_text("utf-8")
