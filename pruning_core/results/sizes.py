"""The model files of a run and of its dense baseline: sizes, accuracies, and sentences about them."""

from dataclasses import dataclass

from pruning_core.results.model_results import DENSE, PRUNED, ModelResults
from pruning_core.results.programs import describe_programs
from pruning_core.results.verdicts import size_sentences
from pruning_core.texts import gettext, grouped


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkFiles:
    """The model files of one network.

    Attributes:
        network: `PRUNED` or `DENSE`.
        title: The name of the network in headings.
        results: The measurements of the files.
    """

    network: str
    title: str
    results: ModelResults


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """The model files of a run and of its dense baseline.

    Attributes:
        verdicts: Sentences about the effect of zeros on the sizes; empty for a dense run.
        networks: The files of the run, and the files of its baseline if they were measured.
        missing_files: A sentence for each file that could not be made.
        note: The number of images for the accuracies, and the settings of gzip.
    """

    verdicts: tuple[str, ...]
    networks: tuple[NetworkFiles, ...]
    missing_files: tuple[str, ...]
    note: str


def sizes(results: ModelResults, dense: ModelResults | None, *, is_pruned: bool) -> Sizes:
    """The model files of a run.

    Args:
        results: The measurements of the run's files.
        dense: The measurements of its dense baseline, or None.
        is_pruned: Whether the run was pruned.
    """
    name = PRUNED if is_pruned else DENSE
    networks = [NetworkFiles(network=name, title=name, results=results)]
    if dense is not None:
        networks.append(NetworkFiles(network=DENSE, title=gettext("dense baseline"), results=dense))
    return Sizes(
        verdicts=size_sentences(results, dense) if is_pruned else (),
        networks=tuple(networks),
        missing_files=tuple(
            gettext("{file} could not be made: {reason}", file=file.name, reason=file.reason)
            for file in results.left_out
        ),
        note=note_on_files(results),
    )


def note_on_files(results: ModelResults) -> str:
    """Sentences about the accuracies of the files, about gzip, and about the programs that open the files."""
    sentences = (
        gettext(
            "The accuracy of a file is measured on {images}. gzip uses its default level.",
            images=describe_images(results),
        ),
        describe_programs(results),
    )
    return " ".join(filter(None, sentences))


def describe_images(results: ModelResults) -> str:
    """The number of test images for the accuracies of the files, as text for a sentence.

    The accuracy of a file is measured on fewer images than the test accuracy of the network, so the two numbers differ.
    """
    if results.accuracy_images >= results.test_images:
        return gettext("all {images} test images", images=grouped(results.accuracy_images))
    return gettext(
        "the first {images} of {total} test images",
        images=grouped(results.accuracy_images),
        total=grouped(results.test_images),
    )
