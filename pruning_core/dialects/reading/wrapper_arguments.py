"""The arguments of `prune_low_magnitude` with which masks do not follow the schedule."""

import re

from pruning_core.diagnosis.limits import LIMITS
from pruning_core.texts import gettext

COMMENT = re.compile(r"#[^\n]*")
ARGUMENTS = {
    "m_by_n": re.compile(
        r"""\bsparsity_m_by_n["']?\s*[:=]\s*+(?!None|null|[(\[]\s*0\s*,\s*0\s*[)\]])[(\[\w]"""
    ),
    "block_size": re.compile(r"""\bblock_size["']?\s*[:=]\s*[(\[]\s*+(?!1\s*,\s*1\s*,?\s*[)\]])"""),
}
"""How each argument is written in Python or JSON, with a value other than its default."""


def note_about_arguments(code: str) -> str:
    """What the masks do if the text sets `sparsity_m_by_n` or `block_size`; "" if it does not.

    >>> note_about_arguments("prune_low_magnitude(model, schedule, block_size=(1, 4))")[:32]
    'With a `block_size` other than ('
    """
    text = COMMENT.sub("", code)
    # The first line of a limit is its title.
    return " ".join(
        gettext(LIMITS[name]).partition("\n")[2]
        for name, pattern in ARGUMENTS.items()
        if pattern.search(text)
    )
