"""The form of a run: its inputs, its stored values, and the positions of its errors."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from pages.components import services
from pages.components.session.visit import Visit
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from tests.app.runs.run_pages import newest_run, open_train_page, press_button

TWO_SCHEDULES = {
    "schedule.2": "ConstantSparsity",
    "name.2": "Half",
    "dataset": "digits",
    "num_examples": "500",
}


def find_select_box(app: AppTest, label: str) -> Selectbox[str]:
    """The select box whose label starts with this text."""
    return next(box for box in app.selectbox if box.label.startswith(label))


def start_run(app: AppTest) -> RunConfig:
    """Start a run. Return its config."""
    press_button(app, "Train")
    assert not app.exception
    return newest_run().config


def test_selected_network_and_optimizer_are_trained_and_in_the_link(app: AppTest) -> None:
    page = open_train_page(app, **TWO_SCHEDULES)
    find_select_box(page, "Network").select("lenet_5").run()
    find_select_box(page, "Optimizer").select("sgd").run()
    page.number_input(key="momentum 1").set_value(0.5).run()
    page.number_input(key="learning_rate 1").set_value(0.05).run()
    assert page.query_params["network"] == "lenet_5"
    assert page.query_params["optimizer"] == "sgd"
    assert page.query_params["momentum"] == "0.5"
    run = start_run(page)
    assert (run.network, run.optimizer, run.momentum, run.learning_rate) == (
        "lenet_5",
        "sgd",
        0.5,
        0.05,
    )


def test_form_has_no_momentum_for_adam(app: AppTest) -> None:
    page = open_train_page(app, **TWO_SCHEDULES)
    assert [box.label for box in page.number_input] == ["learning_rate", "seed"]


def test_each_layer_can_have_any_schedule_or_none(app: AppTest) -> None:
    page = open_train_page(app, network="mlp", **TWO_SCHEDULES)
    choice = find_select_box(page, "dense, 50,176 weights")
    assert choice.options == [
        "selected schedule",
        "not pruned",
        "schedule 1 · A",
        "schedule 2 · Half",
    ]
    choice.select("none").run()
    find_select_box(page, "dense_1, 640 weights").select("1").run()
    assert page.query_params["layers"] == "dense:none~dense_1:2"
    run = start_run(page)
    assert [kernel.layer for kernel in run.pruned_kernels] == ["dense_1"]


def test_form_shows_the_layers_of_a_link_and_can_reset_them(app: AppTest) -> None:
    page = open_train_page(app, network="mlp", layers="dense:none~dense_1:2", **TWO_SCHEDULES)
    assert find_select_box(page, "dense,").value == "none"
    assert find_select_box(page, "dense_1,").value == "1"
    find_select_box(page, "dense,").select("selected").run()
    find_select_box(page, "dense_1,").select("selected").run()
    assert "layers" not in page.query_params


def test_form_shows_the_layers_of_a_newly_selected_network(app: AppTest) -> None:
    page = open_train_page(app, network="mlp", layers="dense:none", **TWO_SCHEDULES)
    find_select_box(page, "Network").select("lenet_300_100").run()
    assert "layers" not in page.query_params
    box_labels = [box.label for box in page.selectbox if "weights" in box.label]
    assert len(box_labels) == len(NETWORKS["lenet_300_100"].kernels)


def test_invalid_value_shows_an_error_and_no_run_starts(app: AppTest) -> None:
    page = open_train_page(app, learning_rate="0", **TWO_SCHEDULES)
    assert [error.value for error in page.error] == [
        "learning_rate must be from 1e-08 to 10, got 0.0: 0.001 is usual for adam, "
        "0.01 to 0.1 for sgd"
    ]
    assert services.run_store().recent() == []
    page.number_input(key="learning_rate 1").set_value(0.01).run()
    assert [error.value for error in page.error] == []
    assert start_run(page).learning_rate == 0.01


def test_error_in_the_plan_links_to_the_explorer(app: AppTest) -> None:
    page = open_train_page(app, **TWO_SCHEDULES, batch_size="0")
    assert "batch_size" in page.error[0].value
    assert any("Correct it" in link.proto.label for link in page.get("page_link"))


def test_layer_of_a_removed_schedule_shows_an_error_and_can_get_another_schedule(
    app: AppTest,
) -> None:
    page = open_train_page(app, network="mlp", layers="dense:2", **TWO_SCHEDULES)
    visit: Visit = page.session_state[Visit.__name__]
    visit.state = replace(visit.state, schedules=visit.state.schedules[:1])
    page.run()
    assert "dense has schedule 2, but there is only 1 schedule" in page.error[0].value
    assert find_select_box(page, "dense,").value == "1"
    find_select_box(page, "dense,").select("none").run()
    assert [error.value for error in page.error] == []
