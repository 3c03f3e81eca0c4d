"""Code that prunes a visitor's own model: its schedule, the steps of its training, and `fit` or a loop."""

import textwrap
from collections.abc import Mapping
from string import Template

from pruning_core.exports.addresses import check_address
from pruning_core.exports.code import schedule_code, snippets
from pruning_core.exports.code.layers_snippet import layer_functions
from pruning_core.plan.learning_rates import learning_rate_of
from pruning_core.plan.own_training import Known, OwnTraining
from pruning_core.plan.step_rules import STEP_RULES, Repeats
from pruning_core.prediction.summary import NO_BREAK_SPACE, title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import optimizer_arguments, values_of
from pruning_core.schedules import Schedule

LINE_LENGTH = 100
IMPORTS = ["import tensorflow_model_optimization as tfmot", "import tf_keras as keras"]
IMPORTS_OF_LOOP = ["import tensorflow as tf"]
PRUNING = Template('''\
def pruning_schedule():
    """The schedule: the sparsity at each step, and the steps at which the masks change."""
    return $call


def pruned(model):
    """A Keras 2 model whose layers are pruned while it trains. Compile it after this call."""
    return tfmot.sparsity.keras.prune_low_magnitude(model, pruning_schedule=pruning_schedule())
''')
OPTIMIZER = Template('''\
def optimizer():
    """The optimizer, with its learning rate."""
    return $optimizer
''')
FIT = Template('''\
def train(model, $inputs):
    """Train the pruned model. A callback passes the step to the pruning."""
    callbacks = [tfmot.sparsity.keras.UpdatePruningStep()]
    for _fit in range(FITS):
        model.fit(
            $given,
            callbacks=callbacks,
        )
''')
LOOP = '''\
def train(model, loss, batches):
    """Train the pruned model. The optimizer changes the weights once in CALLS_PER_STEP batches."""
    pruning = tfmot.sparsity.keras.UpdatePruningStep()
    pruning.set_model(model)
    pruning.on_train_begin()

    @tf.function
    def gradients_of(inputs, targets):
        with tf.GradientTape() as tape:
            value = loss(targets, model(inputs, training=True)) / CALLS_PER_STEP
        return tape.gradient(value, model.trainable_variables)

    sums = None
    for number, (inputs, targets) in enumerate(batches, 1):
        gradients = gradients_of(inputs, targets)
        sums = gradients if sums is None else [a + b for a, b in zip(sums, gradients, strict=True)]
        if number % CALLS_PER_STEP == 0:
            changes = zip(sums, model.trainable_variables, strict=True)
            model.optimizer.apply_gradients(changes)
            sums = None
    pruning.on_epoch_end(None)  # the optimizer has moved masked weights: mask them again
'''
END = '''\
def steps_of(model):
    """The steps that each pruned layer has counted. After the training, they should be TOTAL_STEPS."""
    return [int(layer.pruning_step) for layer in model.layers if hasattr(layer, "pruning_step")]


def stripped(model):
    """The trained model without the variables of the pruning."""
    return tfmot.sparsity.keras.strip_pruning(model)
'''
ARGUMENTS = {
    Known.EXAMPLES: ("inputs, targets", ("BATCH_SIZE", "EPOCHS", "VALIDATION_SPLIT")),
    Known.STEPS_PER_EPOCH: ("batches", ("STEPS_PER_EPOCH", "EPOCHS")),
    Known.TOTAL_STEPS: ("batches", ("STEPS_PER_EPOCH", "EPOCHS")),
}
"""For each way to enter the length: the data that `fit` gets, and the constants that `fit` gets as arguments."""
LOOPS = ("accumulation", "loop")
"""The kinds of training that do not call `fit`."""


