"""Translates every text that a visitor reads.

The English text is the key. `make catalogue` collects all texts from Python and JavaScript into
`locale/messages.pot`, the template of every translation. The command finds only literals, such as
`gettext("Step {step}", step=5)`, not f-strings.

Some texts stay English and are not in the catalogue:

- texts for operators: errors of settings and of migrations, the command line, logs;
- errors about data sets: a child process or a worker raises them, and all visitors get the same text;
- errors of stored data: reasons why an event or a result cannot be read;
- names: classes, layers, parameters, libraries; sources and licences of data;
- exported code, tables and logs, which programs read.
"""

import re
from contextvars import ContextVar
from gettext import NullTranslations
from pathlib import Path

TEMPLATE = Path(__file__).parent / "locale" / "messages.pot"
"""All texts on screen, in English; written by `make catalogue`."""

TRANSLATIONS: ContextVar[NullTranslations] = ContextVar("TRANSLATIONS", default=NullTranslations())  # noqa: B039 (never changed in place)
"""The translations of the visitor's language. By default there are none: texts stay English."""

PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")


def gettext(message: str, /, **values: object) -> str:
    """A text in the visitor's language, with its `{placeholders}` filled in.

    Format numbers before the call, because this function only inserts `str(value)`.

    Raises:
        KeyError: If a placeholder has no value.

    >>> gettext("The masks end at {sparsity}.", sparsity="50 %")
    'The masks end at 50 %.'
    """
    return fill_placeholders(TRANSLATIONS.get().gettext(message), values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """A text that depends on a count, in the visitor's language. `{count}` is filled in.

    Args:
        one: The English text for a count of 1.
        many: The English text for every other count.
        count: The count. It is written with thousands separators.
        values: The values of the other placeholders.

    Raises:
        KeyError: If a placeholder has no value.

    >>> ngettext("{count} update", "{count} updates", 1), ngettext("{count} update", "{count} updates", 1200)
    ('1 update', '1,200 updates')
    """
    return fill_placeholders(
        TRANSLATIONS.get().ngettext(one, many, count), {**values, "count": grouped(count)}
    )


def gettext_noop(message: str, /) -> str:
    """The text unchanged, marked for the catalogue.

    For constants, because a module is imported once for visitors with different languages. Code that
    shows the constant passes it to `gettext`.

    >>> gettext(gettext_noop("error"))
    'error'
    """
    return message


def grouped(number: int) -> str:
    """A whole number with thousands separators.

    >>> grouped(60000)
    '60,000'
    """
    return f"{number:,}"


def fill_placeholders(text: str, values: dict[str, object]) -> str:
    """The text with each `{name}` replaced by its value. Other braces stay.

    >>> fill_placeholders('{"begin_step": {step}}', {"step": 5})
    '{"begin_step": 5}'
    """
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)
