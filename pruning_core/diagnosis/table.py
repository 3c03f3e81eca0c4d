"""The table of findings: for each code its rule, its fixes and its explanation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Code, Observation
from pruning_core.diagnosis.fixes import for_circumstances, for_schedules
from pruning_core.diagnosis.fixes.for_schedules import Candidate
from pruning_core.diagnosis.rules import circumstances, levels, timing
from pruning_core.texts import gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The rule, the fixes and the explanation of a finding. No field has a default, so no field can be forgotten.

    Attributes:
        rule: Returns the severity and the sentence if a schedule in a training has the finding, else None.
        fixes: Makes the candidates for the fix, the smallest change first.
        why: A line with a title, then a few sentences: why the finding matters and what to do. The
            text is English; pass it to `gettext` where it is shown.
    """

    rule: Callable[[Course], Observation | None]
    fixes: Callable[[Course], Iterator[Candidate]]
    why: str


TABLE: Mapping[Code, Row] = {
    Code.BEGINS_AFTER_TRAINING: Row(
        rule=timing.begins_after_training,
        fixes=for_schedules.begin_earlier,
        why=gettext_noop(
            "Pruning begins after the training\n"
            "No update happens while the network trains, so it stays dense, and tfmot does not warn you. "
            "Count the steps: an epoch has one step for each batch. Begin and end pruning within them."
        ),
    ),
    Code.NEVER_UPDATES: Row(
        rule=timing.never_updates,
        fixes=for_schedules.update_more_often,
        why=gettext_noop(
            "The masks never change\n"
            "Masks change every `frequency` steps, counted from `begin_step`, and a short training may end "
            "before the first change (tfmot issues 973 and 975). The network stays dense. Lower `frequency` "
            "so that several updates fit."
        ),
    ),
    Code.WINDOW_SPENT_EARLY: Row(
        rule=timing.window_spent_early,
        fixes=for_circumstances.spread_over_training,
        why=gettext_noop(
            "Pruning is over when the training has hardly begun\n"
            "All weights go in the first 5 % of the training, before the network has learnt which weights "
            "matter. The usual reason is an `end_step` in epochs: tfmot counts steps, and an epoch has one "
            "step for each batch. Multiply `begin_step`, `end_step` and `frequency` by the steps per epoch."
        ),
    ),
    Code.TARGET_MISSED: Row(
        rule=levels.target_missed,
        fixes=for_schedules.reach_target,
        why=gettext_noop(
            "The network ends less sparse than asked\n"
            "Masks do not change between two updates, so the last update decides, and it may come before "
            "the curve reaches its end. Choose an `end_step` that is a whole number of `frequency` steps "
            "after `begin_step`, and not after the last step of the training. Less than 0.01 points from the "
            "target is no finding: this happens if the last update comes a step before the end of a curve."
        ),
    ),
    Code.ENDS_AFTER_TRAINING: Row(
        rule=timing.ends_after_training,
        fixes=for_schedules.end_within_training,
        why=gettext_noop(
            "The training ends before the schedule\n"
            "The part of the curve after the last step of the training has no effect, so the masks do not "
            "reach the target. Let the curve end within the training, with some steps to spare."
        ),
    ),
    Code.POWER_ZERO: Row(
        rule=levels.power_zero,
        fixes=for_schedules.set_usual_power,
        why=gettext_noop(
            "The curve is flat\n"
            "The decay multiplies the distance to the final sparsity by (1 - progress) ** power. With a "
            "power of 0 this factor is 1 at every step, even at the end, so the sparsity never changes. Use "
            "3, as Zhu and Gupta do (arXiv:1710.01878), or 1 for a straight line."
        ),
    ),
    Code.SPARSITY_FALLS: Row(
        rule=levels.sparsity_falls,
        fixes=for_schedules.remove_falls,
        why=gettext_noop(
            "Pruned weights come back\n"
            "When the sparsity falls, masks let weights in again. These weights were kept near zero while "
            "they were masked, so their old values are lost and must be learnt again. Masks are taken from "
            "magnitudes, and tfmot keeps all weights that tie. So if an update asks for more weights than "
            "are not exactly zero, all n weights of a kernel are kept. Nobody knows before the training whether "
            "this happens. Most schedules only rise; perhaps the initial and the final sparsity are swapped."
        ),
    ),
    Code.LARGE_JUMP: Row(
        rule=levels.large_jump,
        fixes=for_schedules.make_gradual,
        why=gettext_noop(
            "More than half of the weights go at once\n"
            "The weights that stay had no time to replace the weights that go, so accuracy drops at that "
            "step. Gradual pruning removes a few weights at a time and trains in between (Zhu and Gupta "
            "2017, arXiv:1710.01878). Start from 0, and use enough updates for the rise."
        ),
    ),
    Code.NO_RECOVERY: Row(
        rule=levels.no_recovery,
        fixes=for_schedules.finish_earlier,
        why=gettext_noop(
            "No training is left after the last change\n"
            "Each update costs some accuracy, and the steps after it win it back. If the sparsity still rises "
            "when the training ends, the network is measured at its worst. Let the last change come "
            "earlier, with 5 % of the training or more after it."
        ),
    ),
    Code.STOPS_EARLY: Row(
        rule=circumstances.stops_early,
        fixes=for_circumstances.reach_target_before_stop,
        why=gettext_noop(
            "Early stopping ends the schedule early\n"
            "Masks do not change after the last step, so a network whose training stops early keeps the "
            "sparsity of that moment. Let the curve end before the first step at which the training may "
            "stop, or start to watch for a stop only after the last update (`start_from_epoch` of "
            "Keras's EarlyStopping)."
        ),
    ),
    Code.LEARNING_RATE_LOW: Row(
        rule=circumstances.learning_rate_low,
        fixes=for_circumstances.finish_while_rate_is_high,
        why=gettext_noop(
            "Weights go when the network can no longer learn\n"
            "Each update costs accuracy, and the steps after it win it back. With a learning rate of nearly "
            "zero, these steps change almost nothing. A network that is trained with large learning rates "
            "after pruning ends better (Le and Hua 2021, arXiv:2105.03193). Let the last change come "
            "before the learning rate falls below 1 % of its peak."
        ),
    ),
    Code.ZEROS_BEFORE_TRAINING: Row(
        rule=circumstances.zeros_before_training,
        fixes=for_circumstances.begin_at_zeros,
        why=gettext_noop(
            "The network was pruned before\n"
            "Masks are taken from magnitudes, and tfmot keeps all weights that tie. The zeros of a pruned "
            "network tie. So an update that asks for fewer zeros than the network holds keeps all n "
            "weights, unless the optimizer has moved enough of them. Begin a second pruning at the "
            "sparsity that the network has."
        ),
    ),
    Code.ONE_WEIGHT_LEFT: Row(
        rule=levels.one_weight_left,
        fixes=for_schedules.keep_two_weights,
        why=gettext_noop(
            "A kernel has one weight left\n"
            "tfmot keeps `max(round(n * (1 - sparsity)), 1)` of a kernel's n weights, so a small kernel may "
            "keep a single weight, which carries almost no information. Choose a lower sparsity, or do not "
            "prune small layers: they hardly change the size of the model."
        ),
    ),
    Code.FIRST_UPDATE_LATE: Row(
        rule=timing.first_update_late,
        fixes=for_schedules.begin_at_an_update,
        why=gettext_noop(
            "Step 0 never comes\n"
            "A training counts its steps from 1, because tfmot's wrapper counts before it calls the "
            "schedule. With a `begin_step` of 0 the first update therefore comes at step `frequency`. Begin "
            "at step 1 to prune at once."
        ),
    ),
    Code.UPDATES_EVERY_STEP: Row(
        rule=timing.updates_every_step,
        fixes=for_schedules.update_less_often,
        why=gettext_noop(
            "Masks are updated at every step\n"
            "At an update, tfmot sorts all weights of every kernel by magnitude to find the threshold. This "
            "takes time, and the order hardly changes from one step to the next. A `frequency` of 10 to 100 "
            "gives nearly the same curve, with some training between updates."
        ),
    ),
    Code.UPDATES_CHANGE_NOTHING: Row(
        rule=circumstances.updates_change_nothing,
        fixes=for_circumstances.update_half_as_often,
        why=gettext_noop(
            "Most updates remove no weight\n"
            "The curve rises by less than one weight from one update to the next, in every kernel. tfmot "
            "sorts all weights at each of these updates, and keeps as many as before. Use a larger "
            "`frequency`."
        ),
    ),
}
"""One row for each code. Findings of equal severity and the lesson have this order."""
WHY: Mapping[Code, str] = {code: row.why for code, row in TABLE.items()}

CONSEQUENCES: Mapping[Code, frozenset[Code]] = {
    Code.WINDOW_SPENT_EARLY: frozenset(
        {
            Code.TARGET_MISSED,
            Code.LARGE_JUMP,
            Code.FIRST_UPDATE_LATE,
            Code.UPDATES_EVERY_STEP,
            Code.UPDATES_CHANGE_NOTHING,
        }
    ),
    Code.ENDS_AFTER_TRAINING: frozenset({Code.TARGET_MISSED, Code.NO_RECOVERY}),
    Code.POWER_ZERO: frozenset({Code.TARGET_MISSED}),
    Code.LEARNING_RATE_LOW: frozenset({Code.NO_RECOVERY}),
    Code.UPDATES_EVERY_STEP: frozenset({Code.UPDATES_CHANGE_NOTHING}),
}
"""For a finding, the findings that have the same cause. They are not shown beside it."""
