"""Schedules and plans that are translated, and their translations by dialect."""

from hypothesis import strategies as st

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.dialects import DIALECTS, Translation, translate
from tests.strategies import powers, sparsities

ARTICLE_PLAN = TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2)
ONE_EPOCH = TrainingPlan(num_examples=60000, batch_size=250, epochs=1, validation_split=0.2)
START_AT_ANY_SPARSITY = ["torch_ao", "sparseml"]
"""The dialects whose schedules have an initial sparsity."""


def plans() -> st.SearchStrategy[TrainingPlan]:
    return st.builds(
        TrainingPlan,
        num_examples=st.integers(1, 100),
        batch_size=st.integers(1, 5),
        epochs=st.integers(1, 12),
    )


@st.composite
def short_schedules(draw: st.DrawFn) -> ConstantSparsity | PolynomialDecay:
    """Schedules whose windows end before, overlap or begin after the end of a short training."""
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
    """The translations by the name of their dialect; a dialect without one is left out."""
    answers = zip(DIALECTS, translate(schedule, plan), strict=True)
    return {name: answer for name, answer in answers if isinstance(answer, Translation)}


def decay(**changes: float) -> PolynomialDecay:
    """The article's decay in the first epoch, unless a test changes it."""
    arguments = {
        "initial_sparsity": 0.0,
        "final_sparsity": 0.875,
        "begin_step": 38,
        "end_step": 192,
    }
    return PolynomialDecay(**(arguments | changes))
