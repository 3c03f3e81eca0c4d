"""The files that users download: a script, a notebook, a table, an embedded view, an offline page."""

from pruning_core.exports.code.layers_snippet import layers_snippet
from pruning_core.exports.code.notebook import run_notebook
from pruning_core.exports.code.own_script import own_training_script
from pruning_core.exports.code.script import run_script
from pruning_core.exports.page.embed import iframe_snippet
from pruning_core.exports.page.offline import offline_page
from pruning_core.exports.table import all_curve_rows, curve_csv, curve_rows

__all__ = [
    "all_curve_rows",
    "curve_csv",
    "curve_rows",
    "iframe_snippet",
    "layers_snippet",
    "offline_page",
    "own_training_script",
    "run_notebook",
    "run_script",
]
