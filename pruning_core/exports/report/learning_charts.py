"""The figures of accuracy and loss: of batches, epochs and validation."""

from pruning_core.exports.report.figures import (
    PERCENT,
    SHORT,
    description,
    figure,
    largest,
    step_axis,
)
from pruning_core.exports.report.line_chart import Axis, Line, Points, line_chart
from pruning_core.exports.report.measurements import Measurements
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, grouped


def learning_figures(config: RunConfig, measurements: Measurements) -> list[str]:
    """Accuracy and loss of batches, epochs and validation."""
    if not measurements.losses:
        return []
    epochs, plan = measurements.epochs, config.plan
    accuracy = learning_lines(
        plan,
        measurements.accuracies,
        [(epoch.step, epoch.accuracy) for epoch in epochs],
        [(epoch.step, epoch.validation_accuracy) for epoch in epochs],
    )
    loss = learning_lines(
        plan,
        measurements.losses,
        [(epoch.step, epoch.loss) for epoch in epochs],
        [(epoch.step, epoch.validation_loss) for epoch in epochs],
    )
    steps = step_axis(config)
    accuracy_axis = Axis(title=gettext("accuracy"), least=0, most=1, write=PERCENT)
    accuracy_description = description(gettext("Accuracy over steps"), accuracy, PERCENT)
    loss_axis = Axis(title=gettext("loss"), least=0, most=largest(loss), write=SHORT)
    loss_description = description(gettext("Loss over steps"), loss, SHORT)
    return [
        figure(
            gettext("Accuracy"),
            line_chart(accuracy, x=steps, y=accuracy_axis, description=accuracy_description),
        ),
        figure(
            gettext("Loss"), line_chart(loss, x=steps, y=loss_axis, description=loss_description)
        ),
    ]


def learning_lines(
    plan: TrainingPlan, batches: Points, epochs: Points, validation: Points
) -> list[Line]:
    """Lines for batches, epochs and validation. Each name contains the number of images."""
    batch = gettext(
        "each batch ({number} images)", number=grouped(min(plan.batch_size, plan.training_examples))
    )
    lines = [Line(name=batch, points=batches, colour=1, faint=True)]
    if epochs:
        epoch = gettext(
            "mean of an epoch ({number} images)", number=grouped(plan.training_examples)
        )
        lines.append(Line(name=epoch, points=epochs, colour=1, marked=True))
    if any(height is not None for _step, height in validation):
        name = gettext("validation ({number} images)", number=grouped(plan.validation_examples))
        lines.append(Line(name=name, points=validation, colour=2, marked=True))
    return lines
