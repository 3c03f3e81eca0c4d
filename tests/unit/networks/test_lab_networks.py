"""Networks have names that fit into links, and the published numbers of weights."""

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
def test_lenets_have_the_weights_published_by_han_2015(
    name: str, thousands: tuple[float, ...]
) -> None:
    """The numbers are from tables 3 and 4 of the paper, rounded to thousands."""
    counts = [kernel.n_weights / 1000 for kernel in NETWORKS[name].kernels]
    assert counts == pytest.approx(thousands, rel=0.01)


def test_first_network_is_the_network_of_the_article() -> None:
    assert next(iter(NETWORKS)) == "article"
    assert NETWORKS["article"].kernels == ARTICLE_CONVNET
