"""Finds the layers before each layer of a summary, and the shapes between them."""

from collections import defaultdict
from collections.abc import Sequence

from pruning_core.networks.reading.summary.clues import OutputShape
from pruning_core.networks.reading.summary.rows import SummaryRow

MAX_ROWS_BACK = 100


class Wiring:
    """The shapes before each row of a summary.

    A row comes after the rows that its column "Connected to" names. Without this column, it comes after
    the row above it. The first layer of a nested model gets the input of the model.
    """

    def __init__(self, rows: Sequence[SummaryRow]) -> None:
        self._rows = rows
        self._indices = defaultdict[str, list[int]](list)
        for index, row in enumerate(rows):
            if not row.is_name_cut:
                self._indices[row.name].append(index)

    def is_model(self, index: int) -> bool:
        """Whether a row is a model whose layers are the next rows."""
        return index + 1 < len(self._rows) and self._rows[index + 1].level > self._rows[index].level

    def models_around(self, index: int) -> list[int]:
        """The models that contain a row, the outermost first."""
        models: list[int] = []
        level = self._rows[index].level
        for above in range(index - 1, -1, -1):
            if self._rows[above].level < level:
                level = self._rows[above].level
                models.insert(0, above)
            if level == 0:
                break
        return models

    def shapes_before(self, index: int) -> list[OutputShape | None]:
        """The shapes that may come before a row, the most likely first. [None] if nothing shows them."""
        inputs = self._rows[index].inputs
        sources = self._sources(index, inputs[0]) if inputs else self._row_above(index)
        return list(dict.fromkeys(self._rows[source].shape for source in sources)) or [None]

    def _sources(self, index: int, name: str) -> list[int]:
        """The rows above `index` that `name` may mean, the nearest first. Names may be cut."""
        exact = self._indices.get(name, [])
        if before := [source for source in exact if source < index]:
            return before[-1:]
        above = range(index - 1, max(-1, index - 1 - MAX_ROWS_BACK), -1)
        similar = [source for source in above if self._is_similar(source, name)]
        return similar or list(above)

    def _is_similar(self, source: int, name: str) -> bool:
        """Whether `name` may be the name of a row. Both names may be cut."""
        row = self._rows[source]
        return row.name.startswith(name) or (row.is_name_cut and name.startswith(row.name))

    def _row_above(self, index: int) -> list[int]:
        """The previous row on the same level; for the first layer of a model, the row before the model."""
        level = self._rows[index].level
        for above in range(index - 1, -1, -1):
            if self._rows[above].level == level:
                return [above]
            if self._rows[above].level < level:
                inputs = self._rows[above].inputs
                return self._sources(above, inputs[0]) if inputs else self._row_above(above)
        return []
