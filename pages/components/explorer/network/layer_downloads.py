"""The files of a network: the schedule of each layer, the table, and the whole network for a later session."""

import csv
import io
import json

from pages.components.elements.download import Download
from pages.components.session.lab_state import LabState
from pruning_core.csv_cells import harmless_cell
from pruning_core.exports import layers_snippet
from pruning_core.networks import LayerTable
from pruning_core.networks.layer import shape_text
from pruning_core.texts import gettext


def make_layer_downloads(state: LabState, step: int) -> tuple[Download, ...]:
    """Return the files. They contain the numbers after `step`."""
    schedules = state.layer_schedules(state.selected)
    code = Download(
        label=gettext("Python for these layers"),
        file_name="prune_layers.py",
        mime="text/x-python",
        icon=":material/code:",
        make=lambda: layers_snippet(schedules),
    )
    return (
        *([code] if schedules else []),
        Download(
            label=gettext("Schedules of the layers"),
            file_name="layer-schedules.json",
            mime="application/json",
            icon=":material/data_object:",
            make=lambda: schedules_json(state),
        ),
        Download(
            label=gettext("Layers as CSV"),
            file_name="layers.csv",
            mime="text/csv",
            icon=":material/table:",
            make=lambda: layers_csv(state, step),
        ),
        Download(
            label=gettext("Network as JSON"),
            file_name="network.json",
            mime="application/json",
            icon=":material/save:",
            make=state.layer_plan.to_json,
        ),
    )


def schedules_json(state: LabState) -> str:
    """Return the `get_config()` of each pruned layer's schedule, by the layer's name."""
    schedules = state.layer_schedules(state.selected)
    configs = {layer: schedule.get_config() for layer, schedule in schedules.items()}
    return json.dumps(configs, indent=2, ensure_ascii=False)


def layers_csv(state: LabState, step: int) -> str:
    """Return the layers as CSV: the columns that `LayerTable.read` needs, and the numbers after `step`."""
    plan, schedules = state.layer_plan, state.layer_schedules(state.selected)
    sizes = plan.table.sizes_after(schedules, step)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    header = ["name", "kind", "kernels", "prunable", "final_sparsity", "step", "kept", "weights"]
    writer.writerow([*header, "bytes_dense", "bytes_bitmap", "bytes_csr"])
    for layer in plan.table.layers:
        schedule, size = schedules.get(layer.name), sizes.get(layer.name)
        writer.writerow(
            [
                harmless_cell(layer.name),
                harmless_cell(layer.kind),
                " ".join(map(shape_text, layer.kernels)),
                "yes" if layer.prunable else "no",
                "" if schedule is None else schedule.end_sparsity,
                step,
                *([] if size is None else [size.kept, size.weights]),
                *([] if size is None else [size.dense, size.bitmap, size.csr]),
            ]
        )
    return file.getvalue()


def table_text(table: LayerTable) -> str:
    r"""Return a table as CSV. `LayerTable.read` is its inverse, up to notes.

    >>> print(table_text(LayerTable.read("fc Dense 784x300\nout Dense 300x10 no")))
    name,kind,kernels,prunable
    fc,Dense,784x300,yes
    out,Dense,300x10,no
    """
    lines = ["name,kind,kernels,prunable"]
    for layer in table.layers:
        shapes = " ".join("x".join(map(str, shape)) for shape in layer.kernels)
        texts = [harmless_cell(layer.name), harmless_cell(layer.kind)]
        cells = [*texts, shapes, "yes" if layer.prunable else "no"]
        lines.append(",".join(quoted_cell(str(cell)) for cell in cells))
    return "\n".join(lines)


def quoted_cell(cell: str) -> str:
    """Return the text of a CSV cell, in quotes if it needs them."""
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\n;|\t') else cell
