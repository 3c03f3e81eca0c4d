"""Makes reports of runs and parses them for tests."""

from collections.abc import Sequence
from html.parser import HTMLParser

from pruning_core.exports.report.report import run_report
from pruning_core.exports.report.results import RunResults
from pruning_core.results.outcome import Durations, outcome_of
from pruning_core.results.results import Results
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EndEvent, RunEvent
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from tests.run_logs import stored_events

ELEMENTS_WITHOUT_END_TAG = {"meta", "img", "br"}


class Page(HTMLParser):
    """Parses a page. Each element must be closed, and in the right order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ELEMENTS_WITHOUT_END_TAG:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def create_run(store: RunStore, config: RunConfig) -> Run:
    """Create a run with this config."""
    return store.get(store.create(config))


def results_after(
    event: RunEvent | None, config: RunConfig, model_results: Results | None = None
) -> RunResults | None:
    """The results of a run whose last event is `event`; None if this event does not end a run."""
    if not isinstance(event, EndEvent):
        return None
    results_without_answers = None if model_results is None else model_results.without_answers
    outcome = outcome_of(
        event, config, ended_at=1.0, durations=Durations(), models=results_without_answers
    )
    return RunResults(outcome=outcome, answers=model_results)


def html_report(
    run: Run,
    events: Sequence[RunEvent],
    *,
    model_results: Results | None = None,
    baseline: RunResults | None = None,
    link: str | None = None,
) -> str:
    """The report of a run with these events. It has results if the last event ends the run."""
    results = results_after(events[-1] if events else None, run.config, model_results)
    return run_report(run, stored_events(events), results=results, baseline=baseline, link=link)


def report(run: Run, events: Sequence[RunEvent], **arguments: object) -> Page:
    """The parsed report."""
    return Page(html_report(run, events, **arguments))
