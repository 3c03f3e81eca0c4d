"""What an experiment has measured of the checklist of Blalock et al. 2020."""

from collections.abc import Sequence

from pruning_core.data.facts import DATASETS
from pruning_core.experiments.analysis import mean
from pruning_core.experiments.arms import Arm
from pruning_core.experiments.checklist import Measurements
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.rows import ResultRow
from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, grouped

DENSE_KERNEL_DIMENSIONS = 2


def measurements_of(
    experiment: Experiment, rows: Sequence[ResultRow], *, code: str | None = None
) -> Measurements:
    """The values that the checklist asks for, about the first pruned arm of the primary comparison.

    Args:
        experiment: The experiment.
        rows: Its results.
        code: The command that repeats the runs.
    """
    arm = main_arm(experiment)
    finished = [row for row in rows if row.state == "finished"]
    of_arm = [row for row in finished if row.arm == arm.name]
    accuracies = [row.accuracy for row in of_arm if row.accuracy is not None]
    figures = ArmStatistics.of(accuracies) if accuracies else None
    ratio = compression_ratio(arm.config, mean([row.sparsity for row in of_arm if row.sparsity]))
    pruned_sparsities = {
        each.config.schedule.end_sparsity for each in experiment.arms if each.config.schedule
    }
    return Measurements(
        network=network_text(arm.config),
        data=data_text(arm.config),
        programs=programs_text(finished),
        compression_ratio=ratio,
        compression_ratios=len(pruned_sparsities) if finished and pruned_sparsities else None,
        theoretical_speed_up=ratio if has_only_dense_layers(arm.config) else None,
        top_1_accuracy=None if figures is None else figures.mean,
        dense_accuracy=dense_accuracy(experiment, arm, finished),
        seeds=len(accuracies) or None,
        standard_deviation=None if figures is None else figures.standard_deviation,
        magnitude_pruning_accuracy=None if figures is None or arm.is_dense else figures.mean,
        code=code,
    )


def main_arm(experiment: Experiment) -> Arm:
    """The first pruned arm of the primary comparison, or else of the experiment, or else its first arm."""
    primary = experiment.primary
    names = [] if primary is None else [primary.a, primary.b]
    arms = [*map(experiment.arm, names), *experiment.arms]
    return next((arm for arm in arms if not arm.is_dense), arms[0])


def compression_ratio(config: RunConfig, sparsity: float | None) -> float | None:
    """Weights of the kernels divided by those that are not zero; None if nothing was pruned.

    Biases are not counted, because they are never pruned.
    """
    if config.schedule is None or sparsity is None or sparsity >= 1:
        return None
    return 1 / (1 - sparsity)


def has_only_dense_layers(config: RunConfig) -> bool:
    """Whether each weight is used once for an image, so that weights and multiply-adds have the same ratio."""
    return all(len(kernel.shape) == DENSE_KERNEL_DIMENSIONS for kernel in config.kernels)


def dense_accuracy(experiment: Experiment, arm: Arm, finished: Sequence[ResultRow]) -> float | None:
    """The mean accuracy of the dense baseline with the same training, or None."""
    names = {
        each.name
        for each in experiment.arms
        if each.is_dense and each.config.to_json() == arm.config.dense.to_json()
    }
    return mean([row.accuracy for row in finished if row.arm in names and row.accuracy is not None])


def network_text(config: RunConfig) -> str:
    """The network with its layers.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=100, batch_size=50, epochs=1)
    >>> network_text(RunConfig(schedule=None, plan=plan, network="mlp"))
    'Small MLP: dense 784×64, dense_1 64×10; 50,816 weights'
    """
    return gettext(
        "{network}: {layers}; {number} weights",
        network=gettext(NETWORKS[config.network].title),
        layers=", ".join(f"{k.layer} {'×'.join(map(str, k.shape))}" for k in config.kernels),
        number=grouped(sum(kernel.n_weights for kernel in config.kernels)),
    )


def data_text(config: RunConfig) -> str:
    """The data set, and its division into training, validation and test."""
    facts = DATASETS[config.dataset]
    return gettext(
        "{dataset}: {examples} examples, of which {share} % for validation; {test} test images",
        dataset=gettext(facts.title),
        examples=grouped(config.plan.num_examples),
        share=f"{100 * config.plan.validation_split:g}",
        test=grouped(facts.test_examples),
    )


def programs_text(finished: Sequence[ResultRow]) -> str | None:
    """The versions of the packages, and the kinds of machines, or None if no run has finished."""
    versions = sorted(
        {f"{name} {version}" for row in finished for name, version in (row.versions or {}).items()}
    )
    hosts = sorted({row.host for row in finished if row.host is not None})
    return "; ".join(filter(None, [", ".join(versions), *hosts])) or None
