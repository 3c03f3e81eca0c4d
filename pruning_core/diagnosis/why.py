"""Why each finding matters, for someone who meets it for the first time."""

from collections.abc import Mapping

from pruning_core.diagnosis.finding import Code

WHY: Mapping[Code, str] = {
    Code.BEGINS_AFTER_TRAINING: """\
Pruning begins when the training is over
No update comes while the network trains, so it stays dense; tfmot says nothing about it. Count the \
steps: an epoch has as many as there are batches. Let pruning begin and end within them.""",
    Code.NEVER_UPDATES: """\
The masks never change
Masks change every `frequency` steps, counted from `begin_step`, and a short training may not get so \
far (tfmot issues 973 and 975). The network stays dense. Lower `frequency` so that several updates fit.""",
    Code.TARGET_MISSED: """\
The network ends less sparse than asked
Between two updates masks stand still, so only the last update counts, and it may come before the \
curve is at its end. Choose an `end_step` that is a whole number of `frequency` steps after \
`begin_step` and not after the training's last step.""",
    Code.ENDS_AFTER_TRAINING: """\
The training ends before the schedule
Steps that are never trained are never pruned: what the curve asks for after the last step has no \
effect. Let the curve end within the training, with some steps to spare.""",
    Code.POWER_ZERO: """\
The curve is flat
The decay multiplies the distance to the final sparsity by (1 - progress) ** power. With a power of 0 \
that factor is 1 at every step, at the end too, so the sparsity never moves. Take 3, as Zhu and Gupta \
do (arXiv:1710.01878), or 1 for a straight line.""",
    Code.SPARSITY_FALLS: """\
Pruned weights come back
When the sparsity falls, masks readmit weights. These were held near zero while they were masked, so \
they do not return with their old values and have to be learnt again. Most schedules only ever rise; \
perhaps the initial and the final sparsity are the wrong way round.""",
    Code.LARGE_JUMP: """\
More than half of the weights go at once
The weights that stay have had no time to take over from those that go, and accuracy drops at that \
step. Gradual pruning takes a part at a time and trains in between (Zhu and Gupta 2017, \
arXiv:1710.01878). Rise from 0, and let enough updates share the way.""",
    Code.NO_RECOVERY: """\
No training is left after the last change
Each update costs some accuracy, which the steps after it win back. If masks still rise when the \
training ends, the network is measured at its worst. Let the last change come earlier, with 5 % of \
the training or more after it.""",
    Code.ONE_WEIGHT_LEFT: """\
A kernel is down to one weight
tfmot keeps `max(round(n * (1 - sparsity)), 1)` of a kernel's n weights, so a small kernel may be left \
with a single one and carries almost no information. Ask for less, or leave small layers out of \
pruning: they hardly count for the size of the model.""",
    Code.FIRST_UPDATE_LATE: """\
Step 0 never comes
A training counts its steps from 1, because the wrapper counts before it asks the schedule. With a \
`begin_step` of 0 the first update therefore comes at `frequency`. Begin at step 1 to prune at once.""",
    Code.UPDATES_EVERY_STEP: """\
Masks are updated at every step
At an update, tfmot sorts all weights of every kernel by magnitude to find the threshold, which takes \
time, and from one step to the next the order hardly changes. A `frequency` of 10 to 100 gives nearly \
the same curve, with some training between updates.""",
}
"""For each code a title, on a line of its own, and a few sentences: why it matters and what to do."""
