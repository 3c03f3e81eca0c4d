"""The networks' facts: names that links can carry, sizes that their sources give."""

import re

import pytest

from pruning_core.networks import ARTICLE_CONVNET, NETWORKS


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_has_a_name_for_links_a_title_and_a_source(name: str) -> None:
    network = NETWORKS[name]
    assert re.fullmatch("[a-z0-9_]+", name)
    assert network.title
    assert network.source
    layers = [kernel.layer for kernel in network.kernels]
    assert len(set(layers)) == len(layers)


@pytest.mark.parametrize(
    ("name", "thousands"), [("lenet_300_100", (235, 30, 1)), ("lenet_5", (0.5, 25, 400, 5))]
)
def test_the_lenets_have_the_weights_that_han_2015_counts(
    name: str, thousands: tuple[float, ...]
) -> None:
    """Tables 3 and 4, in thousands, as rounded there."""
    counted = [kernel.n_weights / 1000 for kernel in NETWORKS[name].kernels]
    assert counted == pytest.approx(thousands, rel=0.01)


def test_the_first_network_is_the_articles() -> None:
    assert next(iter(NETWORKS)) == "article"
    assert NETWORKS["article"].kernels == ARTICLE_CONVNET
