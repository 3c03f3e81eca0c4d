"""Uniform and ERK distribute a global sparsity exactly, and no layer gets a density above 1."""

from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pruning_core import ConstantSparsity, Layer, LayerTable
from pruning_core.errors import ScheduleError
from pruning_core.networks.layer_schedules import schedules_of
from pruning_core.networks.table_presets import PRESETS
from tests.layer_tables import layer_tables

TARGETS = st.floats(0.0, 0.9999)


def kept_in_all(table: LayerTable, sparsities: dict[str, float]) -> float:
    """The number of weights that all pruned layers keep, before rounding."""
    return sum(layer.n_weights * (1 - sparsities[layer.name]) for layer in table.prunable)


@given(table=layer_tables(), target=TARGETS)
def test_totals_equal_the_global_target(table: LayerTable, target: float) -> None:
    for sparsities in (table.uniform(target), table.erk(target)):
        assert set(sparsities) == {layer.name for layer in table.prunable}
        assert abs(kept_in_all(table, sparsities) - table.n_weights * (1 - target)) < 1e-3
        assert all(0 <= sparsity < 1 for sparsity in sparsities.values())


@given(table=layer_tables(), target=TARGETS)
def test_erk_density_is_proportional_to_dimensions_over_weights_unless_the_layer_is_dense(
    table: LayerTable, target: float
) -> None:
    densities = {name: 1 - sparsity for name, sparsity in table.erk(target).items()}
    factors = {
        layer.name: densities[layer.name] * layer.n_weights / sum(map(sum, layer.kernels))
        for layer in table.prunable
    }
    sparse = [factor for name, factor in factors.items() if densities[name] < 1]
    largest = max(sparse, default=0.0)
    assert all(isclose(factor, largest, rel_tol=1e-6) for factor in sparse)
    assert all(factors[name] <= largest * (1 + 1e-6) for name in factors if sparse)


@given(table=layer_tables(), target=TARGETS, data=st.data())
def test_order_of_layers_does_not_matter(
    table: LayerTable, target: float, data: st.DataObject
) -> None:
    moved = LayerTable(tuple(data.draw(st.permutations(table.layers))))
    expected, sparsities = table.erk(target), moved.erk(target)
    assert all(isclose(sparsities[name], expected[name], abs_tol=1e-9) for name in expected)


@given(table=layer_tables(), low=TARGETS, high=TARGETS)
def test_a_higher_target_never_lowers_the_sparsity_of_a_layer(
    table: LayerTable, low: float, high: float
) -> None:
    assume(low <= high)
    less, more = table.erk(low), table.erk(high)
    assert all(less[name] <= more[name] + 1e-9 for name in less)


def test_erk_equals_the_published_rule_on_lenet_300_100() -> None:
    """By hand: 1084 c + 400 c + 110 c = 26,620; the last layer would be denser than 1 for c > 1000 / 110."""
    table = LayerTable.read("fc1: 784x300\nfc2: 300x100\nfc3: 100x10")
    factor = (26_620 - 1000) / (1084 + 400)
    assert table.erk(0.9) == {
        "fc1": pytest.approx(1 - factor * 1084 / 235_200),
        "fc2": pytest.approx(1 - factor * 400 / 30_000),
        "fc3": 0.0,
    }


def test_densities_are_capped_until_no_density_exceeds_1() -> None:
    """The density of the second layer exceeds 1 only after the first layer has been capped."""
    layers = (Layer("a", "", ((2, 2),)), Layer("b", "", ((8, 5),)), Layer("c", "", ((100, 100),)))
    sparsities = LayerTable(layers).erk(1 - 664 / 10_044)
    assert sparsities["a"] == sparsities["b"] == 0.0
    assert sparsities["c"] == pytest.approx(1 - (664 - 44) / 10_000)


def test_layer_with_several_kernels_has_one_sparsity() -> None:
    lstm = Layer("lstm", "LSTM", ((32, 256), (64, 256)))
    fc = Layer("fc", "Dense", ((640, 100),))
    densities = {name: 1 - s for name, s in LayerTable((lstm, fc)).erk(0.9).items()}
    ratio = ((32 + 256 + 64 + 256) / lstm.n_weights) / ((640 + 100) / fc.n_weights)
    assert densities["lstm"] / densities["fc"] == pytest.approx(ratio)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("target", [0.5, 0.9, 0.99])
def test_masks_of_known_networks_meet_the_global_target_within_one_weight_per_layer(
    name: str, target: float
) -> None:
    table = PRESETS[name].table
    constant = ConstantSparsity(target_sparsity=target, begin_step=0)
    for sparsities in (table.uniform(target), table.erk(target)):
        kept = table.kept_weights(schedules_of(constant, sparsities), 100)
        difference = sum(kept.values()) - table.n_weights * (1 - target)
        assert abs(difference) <= len(table.prunable)


@pytest.mark.parametrize("target", [-0.1, 1.0, 90, float("nan"), "half"])
def test_impossible_target_is_an_error_that_names_the_sparsity(target: object) -> None:
    table = LayerTable.read("fc: 10x10")
    for distribute in (table.uniform, table.erk):
        with pytest.raises(ScheduleError, match="sparsity must be"):
            distribute(target)
