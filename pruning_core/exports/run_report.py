"""A run as one HTML page that can be mailed, printed and kept: no scripts, no network."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from importlib.resources import files

from pruning_core.exports import report_charts, report_words
from pruning_core.exports.addresses import checked_address
from pruning_core.exports.markup import title_in_html
from pruning_core.exports.offline import as_parsed, fingerprint
from pruning_core.exports.run_measurements import Measurements, measurements
from pruning_core.runs.events import RunFinished
from pruning_core.runs.store import Run, StoredEvent
from pruning_core.summary import title


def run_report(
    run: Run,
    events: Iterable[StoredEvent],
    *,
    baseline: RunFinished | None = None,
    link: str | None = None,
) -> str:
    """The page: settings, prediction, results, curves, masks, and how to repeat the run.

    It holds its style and its pictures, and a content security policy that admits nothing else.
    Colours follow `prefers-color-scheme`; on paper they are light.

    Args:
        run: The run, which may still train: the page says how far it has come.
        events: Its event log.
        baseline: The results of the same training without pruning, or None.
        link: Where the lab shows the run, or None.

    Raises:
        FieldError: When the link is no web address.
    """
    found = measurements(events)
    address = None if link is None else checked_address("link", link)
    looks = as_parsed(style())
    heading = title_in_html(title(run.config.schedule))
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
<p>Run {escape(run.id)}, started {started_at(run)}. {escape(report_words.how_it_stands(run.config, found))}</p>
</header>
{"".join(sections(run, found, baseline, address))}
</main>
<footer>{report_words.attribution(run.config)}<p>Made with the Pruning Schedule Lab.</p></footer>
</body>
</html>
"""


def sections(
    run: Run, found: Measurements, baseline: RunFinished | None, link: str | None
) -> Iterable[str]:
    """The parts of the page that there is something to say in."""
    config = run.config
    if isinstance(found.ended, RunFinished):
        tables = report_words.results_table(found.ended, baseline)
        yield section("Results", f"{tables}{report_words.kernels_table(found.ended)}")
    schedules = "".join(map(paragraph, report_words.schedules_in_words(config)))
    yield section("What was trained", schedules + report_words.settings_table(config))
    agreement = paragraph(report_words.agreement(config, found.masks, found.last_step))
    sparsity = pictures(report_charts.sparsity_figures(config, found))
    yield section("Predicted and measured sparsity", agreement + sparsity)
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


def paragraph(text: str) -> str:
    """Some sentences."""
    return f"<p>{escape(text)}</p>"


def pictures(figures: Sequence[str]) -> str:
    """Figures side by side."""
    return f'<div class="figures">{"".join(figures)}</div>'


def started_at(run: Run) -> str:
    """When the run was started."""
    return f"{datetime.fromtimestamp(run.created_at, UTC):%d %B %Y, %H:%M} UTC"


def policy(looks: str) -> str:
    """The content security policy: this style and pictures that are in the page, nothing else."""
    return (
        f"default-src 'none'; style-src '{fingerprint(looks)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def style() -> str:
    """The style sheet of the page."""
    return (files(__package__) / "run_report.css").read_text("utf-8")
