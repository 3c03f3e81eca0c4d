"""Presets: published schedules, scaled to the length of a training."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.checks import check_whole
from pruning_core.errors import PlanError
from pruning_core.schedules import ConstantSparsity, PolynomialDecay, Schedule
from pruning_core.texts import gettext_noop

ARTICLE_STEPS = 5_760
GALE_STEPS = 128_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """A published schedule.

    Attributes:
        title: Its name in menus, in English; pass it to `gettext` where it is shown.
        source: The publication, and what was scaled to fit the training. In English, too.
        build: Makes the schedule for a number of steps, at least 2.

    >>> PRESETS["trap"].schedule(200).end_step
    199
    """

    title: str
    source: str
    build: Callable[[int], Schedule]

    def schedule(self, total_steps: int) -> Schedule:
        """The schedule for a training of `total_steps`.

        Raises:
            PlanError: If the training has fewer than 2 steps, because no decay fits into it.
        """
        return self.build(check_whole("total_steps", total_steps, least=2, error=PlanError))


def scale_step(step: int, *, of: int, to: int) -> int:
    """A step of a training of `of` steps, scaled to a training of `to` steps. The result is at least 1.

    >>> scale_step(100, of=5760, to=5760), scale_step(100, of=5760, to=384), scale_step(1, of=5760, to=10)
    (100, 7, 1)
    """
    return max(1, round(step * to / of))


def article_constant(total: int) -> Schedule:
    """87.5 % after one fifth of the training."""
    return ConstantSparsity(
        target_sparsity=0.875,
        begin_step=total // 5,
        end_step=total,
        frequency=scale_step(100, of=ARTICLE_STEPS, to=total),
    )


def article_polynomial(total: int) -> Schedule:
    """0 to 87.5 %, from one fifth of the training to its end."""
    return decay(0.0, 0.875, total // 5, total, scale_step(100, of=ARTICLE_STEPS, to=total))


def gale_resnet50(total: int) -> Schedule:
    """0 to 90 % from step 40,000 to 76,000 of 128,000, every 2,000 steps."""
    begin, end, frequency = (
        scale_step(step, of=GALE_STEPS, to=total) for step in (40_000, 76_000, 2_000)
    )
    return decay(0.0, 0.9, begin, end, frequency)


def zhu_gupta(total: int) -> Schedule:
    """0 to 87.5 %, from one tenth to four fifths of the training, in at most 40 updates."""
    begin, end = total // 10, 4 * total // 5
    return decay(0.0, 0.875, begin, end, max(1, (end - begin) // 40))


def han_one_shot(total: int) -> Schedule:
    """One update to 90 % in the middle of the training."""
    middle = max(1, total // 2)
    return ConstantSparsity(target_sparsity=0.9, begin_step=middle, end_step=middle)


def decay(initial: float, final: float, begin: int, end: int, frequency: int) -> PolynomialDecay:
    """A cubic decay. In a very short training, it ends one step after its beginning."""
    return PolynomialDecay(
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=begin,
        end_step=max(begin + 1, end),
        frequency=frequency,
    )


ARTICLE = gettext_noop(
    "C. Versloot 2020, TensorFlow pruning schedules: ConstantSparsity and PolynomialDecay; "
    "every 100 of 5,760 steps there"
)
PRESETS: dict[str, Preset] = {
    "article-constant": Preset(
        title=gettext_noop("The article: constant 87.5 %"),
        source=ARTICLE,
        build=article_constant,
    ),
    "article-polynomial": Preset(
        title=gettext_noop("The article: polynomial, 0 to 87.5 %"),
        source=ARTICLE,
        build=article_polynomial,
    ),
    "tfmot-constant": Preset(
        title=gettext_noop("tfmot's defaults: constant 50 %"),
        source=gettext_noop(
            "ConstantSparsity(0.5, begin_step=0) of tfmot 0.8.1: every 100 steps, whatever the length"
        ),
        build=lambda _total: ConstantSparsity(target_sparsity=0.5, begin_step=0),
    ),
    "tfmot-guide": Preset(
        title=gettext_noop("tfmot's MNIST guide: 50 % to 80 %"),
        source=gettext_noop(
            "Pruning in Keras example, tensorflow.org/model_optimization: tfmot's default power and frequency"
        ),
        build=lambda total: decay(0.5, 0.8, 0, total, 100),
    ),
    "zhu-gupta": Preset(
        title=gettext_noop("Zhu & Gupta: gradual, 0 to 87.5 %"),
        source=gettext_noop(
            "M. Zhu and S. Gupta 2017, arXiv:1710.01878, equation 1; t0, n and Δt are free there"
        ),
        build=zhu_gupta,
    ),
    "gale-resnet50": Preset(
        title=gettext_noop("Gale et al.: ResNet-50 at 90 %"),
        source=gettext_noop(
            "T. Gale, E. Elsen and S. Hooker 2019, arXiv:1902.09574: the best checkpoint for 90 %, "
            "steps 40,000 to 76,000 of 128,000, every 2,000"
        ),
        build=gale_resnet50,
    ),
    "han-one-shot": Preset(
        title=gettext_noop("Han et al.: one shot to 90 %"),
        source=gettext_noop("S. Han et al. 2015, arXiv:1506.02626: train, prune once, train on"),
        build=han_one_shot,
    ),
    "trap": Preset(
        title=gettext_noop("The trap: asked 90 %, got 79 %"),
        source=gettext_noop(
            "A frequency of half the training: the last update falls before end_step"
        ),
        build=lambda total: decay(0.0, 0.9, 0, total - 1, max(1, total // 2)),
    ),
}
