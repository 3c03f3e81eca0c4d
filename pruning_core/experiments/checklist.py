"""What an experiment about pruning should report, after Blalock et al. 2020, and what this one has measured."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from pruning_core.checks import check_number, check_whole
from pruning_core.errors import StatisticsError
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

SOURCE = (
    "D. Blalock, J. J. Gonzalez Ortiz, J. Frankle, J. Guttag: "
    "What is the state of neural network pruning? Proceedings of Machine Learning and Systems 2 (2020)"
)
NOT_MEASURED = gettext_noop("not measured")
RATIOS = ("compression_ratio", "theoretical_speed_up", "measured_speed_up")
ACCURACIES = (
    "top_1_accuracy",
    "top_5_accuracy",
    "dense_accuracy",
    "random_pruning_accuracy",
    "magnitude_pruning_accuracy",
)
COUNTS = ("compression_ratios", "seeds")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurements:
    """The measured values for the checklist. None means: not measured.

    Args:
        network: The network, with its size or its source.
        data: The data set, with its division into training and test examples.
        programs: The versions of the libraries, and the processor.
        compression_ratio: Parameters of the dense network divided by the parameters that remain.
        compression_ratios: The number of compression ratios that were compared.
        theoretical_speed_up: Multiply-adds of the dense network divided by the multiply-adds that remain.
        measured_speed_up: Inference time of the dense network divided by the time of the pruned network.
        top_1_accuracy: Of the pruned network on the test set, in 0..1.
        top_5_accuracy: The same, with five guesses for an image.
        dense_accuracy: Of the dense network from the same training, in 0..1.
        seeds: The number of runs with different seeds.
        standard_deviation: Of the accuracies of these runs.
        random_pruning_accuracy: If random weights are pruned, in 0..1.
        magnitude_pruning_accuracy: If the weights of smallest magnitude are pruned, in 0..1.
        code: The address of the code that repeats the runs.

    Raises:
        StatisticsError: If a number is impossible.
    """

    network: str | None = None
    data: str | None = None
    programs: str | None = None
    compression_ratio: float | None = None
    compression_ratios: int | None = None
    theoretical_speed_up: float | None = None
    measured_speed_up: float | None = None
    top_1_accuracy: float | None = None
    top_5_accuracy: float | None = None
    dense_accuracy: float | None = None
    seeds: int | None = None
    standard_deviation: float | None = None
    random_pruning_accuracy: float | None = None
    magnitude_pruning_accuracy: float | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                check_measurement(field.name, value)


def check_measurement(field: str, value: object) -> None:
    """Check a measured value.

    Raises:
        StatisticsError: If the number is impossible.
    """
    if field in COUNTS:
        check_whole(field, value, least=1, error=StatisticsError)
    elif field in {*RATIOS, *ACCURACIES, "standard_deviation"}:
        number = check_number(field, value, error=StatisticsError)
        if number < 0 or (field in RATIOS and number == 0) or (field in ACCURACIES and number > 1):
            message = gettext(
                "{field} is {value}: ratios are above 0, and accuracies are in 0..1",
                field=field,
                value=number,
            )
            raise StatisticsError(field, message)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecklistItem:
    """One item of the checklist.

    Attributes:
        code: The name of the field in `Measurements`.
        question: What the checklist asks for.
        answer: The measured value in words; None if it was not measured.
    """

    code: str
    question: str
    answer: str | None

    @property
    def answer_text(self) -> str:
        """The answer, or "not measured"."""
        return gettext(NOT_MEASURED) if self.answer is None else self.answer


QUESTIONS: dict[str, str] = {
    "network": gettext_noop("Which network, in enough detail to build it again?"),
    "data": gettext_noop("Which data, and which of them are for training and for testing?"),
    "programs": gettext_noop("Which versions of the libraries, and which hardware?"),
    "compression_ratio": gettext_noop(
        "Compression: parameters of the dense network per parameter that remains"
    ),
    "compression_ratios": gettext_noop(
        "How many compression ratios, up to one where the accuracy clearly falls? The paper advises five"
    ),
    "theoretical_speed_up": gettext_noop(
        "Theoretical speed-up: multiply-adds before and after pruning"
    ),
    "measured_speed_up": gettext_noop("Measured speed-up: inference time before and after pruning"),
    "top_1_accuracy": gettext_noop("Accuracy of the pruned network (top-1)"),
    "top_5_accuracy": gettext_noop(
        "Accuracy with five guesses (top-5), for data with many classes"
    ),
    "dense_accuracy": gettext_noop("Accuracy of the dense network from the same training"),
    "seeds": gettext_noop("How many runs with different seeds?"),
    "standard_deviation": gettext_noop("Variation: the standard deviation of these runs"),
    "random_pruning_accuracy": gettext_noop("Comparison with random pruning"),
    "magnitude_pruning_accuracy": gettext_noop("Comparison with magnitude pruning"),
    "code": gettext_noop("Where is the code that repeats the runs?"),
}
"""What the checklist asks for, in the lab's words, by the name of the field in `Measurements`."""


def checklist(measurements: Measurements) -> tuple[ChecklistItem, ...]:
    """The checklist of Blalock et al. 2020 with the answers of one experiment.

    >>> items = checklist(Measurements(compression_ratio=8, seeds=10))
    >>> [(item.code, item.answer) for item in items if item.answer]
    [('compression_ratio', '8 ×'), ('seeds', '10 runs')]
    >>> items[0].question, items[0].answer_text
    ('Which network, in enough detail to build it again?', 'not measured')
    """
    return tuple(
        ChecklistItem(
            code=code,
            question=gettext(question),
            answer=None
            if (value := getattr(measurements, code)) is None
            else answer_format(code)(value),
        )
        for code, question in QUESTIONS.items()
    )


def answer_format(code: str) -> Callable[..., str]:
    """The function that writes the value of an item.

    >>> answer_format("measured_speed_up")(1.25), answer_format("top_1_accuracy")(0.9927)
    ('1.25 ×', '99.27 %')
    """
    if code in RATIOS:
        return lambda ratio: f"{ratio:.3g} ×"
    if code in ACCURACIES:
        return lambda accuracy: f"{100 * accuracy:.2f} %"
    if code == "seeds":
        return lambda count: ngettext("{count} run", "{count} runs", count)
    if code == "standard_deviation":
        return points_text
    return grouped if code == "compression_ratios" else str


def points_text(share: float) -> str:
    """A difference of two accuracies in percentage points.

    >>> points_text(0.0011)
    '0.11 points'
    """
    number = f"{100 * share:.2f}"
    return gettext("{number} points", number=number)
