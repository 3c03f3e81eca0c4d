"""The share link. A written link is read as the same state. The problems of any other link are reported."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.session.lab_state import MAX_SCHEDULES, LabState, NamedSchedule, defaults
from pages.components.session.link_schedules import SCHEDULE_PARAMETERS, parameters_of
from pages.components.session.share_link import (
    STATE_PARAMETERS,
    TRAINING_PARAMETERS,
    read_link,
    write_link,
)
from pruning_core import ConstantSparsity, PolynomialDecay
from pruning_core.checks import LARGEST_STEP
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, RunConfigError
from pruning_core.networks import NETWORKS
from pruning_core.plan.own_training import OWN_DEFAULTS, OWN_PARAMETERS
from pruning_core.runs.config import RunConfig
from tests.parameters import valid_values, valid_values_of
from tests.strategies import schedules

NAMES = [*SCHEDULE_PARAMETERS, *TRAINING_PARAMETERS, *STATE_PARAMETERS]
NUMBERED_NAMES = [f"{name}.{number}" for name in SCHEDULE_PARAMETERS for number in (1, 2, 6, 7)]
WHOLE_NUMBERS = st.integers(-LARGEST_STEP, LARGEST_STEP)


CHANGED_STATE = replace(
    defaults("digits"),
    training={**defaults("digits").training, "network": "mlp", "optimizer": "sgd", "momentum": 0.5},
    layers={"dense": None},
)
"""The state of a visitor before a link is opened."""


def names() -> st.SearchStrategy[str]:
    """Names that a visitor can enter."""
    letters = st.characters(exclude_categories=["C", "Z"])
    return st.text(letters, min_size=1, max_size=40)


@st.composite
def states(draw: st.DrawFn) -> LabState:
    """Any state that a link can contain."""
    drawn_schedules = draw(st.lists(schedules(), min_size=1, max_size=MAX_SCHEDULES))
    named_schedules = tuple(
        NamedSchedule(name=draw(names()), schedule=schedule) for schedule in drawn_schedules
    )
    indices = st.integers(0, len(named_schedules) - 1)
    network = draw(st.sampled_from(sorted(NETWORKS)))
    training = {
        **defaults("digits").training,
        "seed": draw(WHOLE_NUMBERS),
        "network": network,
        "optimizer": draw(valid_values("optimizer")),
        "learning_rate": draw(st.floats(-1e9, 1e9)),
        "momentum": draw(st.floats(-1e9, 1e9)),
        "learning_rate_schedule": draw(valid_values("learning_rate_schedule")),
        "pieces": draw(st.sampled_from(["", "100:0.0001", "5:0.01 9:0.001", "soon & <b>"])),
    }
    layers = st.sampled_from([kernel.layer for kernel in NETWORKS[network].kernels])
    own_values = {name: valid_values_of(OWN_PARAMETERS[name]) for name in OWN_PARAMETERS}
    own_training = draw(st.just({}) | st.fixed_dictionaries(own_values))
    return LabState(
        schedules=named_schedules,
        selected=draw(indices),
        training=training,
        own_training=own_training,
        plans_own=bool(own_training) and draw(st.booleans()),
        layers=draw(st.dictionaries(layers, st.none() | indices)),
    )


@given(state=states())
def test_written_link_is_read_as_the_same_state(state: LabState) -> None:
    for base in (defaults("mnist"), CHANGED_STATE):
        state_read, problems = read_link(write_link(state), base)
        assert problems == []
        assert state_read == state


def test_link_without_an_own_training_keeps_the_own_training_of_the_session() -> None:
    base = replace(defaults("digits"), own_training=OWN_DEFAULTS | {"k": 7}, plans_own=True)
    state, problems = read_link({"power": "1"}, base)
    assert (state.own_training["k"], state.plans_own, problems) == (7, False, [])


def test_link_with_an_own_training_does_not_depend_on_the_session() -> None:
    base = replace(defaults("digits"), own_training=OWN_DEFAULTS | {"k": 7}, plans_own=True)
    link = {"plan": "mine", "my_step_rule": "accumulation", "my_num_examples": "5000"}
    state, problems = read_link(link, base)
    assert problems == []
    assert state.own_training == OWN_DEFAULTS | {
        "step_rule": "accumulation",
        "num_examples": 5000,
    }
    assert state.plans_own


def test_invalid_value_of_an_own_training_is_reported_and_replaced() -> None:
    link = {"plan": "yours", "my_step_rule": "magic", "my_epochs": "many", "my_k": "3"}
    state, problems = read_link(link, defaults("digits"))
    assert [problem.split(" must be")[0] for problem in problems] == [
        "The link's plan",
        "The link's my_step_rule",
        "The link's my_epochs",
    ]
    assert "got 'many': 30 is used instead" in problems[2]
    assert state.own_training == OWN_DEFAULTS | {"k": 3}
    assert not state.plans_own


@given(parameters=st.dictionaries(st.sampled_from(NAMES + NUMBERED_NAMES) | st.text(), st.text()))
def test_any_link_is_read_and_its_problems_are_reported(parameters: dict[str, str]) -> None:
    state, problems = read_link(parameters, defaults("mnist"))
    assert 1 <= len(state.schedules) <= MAX_SCHEDULES
    assert 0 <= state.selected < len(state.schedules)
    assert set(state.training) == set(TRAINING_PARAMETERS)
    known_names = {
        *NAMES,
        *(f"{name}.{number}" for name in SCHEDULE_PARAMETERS for number in range(2, 7)),
    }
    for name in set(parameters) - known_names:
        assert any(repr(name)[:20] in problem for problem in problems)


values = st.one_of(WHOLE_NUMBERS.map(str), st.floats().map(str), st.sampled_from(["0", "1", "0.5"]))


@given(parameters=st.dictionaries(st.sampled_from(NAMES + NUMBERED_NAMES), values))
def test_any_numbers_in_a_link_give_valid_schedules(
    parameters: dict[str, str],
) -> None:
    state, problems = read_link(parameters, defaults("mnist"))
    for name, text in parameters.items():
        if name in parameters_of(state.schedules[0].schedule) and not problems:
            assert parameters_of(state.schedules[0].schedule)[name] == float(text)


@pytest.mark.parametrize("text", ["", " ", " 1", "0x1", "nan", "inf", "-inf", "1e999", "٣"])
@pytest.mark.parametrize("name", ["power", "begin_step", "seed", "validation_split", "keyframes"])
def test_invalid_value_is_reported_and_the_others_are_used(name: str, text: str) -> None:
    base = defaults("mnist")
    state, problems = read_link({name: text, "final_sparsity": "0.5"}, base)
    assert len(problems) == 1
    assert problems[0].startswith(f"The link's {name} must be")
    assert isinstance(state.schedule, PolynomialDecay)
    assert state.schedule.final_sparsity == 0.5
    assert state.schedule.power == 3
    assert state.training == base.training


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"frequency": "0"}, "frequency must be at least 1, got 0"),
        ({"begin_step": "304"}, "end_step must be greater than begin_step"),
        ({"final_sparsity": "1"}, "final_sparsity must be at least 0 and below 1"),
        ({"schedule": "KeyframeSchedule", "keyframes": "9_0~5_0.5"}, "steps must increase"),
        ({"schedule": "KeyframeSchedule", "keyframes": "0_0_bumpy"}, "segment must be one of"),
    ],
)
def test_invalid_schedule_is_reported_and_replaced(
    parameters: dict[str, str], message: str
) -> None:
    state, problems = read_link(parameters, defaults("mnist"))
    assert message in problems[0]
    assert state.schedule.end_step > state.schedule.begin_step


@pytest.mark.parametrize("selected", ["0", "3", "-1"])
def test_selection_of_a_missing_schedule_is_reported(selected: str) -> None:
    link = write_link(defaults("mnist")) | {"schedule.2": "ConstantSparsity", "selected": selected}
    state, problems = read_link(link, defaults("mnist"))
    assert state.selected == 0
    assert problems == [f"The link's selected must be 1 to 2, got {selected}: 1 is used instead."]


def test_defaults_of_every_data_set_make_a_valid_run() -> None:
    for dataset in DATASETS:
        state = defaults(dataset)
        assert state.schedule.end_step <= state.plan.total_steps
        assert state.run == RunConfig(schedule=state.schedule, plan=state.plan, dataset=dataset)


def test_replaced_value_does_not_change_the_others() -> None:
    link = {"begin_step": "400", "final_sparsity": "0.5"}
    state, problems = read_link(link, defaults("mnist"))
    config = state.schedule.get_config()["config"]
    assert (config["begin_step"], config["end_step"], config["final_sparsity"]) == (400, 640, 0.5)
    assert len(problems) == 1
    assert problems[0].endswith("640 is used instead.")


@pytest.mark.parametrize(
    "name", ["👩\u200d💻 run", "a\u00a0b", "Größe 5", "a" * 33 + "👨\u200d👩\u200d👧\u200d👦"]
)
def test_name_can_use_any_alphabet(name: str) -> None:
    state, problems = read_link({"name": name}, defaults("mnist"))
    assert problems == []
    assert state.schedules[0].name == name


@pytest.mark.parametrize("name", ["", " ", "x\x07y", "\u202eabc", "a" * 41, "two\nlines"])
def test_name_with_control_characters_or_too_many_characters_is_refused(name: str) -> None:
    state, problems = read_link({"name": name}, defaults("mnist"))
    assert len(problems) == 1
    assert state.schedules[0].name == "A"


LINK_WITH_TWO_SCHEDULES = write_link(defaults("mnist")) | {
    "schedule.2": "ConstantSparsity",
    "network": "mlp",
}


def test_link_sets_the_schedules_of_layers() -> None:
    state, problems = read_link(
        LINK_WITH_TWO_SCHEDULES | {"layers": "dense:none~dense_1:2"}, defaults("mnist")
    )
    assert problems == []
    assert state.layers == {"dense": None, "dense_1": 1}
    run = state.run
    assert run.network == "mlp"
    assert run.schedule_of("dense") is None
    assert run.schedule_of("dense_1") == state.schedules[1].schedule


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("dense_1:3", "must follow a schedule of 1 to 2, got 3 for dense_1"),
        ("conv2d:none", "must be some of dense, dense_1, the layers of mlp, got 'conv2d'"),
        ("dense_1", "must be each layer once, with none or the number of a schedule"),
        ("dense_1:0", "must be each layer once"),
        ("dense_1:7", "must be each layer once"),
        ("dense:1~dense:2", "must be each layer once"),
        ("", "must be each layer once"),
    ],
)
def test_invalid_layer_is_reported_and_omitted(layers: str, message: str) -> None:
    state, problems = read_link(LINK_WITH_TWO_SCHEDULES | {"layers": layers}, defaults("mnist"))
    assert len(problems) == 1
    assert message in problems[0]
    assert state.layers == {}
    assert "layers" not in write_link(state)


def test_invalid_layer_does_not_change_the_other_layers() -> None:
    state, problems = read_link(
        LINK_WITH_TWO_SCHEDULES | {"layers": "dense:none~dense_1:6"}, defaults("mnist")
    )
    assert state.layers == {"dense": None}
    assert len(problems) == 1


def test_link_of_an_older_version_trains_the_network_of_the_article() -> None:
    old = "schedule=ConstantSparsity&target_sparsity=0.5&begin_step=2&end_step=-1&frequency=5"
    old += "&dataset=digits&num_examples=500&batch_size=32&epochs=1&validation_split=0.2&seed=3"
    state, problems = read_link(dict(parse_qsl(old)), CHANGED_STATE)
    assert problems == []
    half = ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=5)
    assert state.run == RunConfig(schedule=half, plan=state.plan, seed=3, dataset="digits")
    assert write_link(state) == dict(parse_qsl(old))


def test_layer_with_a_removed_schedule_is_an_error() -> None:
    state, _problems = read_link(
        LINK_WITH_TWO_SCHEDULES | {"layers": "dense_1:2"}, defaults("mnist")
    )
    state_without_schedule = replace(state, schedules=state.schedules[:1])
    with pytest.raises(RunConfigError, match="dense_1 has schedule 2") as error_info:
        _ = state_without_schedule.run
    assert error_info.value.field == "layers"


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 0.0), ("momentum", 1.0), ("seed", -1), ("num_examples", 10**6)],
)
def test_invalid_training_value_is_refused_with_its_name(name: str, value: float) -> None:
    state = defaults("mnist")
    with pytest.raises(FieldError) as error_info:
        _ = replace(state, training={**state.training, name: value}).run
    assert error_info.value.field == name
