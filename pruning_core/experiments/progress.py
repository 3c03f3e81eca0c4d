"""Progress: how many trainings of an experiment have finished, and how long the others will take."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pruning_core.experiments.definition import Experiment, PlannedRun
from pruning_core.runs.states import RunState
from pruning_core.store.creation import hash_of
from pruning_core.store.experiments.queries import MemberRun
from pruning_core.texts import gettext, grouped, ngettext

MIN_STEPS_FOR_PACE = 20
FAILURES = (RunState.FAILED, RunState.INTERRUPTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """The progress of an experiment, counted in trainings: arms with seeds.

    Attributes:
        total: The number of trainings.
        finished: The trainings that have finished.
        running: The trainings that run now.
        waiting: The trainings that are planned, queued or paused.
        stopped: The trainings that were stopped before their end.
        failed: The trainings that have failed, and are not tried again.
        failed_attempts: The number of runs that have failed, with those that were tried again.
        seconds_left: The expected time until the end, or None if it is not known.
    """

    total: int
    finished: int
    running: int
    waiting: int
    stopped: int
    failed: int
    failed_attempts: int
    seconds_left: float | None

    @property
    def ended(self) -> bool:
        """Whether no training runs or waits any more."""
        return not self.running and not self.waiting


def trainings_of(experiment: Experiment) -> dict[str, PlannedRun]:
    """Each training of an experiment by its hash, as runs in the store have it."""
    return {hash_of(run.config.to_json()): run for run in experiment.runs}


def attempts_by_training(runs: Iterable[MemberRun]) -> dict[str, list[MemberRun]]:
    """The runs of each training, oldest first."""
    attempts = defaultdict[str, list[MemberRun]](list)
    for run in runs:
        attempts[run.training_hash].append(run)
    return dict(attempts)


def best_attempt(attempts: Sequence[MemberRun]) -> MemberRun:
    """The run that counts for a training: the finished run, or the latest."""
    return next((run for run in attempts if run.state is RunState.FINISHED), attempts[-1])


def progress_of(
    trainings: Mapping[str, PlannedRun],
    runs: Sequence[MemberRun],
    *,
    workers: int,
    retries: int = 0,
) -> Progress:
    """The progress of an experiment.

    Args:
        trainings: Its trainings, from `trainings_of`.
        runs: Its runs, from the store.
        workers: How many runs train at the same time.
        retries: How often a failed run is tried again. A failed run that will be tried again waits.
    """
    attempts = attempts_by_training(runs)
    latest = {key: best_attempt(attempts[key]) for key in trainings if key in attempts}
    states = [run.state for run in latest.values()]
    tried_again = [
        key
        for key, run in latest.items()
        if run.state in FAILURES and len(attempts[key]) <= retries
    ]
    waiting = sum(s in (RunState.PLANNED, RunState.QUEUED, RunState.PAUSED) for s in states)
    return Progress(
        total=len(trainings),
        finished=states.count(RunState.FINISHED),
        running=states.count(RunState.RUNNING),
        waiting=waiting + len(tried_again) + len(trainings) - len(latest),
        stopped=states.count(RunState.STOPPED),
        failed=sum(state in FAILURES for state in states) - len(tried_again),
        failed_attempts=sum(run.state in FAILURES for run in runs),
        seconds_left=seconds_left(trainings, latest, workers=workers),
    )


def seconds_left(
    trainings: Mapping[str, PlannedRun], latest: Mapping[str, MemberRun], *, workers: int
) -> float | None:
    """The expected time until all trainings have ended; None if the pace is not known yet.

    Each network has its own pace: the mean of its runs that have enough steps.
    """
    steps, seconds = defaultdict[str, int](int), defaultdict[str, float](float)
    left = defaultdict[str, int](int)
    for key, training in trainings.items():
        network, run = training.arm.config.network, latest.get(key)
        if run is None or not run.state.ended:
            done = 0 if run is None else run.last_step
            left[network] += training.arm.config.plan.total_steps - done
        if run is not None and run.last_step >= MIN_STEPS_FOR_PACE:
            steps[network] += run.last_step
            seconds[network] += run.seconds_trained
    if not steps:
        return 0.0 if not left else None
    usual = sum(seconds.values()) / sum(steps.values())
    total = sum(
        n * (seconds[network] / steps[network] if steps[network] else usual)
        for network, n in left.items()
    )
    return total / max(1, workers)


def describe_progress(progress: Progress) -> str:
    """The progress in one line.

    >>> describe_progress(Progress(total=12, finished=3, running=1, waiting=8, stopped=0, failed=0,
    ...                            failed_attempts=1, seconds_left=4000.0))
    '3 of 12 runs finished, 1 running, 1 failed attempt; about 67 minutes left'
    """
    parts = [
        ngettext(
            "{done} of {count} run finished",
            "{done} of {count} runs finished",
            progress.total,
            done=grouped(progress.finished),
        )
    ]
    if progress.running:
        parts.append(gettext("{number} running", number=progress.running))
    if progress.stopped:
        parts.append(gettext("{number} stopped", number=progress.stopped))
    if progress.failed_attempts:
        parts.append(
            ngettext("{count} failed attempt", "{count} failed attempts", progress.failed_attempts)
        )
    line = ", ".join(parts)
    if progress.ended:
        return line
    return f"{line}; {describe_seconds_left(progress.seconds_left)}"


def describe_seconds_left(seconds: float | None) -> str:
    """The expected time as text.

    >>> describe_seconds_left(None), describe_seconds_left(40.0), describe_seconds_left(20_000.0)
    ('the time left is not known yet', 'about 40 seconds left', 'about 5.6 hours left')
    """
    if seconds is None:
        return gettext("the time left is not known yet")
    return gettext("about {time} left", time=describe_duration(seconds))


SECONDS_SHOWN_AS_MINUTES = 90
SECONDS_SHOWN_AS_HOURS = 2 * 3600


def describe_duration(seconds: float) -> str:
    """A duration as text: seconds, minutes or hours.

    >>> describe_duration(1.2), describe_duration(600.0)
    ('1 second', '10 minutes')
    """
    if seconds < SECONDS_SHOWN_AS_MINUTES:
        return ngettext("{count} second", "{count} seconds", round(seconds))
    if seconds < SECONDS_SHOWN_AS_HOURS:
        return ngettext("{count} minute", "{count} minutes", round(seconds / 60))
    return gettext("{hours} hours", hours=format(seconds / 3600, ".1f"))
