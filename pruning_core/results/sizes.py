"""The model files of a run and of its dense baseline: sizes, accuracies, and what they show."""

from dataclasses import dataclass

from pruning_core.results.model_results import DENSE, PRUNED, ModelResults
from pruning_core.results.verdicts import on_sizes
from pruning_core.texts import gettext, grouped


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkFiles:
    """The model files of one network.

    Attributes:
        network: `PRUNED` or `DENSE`.
        title: The same for a heading: the baseline is called so.
        results: What was measured of the files.
    """

    network: str
    title: str
    results: ModelResults


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """The model files of a run, beside those of its dense baseline.

    Attributes:
        verdicts: What zeros do to the sizes, in sentences; empty for a dense run.
        networks: The run, and its baseline where that was measured.
        left_out: The files of the run that could not be made, each in a sentence.
        note: What the accuracies are over, and how gzip was used.
    """

    verdicts: tuple[str, ...]
    networks: tuple[NetworkFiles, ...]
    left_out: tuple[str, ...]
    note: str


def sizes(results: ModelResults, dense: ModelResults | None, *, pruned: bool) -> Sizes:
    """The model files of a run.

    Args:
        results: What was measured of its files.
        dense: The same of its dense baseline, where there is one.
        pruned: Whether the run was pruned.
    """
    name = PRUNED if pruned else DENSE
    networks = [NetworkFiles(network=name, title=name, results=results)]
    if dense is not None:
        networks.append(NetworkFiles(network=DENSE, title=gettext("dense baseline"), results=dense))
    return Sizes(
        verdicts=on_sizes(results, dense) if pruned else (),
        networks=tuple(networks),
        left_out=tuple(
            gettext("{file} could not be made: {reason}", file=file.name, reason=file.reason)
            for file in results.left_out
        ),
        note=gettext(
            "Accuracy is on the first {images} test images. gzip compresses as its command does.",
            images=grouped(results.accuracy_images),
        ),
    )
