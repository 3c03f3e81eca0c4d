"""Draws the states of a run into docs/architecture.md, from the table of transitions.

Run it with `make diagram` after a change of `pruning_core/runs/states.py`.
"""

from pathlib import Path

from pruning_core.runs.states import FIRST_STATES, TRANSITIONS, UNFINISHED, RunState

DOCUMENT = Path(__file__).with_name("architecture.md")
BEGIN = "<!-- The diagram is made by `make diagram`: do not edit it by hand. -->\n"
END = "<!-- The end of the diagram. -->\n"


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram.

    >>> print(diagram().splitlines()[4])
        planned --> queued : the engine queues the next runs of its experiment
    """
    lines = ["```mermaid", "stateDiagram-v2", *(f"    [*] --> {state}" for state in FIRST_STATES)]
    for before, targets in TRANSITIONS.items():
        lines += [f"    {before} --> {after} : {when}" for after, when in targets.items()]
    lines += [f"    {state} --> [*]" for state in RunState if state not in UNFINISHED]
    return "\n".join([*lines, "```", ""])


def with_diagram(text: str) -> str:
    """The document, with the current diagram between the two marker lines."""
    text_before, _begin, rest = text.partition(BEGIN)
    _old_diagram, end, text_after = rest.partition(END)
    if not end:
        raise ValueError(
            f"{DOCUMENT.name} does not contain the two marker lines around the diagram"
        )
    return f"{text_before}{BEGIN}{diagram()}{END}{text_after}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text()))
