"""Schedules, plans and translations for the tests of dialects."""

from hypothesis import strategies as st

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.dialects import DIALECTS, Translation, translate
from tests.strategies import powers, sparsities

ARTICLE_PLAN = TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2)
ONE_EPOCH = TrainingPlan(num_examples=60000, batch_size=250, epochs=1, validation_split=0.2)
DIALECTS_WITH_INITIAL_SPARSITY = ["torch_ao", "sparseml", "coreai"]
"""The dialects whose schedules have an initial sparsity."""
DIALECTS_WITH_STAIRCASE = ["nni", "intel", "coreai"]
"""The dialects whose sparsity changes only at an update."""


def plans() -> st.SearchStrategy[TrainingPlan]:
    return st.builds(
        TrainingPlan,
        num_examples=st.integers(1, 100),
        batch_size=st.integers(1, 5),
        epochs=st.integers(1, 12),
    )


@st.composite
def short_schedules(draw: st.DrawFn) -> ConstantSparsity | PolynomialDecay:
    """Schedules that end before the end of a short training, at it, or after it."""
    begin_step = draw(st.integers(0, 300))
    frequency = draw(st.integers(1, 120))
    if draw(st.booleans()):
        return ConstantSparsity(
            target_sparsity=draw(sparsities()),
            begin_step=begin_step,
            end_step=draw(st.one_of(st.just(-1), st.integers(begin_step, 500))),
            frequency=frequency,
        )
    return PolynomialDecay(
        initial_sparsity=draw(st.one_of(st.just(0.0), sparsities())),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.integers(begin_step + 1, 500)),
        power=draw(powers()),
        frequency=frequency,
    )


def translations(schedule: Schedule, plan: TrainingPlan) -> dict[str, Translation]:
    """The translations by dialect, without the dialects that cannot express the schedule."""
    answers = zip(DIALECTS, translate(schedule, plan), strict=True)
    return {name: answer for name, answer in answers if isinstance(answer, Translation)}


def decay(**changes: float) -> PolynomialDecay:
    """The decay of the article, but within the first epoch. A test can change its arguments."""
    arguments = {
        "initial_sparsity": 0.0,
        "final_sparsity": 0.875,
        "begin_step": 38,
        "end_step": 192,
    }
    return PolynomialDecay(**(arguments | changes))
