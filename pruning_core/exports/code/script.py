"""A training of the lab as a Python script that does not import the lab."""

import textwrap
from string import Template

from pruning_core.data.facts import DATASETS
from pruning_core.exports.addresses import check_address
from pruning_core.exports.code import schedule_code, snippets
from pruning_core.exports.code.dependencies import PYTHON, requirements
from pruning_core.networks import NETWORKS
from pruning_core.prediction.summary import NO_BREAK_SPACE, title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import describe_optimizer
from pruning_core.schedules import Schedule
from pruning_core.training.exported_sources import ExportedSource

LINE_LENGTH = 100
IMPORTS = ("import argparse", "import json")
ONE_SCHEDULE = Template('''\
def pruning_schedule():
    """The schedule: the sparsity at each step, and the steps at which the masks change."""
    return $call
''')
SCHEDULES = Template('''\
def pruning_schedules():
    """The schedule of each pruned layer. The other layers stay dense."""
    return $call
''')
MAIN = Template('''\
def main():
    """Train with the given flags, and print the results as one line of JSON."""
    flags = argparse.ArgumentParser(description="Train, and count the zeros in each kernel.")
    flags.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the examples")
    flags.add_argument("--examples", type=int, default=NUM_EXAMPLES, help="examples to use")
    options = flags.parse_args()
    (images, labels), test = load_data()
    model = $network
    train(model, images[: options.examples], labels[: options.examples], epochs=options.epochs)
    print(json.dumps(results(model, *test)))


if __name__ == "__main__":
    main()
''')


def run_script(config: RunConfig, *, link: str | None = None) -> str:
    """A Python file with the same training as a run of the lab. It uses only tfmot's public API.

    The script does not import the lab. It lists the packages that it needs in the form of PEP 723,
    which `uv run` installs. With the same packages on the same machine, its results are exactly
    equal to those of the run. On any machine, each kernel has the number of zeros that `kept_weights`
    predicts. Its last line of output is JSON: `test_loss`, `test_accuracy`, `test_images`, and `layer`, `weights`
    and `zeros` of each kernel.

    Args:
        config: The config of the training. `--epochs` and `--examples` override its plan.
        link: The address of the run or its schedule, or None.

    Raises:
        FieldError: If the link is not a web address.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=2)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits", network="lenet_5")
    >>> "def lenet_5()" in run_script(config)
    True
    """
    definition = schedule_code.definition(schedules(config).values())
    batch_code = schedule_code.module_code(ExportedSource.BATCHES)
    imports = [*IMPORTS, *snippets.imports(config), *batch_code.imports, *definition.imports]
    head = [
        metadata(config.dataset),
        header(config, link),
        snippets.import_block(imports),
        snippets.settings(config),
    ]
    schedule, network = schedule_and_network(config)
    body = [
        definition.code,
        schedule,
        snippets.data(config.dataset),
        snippets.model(config),
        batch_code.code,
        snippets.training(config),
        snippets.results(config),
        MAIN.substitute(network=network),
    ]
    return "\n\n".join(["\n".join(head), "\n\n".join(filter(None, body))])


def schedules(config: RunConfig) -> dict[str, Schedule]:
    """The schedule of each layer that is pruned."""
    by_layer = {kernel.layer: config.schedule_of(kernel.layer) for kernel in config.kernels}
    return {layer: schedule for layer, schedule in by_layer.items() if schedule is not None}


def schedule_and_network(config: RunConfig) -> tuple[str, str]:
    """The function that makes the schedules, and the call that makes the network."""
    if config.schedule is None:
        return "", "dense_network()"
    if not config.layers:
        call = schedule_code.call(config.schedule)
        return ONE_SCHEDULE.substitute(call=indented(call)), "pruned_network(pruning_schedule())"
    call = schedule_code.calls(schedules(config))
    return SCHEDULES.substitute(call=indented(call)), "pruned_network(pruning_schedules())"


def indented(expression: str) -> str:
    """An expression of several lines, indented for the body of a function."""
    return textwrap.indent(expression, "    ").lstrip()


def metadata(dataset: str) -> str:
    """The packages that the script needs, in the form of PEP 723."""
    packages = "".join(f'#     "{package}",\n' for package in requirements(dataset))
    return f"""\
# /// script
# requires-python = "{PYTHON}"
# dependencies = [
{packages}# ]
# ///
"""


def header(config: RunConfig, link: str | None) -> str:
    """The text at the top: the purpose of the script, a link to the page that made it, and how to run it."""
    made = "# Made with the Pruning Schedule Lab"
    link_text = "" if link is None else f": {check_address('link', link)}"
    paragraphs = "\n\n".join(
        textwrap.fill(paragraph, LINE_LENGTH) for paragraph in paragraphs_about(config)
    )
    return f'''\
{made}{link_text}
"""{heading(config)}.

{paragraphs}

Run it with uv, which installs the dependencies above. Or install them with pip first.

    uv run SCRIPT
    uv run SCRIPT --epochs 1 --examples 1000

The last line of output is JSON: test loss, test accuracy, their number of images, and the zeros in each kernel.
"""
'''


def heading(config: RunConfig) -> str:
    """The purpose of the script, in one line."""
    if config.schedule is None:
        return "Train a network without pruning, as a baseline"
    if config.layers:
        return "Train a network with a pruning schedule for each layer, and count the zeros"
    return "Train a network with one pruning schedule, and count the zeros"


def paragraphs_about(config: RunConfig) -> tuple[str, ...]:
    """One paragraph about each: the schedules, the network, the plan, the data, and the licence."""
    plan, facts, network = config.plan, DATASETS[config.dataset], NETWORKS[config.network]
    layer_titles = (
        f"{layer.layer}: {'not pruned' if layer.schedule is None else title(layer.schedule)}"
        for layer in config.layers
    )
    titles = "; ".join((title(config.schedule), *layer_titles)).replace(NO_BREAK_SPACE, " ")
    return (
        f"{titles}.",
        f"Network: {network.title}. {network.source}.",
        f"{plan.num_examples:,} examples, {plan.validation_examples:,} of them for validation, "
        f"batch size {plan.batch_size:,}, epochs {plan.epochs:,}: {plan.total_steps:,} steps of "
        f"{describe_optimizer(config)}.",
        f"Data: {facts.attribution}. {facts.licence}, {facts.licence_url}",
        "This code is free to use, change and share, with or without credit.",
    )
