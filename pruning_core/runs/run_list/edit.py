"""RunEdit: the name, the tags and the notes that the owner of a run gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pruning_core.checks import store_checked
from pruning_core.errors import RunEditError
from pruning_core.runs.run_list.plain_text import check_text, fold
from pruning_core.texts import gettext, grouped

MAX_NAME_CHARACTERS = 100
MAX_TAG_CHARACTERS = 40
MAX_TAGS = 20
MAX_NOTES_CHARACTERS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class RunEdit:
    """New texts of a run. None leaves a text as it is. Spaces around names and tags are removed.

    Attributes:
        name: The name, in one line; "" removes it.
        tags: The tags. A tag that differs from another one only in capital letters is omitted.
        notes: Any text, in several lines.

    Raises:
        RunEditError: If a text is too long, or has characters that nobody can see.

    >>> RunEdit(name=" second try ", tags=["lr", "LR", ""])
    RunEdit(name='second try', tags=('lr',), notes=None)
    >>> RunEdit(tags=["a,b"])
    Traceback (most recent call last):
    ...
    pruning_core.errors.RunEditError: a tag must not have a comma, got 'a,b': make two tags of it
    """

    name: str | None = None
    tags: Sequence[str] | None = None
    notes: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            name = self.name.strip()
            check_text(gettext("the name"), name, most=MAX_NAME_CHARACTERS, error=RunEditError)
            store_checked(self, name=name)
        if self.tags is not None:
            store_checked(self, tags=tuple(checked_tags(self.tags)))
        if self.notes is not None:
            lines = self.notes.replace("\r\n", "\n").replace("\n", " ").replace("\t", " ")
            check_text(gettext("the notes"), lines, most=MAX_NOTES_CHARACTERS, error=RunEditError)


def checked_tags(tags: Sequence[str]) -> Iterator[str]:
    """The tags without spaces around them, without empty tags, each once."""
    folded_tags: set[str] = set()
    for tag in filter(None, (tag.strip() for tag in tags)):
        check_text(gettext("a tag"), tag, most=MAX_TAG_CHARACTERS, error=RunEditError)
        if "," in tag:
            message = gettext(
                "a tag must not have a comma, got {tag}: make two tags of it", tag=repr(tag)
            )
            raise RunEditError("tags", message)
        if fold(tag) not in folded_tags:
            folded_tags.add(fold(tag))
            yield tag
    if len(folded_tags) > MAX_TAGS:
        message = gettext(
            "a run may have {most} tags, got {number}: remove some of them",
            most=grouped(MAX_TAGS),
            number=grouped(len(folded_tags)),
        )
        raise RunEditError("tags", message)
