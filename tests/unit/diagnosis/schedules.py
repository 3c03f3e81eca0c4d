"""Schedules for the tests of findings. Without changes they have no finding in 1,200 steps."""

from hypothesis import strategies as st

from pruning_core import ConstantSparsity, Finding, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.diagnosis import Code
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from tests.strategies import powers, sparsities

KERNELS = (*ARTICLE_CONVNET, Kernel(layer="tiny", shape=(2,)), Kernel(layer="scale", shape=(1,)))


def decay(**changes: float) -> PolynomialDecay:
    """A polynomial decay."""
    arguments = {"initial_sparsity": 0.0, "final_sparsity": 0.8, "begin_step": 100, "end_step": 900}
    return PolynomialDecay(**(arguments | changes))


def constant(target: float = 0.5, **changes: int) -> ConstantSparsity:
    """A constant schedule."""
    return ConstantSparsity(target_sparsity=target, **({"begin_step": 100} | changes))


def curve(*points: tuple[int, float] | tuple[int, float, str], **changes: int) -> KeyframeSchedule:
    """A curve through points."""
    return KeyframeSchedule(keyframes=points, **({"begin_step": 100} | changes))


def codes(findings: tuple[Finding, ...]) -> set[Code]:
    """The codes of the findings."""
    return {finding.code for finding in findings}


@st.composite
def short_schedules(draw: st.DrawFn) -> Schedule:
    """Schedules of every kind within the first 500 steps. Most of them have findings."""
    begin = draw(st.integers(0, 300))
    end = draw(st.one_of(st.just(-1), st.integers(begin, 500)))
    common_arguments = {"begin_step": begin, "frequency": draw(st.integers(1, 120))}
    kind = draw(st.sampled_from(("constant", "decay", "curve")))
    if kind == "constant":
        return constant(draw(sparsities()), end_step=end, **common_arguments)
    if kind == "decay":
        return decay(
            initial_sparsity=draw(sparsities()),
            final_sparsity=draw(sparsities()),
            end_step=draw(st.integers(begin + 1, 500)),
            power=draw(powers()),
            **common_arguments,
        )
    steps = draw(st.lists(st.integers(0, 500), min_size=1, max_size=6, unique=True).map(sorted))
    segments = st.sampled_from(("linear", "smooth", "hold"))
    points = [(step, draw(sparsities()), draw(segments)) for step in steps]
    return curve(*points, end_step=end, **common_arguments)
