"""The flags of the command line for a network's layers, the lines that they print, and the file that they write."""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pruning_core.errors import LayerTableError
from pruning_core.exports import layers_snippet
from pruning_core.json_checks import MAX_JSON_CHARACTERS
from pruning_core.networks import Layer, LayerTable
from pruning_core.networks.layer_schedules import schedules_of
from pruning_core.networks.reading.model.model_file import begins_like_a_model
from pruning_core.networks.sizes import total_sizes
from pruning_core.schedules import Schedule

BYTES_OF_START = 8


def add_layer_flags(parser: argparse.ArgumentParser) -> None:
    """Add `--layers`, `--distribution` and `--python`."""
    parser.add_argument(
        "--layers",
        type=Path,
        metavar="FILE",
        help="also print a line for each layer of a network: a .keras or .h5 file, or a text file "
        "with shapes (conv1: 3x3x64x128), CSV, or the output of model.summary()",
    )
    parser.add_argument(
        "--distribution",
        choices=("uniform", "erk"),
        default="uniform",
        help="the final sparsity of each layer: the same, or Erdos-Renyi-kernel (ERK)",
    )
    parser.add_argument(
        "--python",
        type=Path,
        metavar="FILE",
        help="also write Python to this file: it prunes the layers of --layers in your Keras 2 model",
    )


def table_from_flags(options: argparse.Namespace) -> LayerTable | None:
    """The table in the file of `--layers`, or None without this flag.

    Raises:
        LayerTableError: If the file cannot be read, or describes no layers.
    """
    return None if options.layers is None else read_table(options.layers)


def read_table(path: Path) -> LayerTable:
    """The table in a model file or a text file. A text is read only once, so the path may be a pipe.

    Raises:
        LayerTableError: If the file cannot be read, or describes no layers.
    """
    try:
        with path.open("rb") as file:
            if not begins_like_a_model(file.peek(BYTES_OF_START)):
                text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
                return LayerTable.read(text.read(MAX_JSON_CHARACTERS + 1))
        return LayerTable.open(path)
    except OSError as error:
        raise LayerTableError(
            "--layers", f"--layers: cannot read {path}: {error.strerror}"
        ) from None


def examined_network(
    options: argparse.Namespace, table: LayerTable | None
) -> LayerTable | tuple[()]:
    """The network for which the schedule is examined, or an empty tuple.

    With the ERK distribution, each layer has a schedule of its own, so there is no such network.
    """
    return () if table is None or options.distribution == "erk" else table


def layer_lines(
    options: argparse.Namespace, table: LayerTable | None, schedule: Schedule, total_steps: int
) -> Iterator[dict[str, Any]]:
    """A line for each layer with kernels or that tfmot refuses, and one for the whole network."""
    if table is None:
        return
    sparsities = final_sparsities(options, table, schedule)
    sizes = table.sizes_after(schedules_of(schedule, sparsities), total_steps)
    small = {layer.name for layer in table.too_small(sparsities)}
    for layer in table.layers:
        if layer.kernels or layer in table.refused:
            line = describe(layer, is_too_small=layer.name in small)
            if layer.name in sizes:
                line |= {"weights": sizes[layer.name].weights, "kept": sizes[layer.name].kept}
            yield line | ({"sparsity": sparsities[layer.name]} if layer.prunable else {})
    total = total_sizes(sizes)
    yield {
        "code": "network",
        "severity": "note",
        "message": " ".join(table.notes) or "All layers with kernels, without biases.",
        "weights": total.weights,
        "kept": total.kept,
        "bytes": {"dense": total.dense, "bitmap": total.bitmap, "csr": total.csr},
    }


def final_sparsities(
    options: argparse.Namespace, table: LayerTable, schedule: Schedule
) -> dict[str, float]:
    """The final sparsity of each pruned layer, by the distribution of the flags."""
    distribute = table.erk if options.distribution == "erk" else table.uniform
    return distribute(schedule.end_sparsity)


def write_layer_code(
    options: argparse.Namespace, table: LayerTable | None, schedule: Schedule
) -> None:
    """Write Python that prunes the layers to the file of `--python`, if this flag is given.

    Raises:
        LayerTableError: If `--layers` is missing, no layer is pruned, or the file of `--python` cannot be written.
    """
    if options.python is None:
        return
    if table is None:
        raise LayerTableError("--python", "--python needs --layers, the file with the layers")
    code = layers_snippet(schedules_of(schedule, final_sparsities(options, table, schedule)))
    try:
        options.python.write_text(code, encoding="utf-8")
    except OSError as error:
        raise LayerTableError(
            "--python",
            f"--python must name a file that can be written, but {options.python} cannot: {error.strerror}",
        ) from error


def describe(layer: Layer, *, is_too_small: bool) -> dict[str, Any]:
    """What must be said about one layer."""
    code, severity, message = "layer_pruned", "note", layer.note
    if is_too_small:
        code, severity = "layer_too_small", "warning"
        message = "Less than one weight would be left in a kernel: tfmot keeps one."
    elif not layer.prunable:
        code = f"layer_{layer.treatment}"
        severity = "warning" if code == "layer_refused" else "note"
        message = layer.reason
    kernels = [list(shape) for shape in layer.kernels]
    return {
        "code": code,
        "severity": severity,
        "message": message,
        "layer": layer.name,
        "kind": layer.kind,
        "kernels": kernels,
    }
