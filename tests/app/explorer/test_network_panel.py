"""My network on the explorer: its layers set every number of the page and the link, and changes can be undone."""

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.explorer.network.code_section import SECTION_KEY
from pages.components.session.layer_plan import NAME_PATTERN
from pages.components.session.visit import Visit
from pruning_core import LayerTable, PolynomialDecay
from pruning_core.exports import layers_snippet
from pruning_core.kernels import Kernel
from pruning_core.networks.layer_schedules import schedules_of
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    editor_data,
    link_parameters,
    numbers_of_first_schedule,
    open_explorer,
    row_of_layer,
)

SUMMARY = """\
 Layer (type)                Output Shape              Param #
=================================================================
 conv2d (Conv2D)             (None, 6, 6, 8)           80
 flatten (Flatten)           (None, 288)               0
 dense (Dense)               (None, 10)                2890
"""
TYPED = "conv1 Conv2D 3x3x3x64\nfc Dense 2048x10\npool MaxPooling2D 1x1 no"
FC = Kernel(layer="fc", shape=(2048, 10))
LAST_UPDATE = PolynomialDecay(
    initial_sparsity=0, final_sparsity=0.875, begin_step=38, end_step=192, frequency=100
)


def give_layers(app: AppTest, text: str) -> AppTest:
    """Choose "My network", and read its layers from a text."""
    choose_network(app, "my network")
    app.text_area(key="typed layers").set_value(text).run()
    return press(app, "Read these layers")


def choose_network(app: AppTest, option: str) -> AppTest:
    """Select an option of the menu of networks."""
    return next(box for box in app.selectbox if box.label == "Network").set_value(option).run()


def press(app: AppTest, label: str) -> AppTest:
    """Press a button."""
    return next(button for button in app.button if button.label == label).click().run()


def table_data(app: AppTest) -> dict[str, Any]:
    """The data of the layer table."""
    elements = (json.loads(each.proto.json) for each in app.get("bidi_component"))
    return next(data for data in elements if "filters" in data)


def visit(app: AppTest) -> Visit:
    """The state of the visit."""
    state: Visit = app.session_state["Visit"]
    return state


def test_typed_layers_reach_the_table_the_comparison_and_the_link(
    app: AppTest, visitor: AppTest
) -> None:
    give_layers(open_explorer(app, **LINK_WITH_TRAP), TYPED)
    assert not app.exception
    rows = table_data(app)["rows"]
    assert [row["name"] for row in rows] == ["conv1", "fc", "pool"]
    assert [row["pruned"] for row in rows] == [True, True, False]
    kept = LayerTable.read(TYPED).kept_weights(LAST_UPDATE, 138)["fc"]
    assert rows[1]["kept"] == f"{kept:,} of 20,480"
    assert numbers_of_first_schedule(app)[row_of_layer(FC)] == f"{kept:,}"
    sizes = [group["sizes"] for group in editor_data(app)["layers"]]
    assert sizes == [[[1728, 1], [20480, 1]]]
    open_explorer(visitor, **link_parameters(app))
    assert table_data(visitor)["rows"] == rows


def test_code_prunes_the_pruned_layers_of_the_table_and_names_the_refused_layers(
    app: AppTest,
) -> None:
    give_layers(open_explorer(app, **LINK_WITH_TRAP), f"{TYPED}\nscale Rescaling 1x1")
    app.session_state[SECTION_KEY] = True
    press(app, "Distribute by ERK")
    code = next(each.value for each in app.code if "def pruned(model)" in each.value)
    state = visit(app).state
    assert set(state.layer_plan.sparsities) == {"conv1", "fc"}
    schedules = schedules_of(state.schedule, state.layer_plan.sparsities)
    assert code == layers_snippet(schedules).strip()  # Streamlit strips the text
    assert any(re.search("does not prune them.*scale", each.value) for each in app.caption)


