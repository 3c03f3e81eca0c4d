"""What the browser of a visitor requests for runs: new texts, deletion, and undo."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from pages.components import services
from pages.components.elements.browser_keys import KEY_PATTERN, keys
from pages.components.session.visit import session_record
from pruning_core.checks import quoted
from pruning_core.errors import PruningLabError
from pruning_core.runs.run_list.edit import RunEdit
from pruning_core.texts import gettext

MAX_RUNS = 50
MAX_ID_CHARACTERS = 64

Change = Callable[[str, str], None]
"""Changes the run with an id. The second argument is its key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The result of a request.

    Attributes:
        number: The number of the message.
        done: The ids of the runs that were changed.
        problems: A sentence for each run that was not changed.
    """

    number: int = 0
    done: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class RunsPage:
    """The record of the page with the list of runs in a session.

    Attributes:
        answer: The answer to the last message, in the form of `types.d.ts`.
    """

    answer: dict[str, Any] = field(default_factory=lambda: asdict(Answer()))


def answer_message(message: object) -> None:
    """Do what a message requests, and store the answer. Nobody has checked the message."""
    match message:
        case {"number": int(number), "keys": dict(keys_by_run), **request}:
            answer = change_runs(keys_by_run, request)
            session_record(RunsPage).answer = asdict(answer) | {"number": number}
        case _:  # the page sends nothing else
            pass


def change_runs(keys_by_run: Mapping[Any, Any], request: Mapping[Any, Any]) -> Answer:
    """Change each run of a request. If one run cannot be changed, the others are."""
    try:
        change = requested_change(request)
    except PruningLabError as error:
        return Answer(problems=(f"{error}.",))
    done, problems = [], []
    for run_id, key in list(keys_by_run.items())[:MAX_RUNS]:
        try:
            change(str(run_id)[:MAX_ID_CHARACTERS], key_of(str(run_id), key))
            done.append(str(run_id))
        except PruningLabError as error:
            problems.append(f"{error}.")
    return Answer(done=tuple(done), problems=tuple(problems))


def key_of(run_id: str, key: object) -> str:
    """The key of a run: the browser's, or the session's if the browser cannot store keys."""
    if isinstance(key, str) and KEY_PATTERN.fullmatch(key):
        return key
    return keys().get(run_id, "")


def requested_change(request: Mapping[Any, Any]) -> Change:
    """The change that a request describes.

    Raises:
        PruningLabError: If a text is invalid, or if the request is unknown.
    """
    store = services.run_store()
    match request:
        case {"type": "edit", "name": str(name), "tags": [*tags], "notes": str(notes)}:
            edit = RunEdit(name=name, tags=list(map(str, tags)), notes=notes)
            return lambda run_id, key: store.edit_run(run_id, edit, key=key)
        case {"type": "add tag", "tag": str(tag)}:
            RunEdit(tags=[tag])
            return partial(change_tags, add=tag)
        case {"type": "remove tag", "tag": str(tag)}:
            return partial(change_tags, remove=tag)
        case {"type": "delete"}:
            return lambda run_id, key: store.delete_run(run_id, key=key)
        case {"type": "restore"}:
            return lambda run_id, key: store.restore_run(run_id, key=key)
        case _:
            message = gettext(
                "the page sent {request}, which the lab does not know", request=quoted(request)
            )
            raise PruningLabError(message)


def change_tags(run_id: str, key: str, *, add: str = "", remove: str = "") -> None:
    """Add a tag to a run, or remove one.

    Raises:
        PruningLabError: If the run cannot be changed, or would have too many tags.
    """
    store = services.run_store()
    removed = remove.strip().casefold()
    tags = [tag for tag in store.get(run_id).tags if not removed or tag.casefold() != removed]
    store.edit_run(run_id, RunEdit(tags=[*tags, add]), key=key)
