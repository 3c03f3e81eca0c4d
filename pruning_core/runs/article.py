"""The first run that the lab shows: the training in the article about pruning schedules."""

from pruning_core.data.datasets import training_examples
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import ConstantSparsity, PolynomialDecay, Schedule


def article_run(
    *,
    schedule_class: type[Schedule] = PolynomialDecay,
    seed: int = 0,
    dataset: str = "mnist",
) -> RunConfig:
    """A run of the article: 30 epochs, batch 250, pruned to 87.5 % from 20 % of the training on.

    If the article does not use the schedule class, the run has the article's polynomial schedule.

    Source: C. Versloot 2020, TensorFlow pruning schedules: ConstantSparsity and PolynomialDecay.

    >>> article_run().plan.total_steps
    5760
    >>> from pruning_core import KeyframeSchedule
    >>> article_run(schedule_class=KeyframeSchedule) == article_run()
    True
    """
    plan = TrainingPlan(
        num_examples=training_examples(dataset), batch_size=250, epochs=30, validation_split=0.2
    )
    begin, end = plan.total_steps // 5, plan.total_steps
    schedule: Schedule
    if schedule_class is ConstantSparsity:
        schedule = ConstantSparsity(target_sparsity=0.875, begin_step=begin, end_step=end)
    else:
        schedule = PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=0.875, begin_step=begin, end_step=end
        )
    return RunConfig(schedule=schedule, plan=plan, seed=seed, dataset=dataset)
