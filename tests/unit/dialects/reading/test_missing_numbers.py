"""A number that a pasted text does not contain is asked for by its name, and never guessed."""

import pytest

from pruning_core import read_schedule
from pruning_core.errors import ScheduleError

CALL = "PolynomialDecay(0.0, 0.8, 0, {})"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (CALL.format("steps_per_epoch * 4"), ["steps_per_epoch"]),
        (CALL.format("n * batch // epochs + 1"), ["n", "batch", "epochs"]),
        ("end_step = x_train.shape[0] // 128\n" + CALL.format("end_step"), ["x_train.shape[0]"]),
        (CALL.format("len( x_train ) // 128"), ["len(x_train)"]),
        (CALL.format("args.epochs * 10"), ["args.epochs"]),
        ("from config import EPOCHS\n" + CALL.format("EPOCHS * 10"), ["EPOCHS"]),
        ("epochs = int(input())\n" + CALL.format("epochs * 10"), ["input()"]),
        ("PolynomialDecay(0.0, 0.8)", ["begin_step", "end_step"]),
        ("PolynomialDecay(0.0, 0.8, **steps)", ["begin_step", "end_step"]),
        ("{'final_sparsity': 0.8, 'initial_sparsity': 0, 'begin_step': 0}", ["end_step"]),
        ('{"class_name": "ConstantSparsity", "config": {"begin_step": 0}}', ["target_sparsity"]),
        ("schedule = PolynomialDecay(0.0, final_sparsity=0.8, begin_step=0,", ["end_step"]),
    ],
)
def test_missing_number_is_asked_for_and_filled_in(text: str, missing: list[str]) -> None:
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    assert list(error_info.value.missing) == missing
    assert all(f"`{name}`" in str(error_info.value) for name in missing)
    answers = {
        name: 0.5 if "sparsity" in name else 1000 * index
        for index, name in enumerate(missing, start=1)
    }
    read_schedule(text, answers)


def test_question_is_one_sentence_with_the_name() -> None:
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(CALL.format("steps_per_epoch * 4"))
    question = "`steps_per_epoch` is not in what you pasted: how much is it?"
    assert str(error_info.value) == question


@pytest.mark.parametrize("name", ["end_step", "epochs", "get_epochs( 'a' )"])
def test_number_can_be_given_for_a_variable_or_for_the_expression_that_defines_it(
    name: str,
) -> None:
    text = 'epochs = get_epochs("a")\nend_step = epochs\n' + CALL.format("end_step")
    assert read_schedule(text, {name: 30.0}).end_step == 30


def test_long_expression_is_asked_for_by_the_name_of_its_variable_or_parameter() -> None:
    long = " + ".join(f"count_examples_in_file({number})" for number in range(9))
    for text, name in (
        (f"n_files = load({long})\n" + CALL.format("n_files * 2"), "n_files"),
        (CALL.format(f"load({long})"), "end_step"),
    ):
        with pytest.raises(ScheduleError) as error_info:
            read_schedule(text)
        assert error_info.value.missing == (name,)
        assert read_schedule(text, {name: 50}).end_step in {50, 100}


def test_given_number_does_not_replace_a_number_of_the_text() -> None:
    text = "epochs = 4\n" + CALL.format("epochs * n")
    assert read_schedule(text, {"epochs": 9, "n": 10}).end_step == 40


@pytest.mark.parametrize(
    "lines",
    [
        "if large:\n    epochs = 4\nelse:\n    epochs = 5",
        "epochs = 4\nif large:\n    epochs = 5",
        "if large:\n    c = {'n': 4}\nelse:\n    c = {'n': 5}\nepochs = c['n']",
        "c.n = 4\nif large:\n    c.n = 5\nepochs = c.n",
        "epochs = 4\nfor other in data:\n    epochs += 1",
        "epochs = 4\nwhile wait():\n    epochs = 5",
        "for epochs in (4, 5):\n    pass",
        "try:\n    epochs = 4\nexcept KeyError:\n    epochs = 5",
        "match kind:\n    case 1:\n        epochs = 4",
        "with pool() as epochs:\n    pass",
        "epochs = 4\ndel epochs",
        "def epochs():\n    pass",
        "epochs, *rest = numbers",
        "epochs = 4 if large else 5",
        "epochs = [each for each in numbers][0]",
    ],
)
def test_name_that_may_have_another_value_is_asked_for(lines: str) -> None:
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(f"{lines}\n" + CALL.format("epochs * 10"))
    assert len(error_info.value.missing) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "if large:\n    epochs = 4\nelse:\n    epochs = 4",
        "epochs = 4\nif large:\n    other = 5",
        "epochs = 9\nepochs = 4",
        "try:\n    import numpy\nexcept ImportError:\n    pass\nepochs = 4",
        "if __name__ == '__main__':\n    epochs = 4",
        "with open('x') as file:\n    epochs = 4",
        "epochs: int = 4",
        "first = epochs = 4",
    ],
)
def test_name_with_one_certain_value_is_not_asked_for(lines: str) -> None:
    assert read_schedule(f"{lines}\n" + CALL.format("epochs * 10")).end_step == 40


def test_parameter_of_a_function_is_asked_for_and_a_constant_outside_is_not() -> None:
    text = "def build(epochs=4):\n    return PolynomialDecay(0, .8, 0, epochs * STEPS)\nSTEPS = 10"
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    assert error_info.value.missing == ("epochs",)
    assert read_schedule(text, {"epochs": 3}).end_step == 30


def test_changed_attribute_or_dictionary_is_asked_for_again() -> None:
    for change in ("cfg = load()", "cfg.update(load())", "cfg['n'] = load()", "cfg[key] = 1"):
        with pytest.raises(ScheduleError):
            read_schedule(f"cfg = {{'n': 4}}\n{change}\n" + CALL.format("cfg['n']"))


@pytest.mark.parametrize("value", ["188", True, float("nan"), None])
def test_given_value_that_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ScheduleError, match="epochs must be a"):
        read_schedule(CALL.format("epochs"), {"epochs": value})
