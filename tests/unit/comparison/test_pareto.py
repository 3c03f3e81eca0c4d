"""The Pareto front has the runs that no other run beats, and only those."""

from hypothesis import given
from hypothesis import strategies as st

from pruning_core.comparison.comparison import compare
from pruning_core.comparison.pareto import Point, pareto_front
from tests.compared_runs import config_of, finished_outcome, run_of

NUMBERS = st.integers(0, 4).map(float)
"""Few different numbers, so that ties are frequent."""
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12)


def front_by_sweep(points: list[Point]) -> set[int]:
    """The same front, found from the best first number to the worst."""
    front: set[int] = set()
    best = float("-inf")
    for first in sorted({point[0] for point in points}, reverse=True):
        second = max(other for number, other in points if number == first)
        if second > best:
            best = second
            front |= {index for index, point in enumerate(points) if point == (first, second)}
    return front


@given(POINTS)
def test_front_equals_the_front_of_a_sweep(points: list[Point]) -> None:
    assert set(pareto_front(points)) == front_by_sweep(points)


@given(POINTS)
def test_each_point_off_the_front_is_beaten_by_a_point_on_it(points: list[Point]) -> None:
    front = set(pareto_front(points))
    for index, (first, second) in enumerate(points):
        is_beaten = any(
            points[other][0] >= first
            and points[other][1] >= second
            and points[other] != (first, second)
            for other in front
        )
        assert is_beaten == (index not in front)


def test_front_of_runs_has_no_run_without_numbers_and_no_run_with_other_data() -> None:
    digits, mnist = config_of(), config_of(dataset="mnist")
    runs = [
        run_of(config, run_id=run_id, state=state)
        for run_id, config, state in (
            ("small", digits, "finished"),
            ("accurate", digits, "finished"),
            ("beaten", digits, "finished"),
            ("diverged", digits, "finished"),
            ("other data", mnist, "finished"),
            ("running", digits, "running"),
        )
    ]
    outcomes = {
        "small": finished_outcome(digits, accuracy=0.8, size=100, zeros=600),
        "accurate": finished_outcome(digits, accuracy=0.9, size=200, zeros=10),
        "beaten": finished_outcome(digits, accuracy=0.8, size=200, zeros=10),
        "diverged": finished_outcome(digits, accuracy=None, size=1),
        "other data": finished_outcome(mnist, accuracy=1.0, size=1, zeros=640),
    }
    comparison = compare(runs, outcomes)
    assert comparison.dataset == "digits"
    assert comparison.fronts.size == (0, 1)
    assert comparison.fronts.sparsity == (0, 1)