def test_link_that_keeps_a_layer_dense_changes_every_number(app: AppTest) -> None:
    kernels = [[288, 1], [18432, 1], [2560, 1]]
    dense = Kernel(layer="dense", shape=(1600, 256))
    open_explorer(app, **LINK_WITH_TRAP, layers="dense:none", sparsities="dense_1:0.5")
    assert numbers_of_first_schedule(app)[row_of_layer(dense)] == "409,600, not pruned"
    sizes = [size for group in editor_data(app)["layers"] for size in group["sizes"]]
    assert sorted(sizes) == sorted(kernels)
    assert visit(app).state.run.schedule_of("dense") is None
    own_schedule = visit(app).state.run.schedule_of("dense_1")
    assert own_schedule is not None
    assert own_schedule.end_sparsity == 0.5
    assert link_parameters(app)["sparsities"] == "dense_1:0.5"


@pytest.mark.parametrize("label", ["Distribute uniformly", "Distribute by ERK"])
def test_one_click_distributes_a_sparsity_and_undo_restores_the_old_sparsities(
    app: AppTest, label: str
) -> None:
    give_layers(open_explorer(app, **LINK_WITH_TRAP), TYPED)
    next(box for box in app.number_input if box.label == "Global sparsity").set_value(0.9).run()
    press(app, label)
    plan = visit(app).state.layer_plan
    weights = {layer.name: layer.n_weights for layer in plan.table.prunable}
    kept = sum((1 - plan.sparsities[name]) * weights[name] for name in weights)
    assert kept == pytest.approx(0.1 * sum(weights.values()), abs=1)
    assert (len(set(plan.sparsities.values())) == 1) == (label == "Distribute uniformly")
    press(app, "Undo")
    assert visit(app).state.layer_plan.sparsities == {}


def test_well_known_network_is_selected_in_the_menu_and_undo_restores_the_own_network(
    app: AppTest,
) -> None:
    give_layers(open_explorer(app, **LINK_WITH_TRAP), TYPED)
    choose_network(app, "preset vgg16")
    assert visit(app).state.layer_plan.table.n_weights == 138_344_128
    assert any("1409.1556" in info.value for info in app.info)
    press(app, "Undo")
    assert [row["name"] for row in table_data(app)["rows"]] == ["conv1", "fc", "pool"]


def test_a_text_without_layers_stays_in_its_field_and_the_network_stays(app: AppTest) -> None:
    give_layers(open_explorer(app, **LINK_WITH_TRAP), TYPED)
    app.text_area(key="typed layers").set_value("conv1 is big").run()
    press(app, "Read these layers")
    assert any("line 1 is not a layer" in error.value for error in app.error)
    assert app.text_area(key="typed layers").value == "conv1 is big"
    assert [row["name"] for row in table_data(app)["rows"]] == ["conv1", "fc", "pool"]


def test_5000_layers_are_shown_page_by_page_and_the_link_has_the_name_of_the_network_in_the_browser(
    app: AppTest,
) -> None:
    lines = [
        f"block_{index * 7919 % 10007}_{index} {index + 9}x{index * 31 % 97 + 2}"
        for index in range(5000)
    ]
    give_layers(open_explorer(app, **LINK_WITH_TRAP), "\n".join(lines))
    assert not app.exception
    data = table_data(app)
    assert data["position"] == "Layers 1 to 25 of 5,000"
    assert len(data["rows"]) == 25
    assert NAME_PATTERN.fullmatch("".join(app.query_params["network_table"]))
    assert any(re.search("the share link does not contain it", info.value) for info in app.info)
    app.session_state[SECTION_KEY] = True
    app.run()
    assert any(re.search("lines, too many for this page", info.value) for info in app.info)


def test_assumed_shapes_are_named_once_and_small_sizes_have_a_small_unit(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    give_layers(app, SUMMARY)
    assert sum("conv2d" in each.value for each in app.info) == 1
    assert any("11.8 kB dense" in each.value for each in app.markdown)
