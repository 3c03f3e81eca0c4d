"""Run and StoredEvent: the run and the event of its log that the store returns."""

from dataclasses import dataclass

from pruning_core.errors import EventError
from pruning_core.networks import NETWORKS
from pruning_core.prediction.summary import title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.description import RunDescription
from pruning_core.runs.events.event_json import KINDS, event_from_json
from pruning_core.runs.events.kinds import DriftMeasured, MasksMeasured, RunEvent, WeightsMeasured
from pruning_core.runs.states import RunState

SEVERAL_HOSTS = "several kinds of machines"
"""The host of a run that workers on different kinds of machines have trained one after another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A run in the store. Times are seconds since the epoch; `seconds_trained` is a duration.

    All runs of an experiment have the same `group_id`. `tags` are words of the visitor's choice, and `notes` is
    any text. `origin` is "lab" if the lab trained the run. `visitor` started the run, in the `room` of a
    class or without a room.
    """

    id: str
    config: RunConfig
    state: RunState
    created_at: float
    ended_at: float | None
    last_step: int
    seconds_trained: float
    pause_requested: bool
    group_id: str | None = None
    name: str | None = None
    tags: tuple[str, ...] = ()
    origin: str = "lab"
    notes: str = ""
    visitor: str | None = None
    room: str | None = None

    @property
    def title(self) -> str:
        """Its name, if it has one, and a short description of its schedule."""
        description = title(self.config.schedule)
        return f"{self.name} · {description}" if self.name else description

    @property
    def description(self) -> RunDescription:
        """The description of the run. A page that uses only the description can also show runs without a config."""
        return description_of(self.config, name=self.name or "")


def description_of(config: RunConfig, *, name: str = "") -> RunDescription:
    """The description of a run that the lab trains.

    >>> from pruning_core.runs.article import article_run
    >>> description = description_of(article_run())
    >>> description.network, description.total_steps, sorted(description.schedules)
    ("The article's ConvNet", 5760, ['conv2d', 'conv2d_1', 'dense', 'dense_1'])
    """
    plan = config.plan
    schedules = {kernel.layer: config.schedule_of(kernel.layer) for kernel in config.kernels}
    return RunDescription(
        origin="lab",
        name=name,
        network=NETWORKS[config.network].title,
        kernels=config.kernels,
        schedules={
            layer: schedule.get_config()
            for layer, schedule in schedules.items()
            if schedule is not None
        },
        optimizer=config.optimizer,
        learning_rate=config.learning_rate,
        num_examples=plan.num_examples,
        batch_size=plan.batch_size,
        epochs=plan.epochs,
        steps_per_epoch=plan.steps_per_epoch,
        total_steps=plan.total_steps,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """An event in a run's log, with its number and the time when it was stored.

    The numbers of a run's events start at 1 and have no gaps.
    """

    number: int
    at: float
    body: str

    @property
    def event(self) -> RunEvent:
        """The event itself.

        Raises:
            EventError: If it is damaged, or of a kind that this version does not know.
        """
        return event_from_json(self.body)

    def event_of(self, *, n_pruned: int) -> RunEvent:
        """The event of a run that prunes `n_pruned` kernels.

        Raises:
            EventError: If it is damaged or unknown, or has values for another number of kernels.

        >>> drift = StoredEvent(number=1, at=0.0, body='{"kind": "drift_measured", "step": 5, "drift": [0.1]}')
        >>> drift.event_of(n_pruned=2)
        Traceback (most recent call last):
        ...
        pruning_core.errors.EventError: drift_measured: drift must have a value per pruned kernel, 2, got 1
        """
        event = self.event
        values: tuple[object, ...]
        match event:
            case MasksMeasured(kept=values):
                field = "kept"
            case DriftMeasured(drift=values):
                field = "drift"
            case WeightsMeasured(histograms=values):
                field = "histograms"
            case _:
                return event
        if len(values) != n_pruned:
            raise EventError(
                field,
                f"{KINDS[type(event)]}: {field} must have a value per pruned kernel, {n_pruned}, "
                f"got {len(values)}",
            )
        return event