def own_training_script(
    schedule: Schedule,
    training: OwnTraining,
    *,
    run: RunConfig | None = None,
    link: str | None = None,
    layers: Mapping[str, Schedule] | None = None,
) -> str:
    """A Python module with functions that prune, train, check and strip the visitor's own model.

    Args:
        schedule: The schedule of all layers of the model.
        training: The training that the module follows.
        run: The run whose optimizer and learning rate the module has. If None, it has Adam with 0.001.
        link: The address of the page that made the module, or None.
        layers: The schedule of each pruned layer, by its name. If None, all layers have `schedule`.

    Raises:
        FieldError: If this training has no pruning steps, or the link is not a web address.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> text = own_training_script(half, OwnTraining(known="total_steps", total_steps=300))
    >>> "STEPS_PER_EPOCH = 300" in text
    True
    """
    definition = schedule_code.definition([schedule, *(layers or {}).values()])
    is_loop = training.step_rule in LOOPS
    imports = [*IMPORTS, *(IMPORTS_OF_LOOP if is_loop else ()), *definition.imports]
    head = [
        header(schedule, training, link),
        snippets.import_block(imports),
        settings(training),
    ]
    call = textwrap.indent(schedule_code.call(schedule), "    ").lstrip()
    pruning = PRUNING.substitute(call=call) if layers is None else layer_functions(layers)
    model = f"{pruning}\n\n{OPTIMIZER.substitute(optimizer=optimizer(training, run))}"
    body = [definition.code, model, LOOP if is_loop else call_of_fit(training), END]
    return "\n\n".join(["\n".join(head), "\n\n".join(filter(None, body))])


def settings(training: OwnTraining) -> str:
    """The numbers of the training as constants."""
    plan = training.plan
    rule = STEP_RULES[training.step_rule]
    fits = training.k if rule.repeats is Repeats.FITS else 1
    constants: dict[str, int | float] = {"TOTAL_STEPS": plan.total_steps}
    if training.step_rule in LOOPS:
        constants["CALLS_PER_STEP"] = plan.calls_per_step
    else:
        values = {
            "BATCH_SIZE": training.batch_size,
            "EPOCHS": plan.epochs // fits,
            "VALIDATION_SPLIT": training.validation_split,
            "STEPS_PER_EPOCH": plan.steps_per_epoch,
        }
        _inputs, names = ARGUMENTS[Known(training.known)]
        constants |= {name: values[name] for name in names} | {"FITS": fits}
    return "".join(f"{name} = {value!r}\n" for name, value in constants.items())


def call_of_fit(training: OwnTraining) -> str:
    """The function that trains with `fit`."""
    inputs, names = ARGUMENTS[Known(training.known)]
    given = [*inputs.split(", "), *(f"{name.lower()}={name}" for name in names)]
    return FIT.substitute(inputs=inputs, given=",\n            ".join(given))


def optimizer(training: OwnTraining, run: RunConfig | None) -> str:
    """The expression that makes the optimizer. A rate that decays over the whole training uses the own training."""
    if run is None:
        return "keras.optimizers.Adam(learning_rate=0.001)"
    rate = learning_rate_of(values_of(run), optimizer_steps=training.plan.optimizer_steps)
    return snippets.optimizer_call(run.optimizer, optimizer_arguments(run), rate)


def header(schedule: Schedule, training: OwnTraining, link: str | None) -> str:
    """The text at the top: the purpose of the module, its use, and the definition of a step."""
    made = "# Made with the Pruning Schedule Lab"
    link_text = "" if link is None else f": {check_address('link', link)}"
    plan, rule = training.plan, STEP_RULES[training.step_rule]
    paragraphs = (
        f"{title(schedule)}.".replace(NO_BREAK_SPACE, " "),
        f"{rule.title}, k = {training.k}: {rule.sentence}"
        if rule.repeats is not Repeats.NOTHING
        else f"{rule.title}: {rule.sentence}",
        f"A pruned layer counts {plan.total_steps:,} steps; the optimizer makes "
        f"{plan.optimizer_steps:,}. tfmot needs Keras 2: build the model with tf_keras.",
    )
    filled = "\n\n".join(textwrap.fill(paragraph, LINE_LENGTH) for paragraph in paragraphs)
    given = "loss, batches" if training.step_rule in LOOPS else ARGUMENTS[Known(training.known)][0]
    return f'''\
{made}{link_text}
"""Prune a model of your own while it trains.

{filled}

    model = pruned(model)
    model.compile(optimizer=optimizer(), loss=...)
    train(model, {given})
    print(steps_of(model))
    final = stripped(model)
"""
'''
