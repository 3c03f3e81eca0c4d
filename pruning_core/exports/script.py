"""A training of the lab as a Python script that stands alone."""

import textwrap

from pruning_core.datasets import DATASETS
from pruning_core.exports import passages, schedule_code
from pruning_core.exports.addresses import checked_address
from pruning_core.exports.dependencies import PYTHON, requirements
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Schedule
from pruning_core.summary import NO_BREAK_SPACE, title

LINE_LENGTH = 100
IMPORTS = ("import argparse", "import json")
SCHEDULE = '''\
def pruning_schedule():
    """What sparsity is asked for at each step, and at which steps the masks change."""
'''
MAIN = '''\
def main():
    """Train as the flags say, and print the results as one line of JSON."""
    flags = argparse.ArgumentParser(description="Train with a pruning schedule, and count zeros.")
    flags.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the examples")
    flags.add_argument("--examples", type=int, default=NUM_EXAMPLES, help="taken from the data")
    options = flags.parse_args()
    (images, labels), test = load_data()
    model = pruned_convnet(pruning_schedule())
    train(model, images[: options.examples], labels[: options.examples], epochs=options.epochs)
    print(json.dumps(results(model, *test)))


if __name__ == "__main__":
    main()
'''


def training_script(
    schedule: Schedule,
    plan: TrainingPlan,
    *,
    dataset: str,
    seed: int,
    link: str | None = None,
) -> str:
    """A Python file that trains the lab's network with this schedule, with tfmot's public API.

    The script needs nothing of the lab, and names what it needs (PEP 723: `uv run` installs it).
    With the same packages on the same machine it trains to what a run of the lab trains to, to the
    bit; the zeros in each kernel are those that `kept_weights` predicts, anywhere. Its last line of
    output is JSON: `test_loss`, `test_accuracy`, and `layer`, `weights` and `zeros` of each kernel.

    Args:
        schedule: Prune by it.
        plan: Examples, batches and epochs; `--epochs` and `--examples` override it.
        dataset: A name from `datasets.DATASETS`. The digits come from scikit-learn.
        seed: Fixes initial weights, batch order and dropout, in 0..2**32 - 1.
        link: Where the schedule can be seen, or None.

    Raises:
        RunConfigError: When no training could follow the plan with this data set and seed.
        FieldError: When the link is no web address.

    >>> from pruning_core import ConstantSparsity
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=2)
    >>> script = training_script(
    ...     ConstantSparsity(target_sparsity=0.5, begin_step=0), plan, dataset="digits", seed=0)
    >>> "prune_low_magnitude" in script
    True
    """
    config = RunConfig(schedule=schedule, plan=plan, dataset=dataset, seed=seed)
    definition = schedule_code.definition(schedule)
    order = schedule_code.training_module("batches")
    imports = [*IMPORTS, *passages.IMPORTS, *passages.IMPORTS_OF_DATASET[dataset]]
    head = [
        metadata(dataset),
        header(schedule, config, link),
        passages.import_block([*imports, *order.imports, *definition.imports]),
        passages.settings(config),
    ]
    body = [
        definition.code,
        SCHEDULE + textwrap.indent(f"return {schedule_code.call(schedule)}\n", "    "),
        passages.data(dataset),
        passages.MODEL,
        order.code,
        passages.TRAIN,
        passages.RESULTS,
        MAIN,
    ]
    return "\n\n".join(["\n".join(head), "\n\n".join(filter(None, body))])


def metadata(dataset: str) -> str:
    """What the script needs, as PEP 723 writes it."""
    packages = "".join(f'#     "{package}",\n' for package in requirements(dataset))
    return f"""\
# /// script
# requires-python = "{PYTHON}"
# dependencies = [
{packages}# ]
# ///
"""


def header(schedule: Schedule, config: RunConfig, link: str | None) -> str:
    """What the script is, where it comes from, and how it is run."""
    made = "# Made with the Pruning Schedule Lab"
    where = "" if link is None else f": {checked_address('link', link)}"
    paragraphs = "\n\n".join(
        textwrap.fill(paragraph, LINE_LENGTH) for paragraph in about(schedule, config)
    )
    return f'''\
{made}{where}
"""Train a ConvNet with one pruning schedule, and count the zeros that it leaves.

{paragraphs}

Run it with uv, which installs the dependencies above, or install them with pip yourself:

    uv run SCRIPT
    uv run SCRIPT --epochs 1 --examples 1000

The last line that it prints is JSON: loss and accuracy on the test examples, zeros in each kernel.
"""
'''


def about(schedule: Schedule, config: RunConfig) -> tuple[str, ...]:
    """What is trained, on which data, and what may be done with it, a paragraph each."""
    plan, facts = config.plan, DATASETS[config.dataset]
    return (
        f"{title(schedule).replace(NO_BREAK_SPACE, ' ')}.",
        f"{plan.num_examples:,} examples, {plan.validation_examples:,} of them for validation, "
        f"batch size {plan.batch_size:,}, epochs {plan.epochs:,}: {plan.total_steps:,} steps.",
        f"Data: {facts.attribution}. {facts.licence}, {facts.licence_url}",
        "This code is free to use, change and share, with or without credit.",
    )
