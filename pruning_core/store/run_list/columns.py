"""The columns of a run that the list filters and sorts by. They are copies of values in the config."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.run_list.plain_text import fold
from pruning_core.runs.run_list.query import DENSE

CONFIG_COLUMNS = ("dataset", "network", "schedule_kind", "final_sparsity", "seed")
MAX_CONFIGS_IN_MEMORY = 1_000
"""Experiments have many runs with the same config except for the seed."""


@lru_cache(MAX_CONFIGS_IN_MEMORY)
def readable_config(config_json: str | None) -> RunConfig | None:
    """The config in a JSON text, or None if there is none or this version of the lab cannot read it."""
    try:
        return None if config_json is None else run_config_from_json(config_json)
    except (ValueError, KeyError, TypeError):
        return None


def config_columns(config: RunConfig) -> dict[str, Any]:
    """The columns with copies of values in a config.

    >>> from pruning_core.runs.article import article_run
    >>> config_columns(article_run())["schedule_kind"], config_columns(article_run().dense)["schedule_kind"]
    ('PolynomialDecay', 'dense')
    """
    return {
        "dataset": config.dataset,
        "network": config.network,
        "schedule_kind": DENSE if config.schedule is None else type(config.schedule).__name__,
        "final_sparsity": final_sparsity(config),
        "seed": config.seed,
    }


def final_sparsity(config: RunConfig) -> float:
    """The scheduled sparsity of all pruned kernels together at the end of their schedules; 0 for a dense run."""
    ends = [
        (kernel.n_weights, schedule.end_sparsity)
        for kernel in config.pruned_kernels
        if (schedule := config.schedule_of(kernel.layer)) is not None
    ]
    sparsities = {sparsity for _n_weights, sparsity in ends}
    if len(sparsities) <= 1:
        return next(iter(sparsities), 0.0)  # exactly the number that the visitor typed
    zeros = sum(n_weights * sparsity for n_weights, sparsity in ends)
    return zeros / sum(n_weights for n_weights, _sparsity in ends)


def search_text(
    run_id: str, *, name: str | None = None, tags: Sequence[str] = (), notes: str = ""
) -> str:
    r"""The text in which the search looks for words: id, name, notes, and each tag in a line of its own.

    >>> search_text("1f", name="Second try", tags=["LR"])
    '1f second try \n#lr\n'
    """
    words = " ".join(" ".join([run_id, name or "", notes]).split("\n"))
    return fold(words) + "".join(tag_line(tag) for tag in tags) + "\n"


def tag_line(tag: str) -> str:
    r"""The beginning of the line of a tag in the search text.

    >>> tag_line("LR")
    '\n#lr'
    """
    return f"\n#{fold(tag)}"


def list_columns(
    run_id: str, config: RunConfig, *, name: str | None = None, tags: Sequence[str] = ()
) -> dict[str, Any]:
    """All columns of the list for a new run. Each `INSERT` of a run needs them."""
    return {**config_columns(config), "search_text": search_text(run_id, name=name, tags=tags)}
