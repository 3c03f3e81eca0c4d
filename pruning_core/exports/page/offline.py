"""The schedule editor as one HTML file. The file works without the lab and without a network."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from pruning_core.errors import FieldError
from pruning_core.exports.markup import json_in_html, title_in_html

ENTRY = re.compile(r"^export default function scheduleEditor\b", re.MULTILINE)
IMPORT = re.compile(r"^\s*import\b", re.MULTILINE)
END_OF_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)
END_OF_STYLE = re.compile(r"</style", re.IGNORECASE)


def offline_page(*, script: str, style: str, data: object, title: str) -> str:
    """One HTML page around the schedule editor. It works as a local file, without a network.

    The page calls the editor as Streamlit does. When the editor reports a settled value, the page
    stores it in the address, after the `#`. On a reload, the page passes this value to the editor as
    `settled`, beside `data`. So a reload keeps the schedule, and the address can be shared. The
    editor checks the value and ignores invalid parts.
    A content security policy allows only this script and this style, by their hashes. Colours
    follow `prefers-color-scheme` through the CSS variables that Streamlit gives its elements.

    Args:
        script: The text of an ES module without imports. Its default export is
            `function scheduleEditor({data, parentElement, setStateValue, setTriggerValue})`.
        style: The CSS of the editor.
        data: The first state of the editor, as JSON values. It has no findings, because only the lab can
            update them.
        title: The page's title and heading.

    Raises:
        FieldError: If the script is not such a module, if script or style contain text that ends
            their HTML element, if the data is not JSON, or if the title is empty.

    >>> script = "export default function scheduleEditor({ data, parentElement }) {}"
    >>> page = offline_page(script=script, style="", data={"total_steps": 100}, title="Half")
    >>> "<title>Half</title>" in page
    True
    """
    code = normalise_newlines(check_script(script) + source("offline.js"))
    styles = normalise_newlines(source("offline.css") + check_style(style))
    heading = title_in_html(title)
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy(code, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<style>{styles}</style>
</head>
<body>
<h1>{heading}</h1>
<noscript>The schedules on this page are drawn by JavaScript: allow it to see them.</noscript>
<main></main>
<script type="application/json" id="initial-state">{json_in_html(data)}</script>
<script type="module">{code}</script>
</body>
</html>
"""


def policy(code: str, styles: str) -> str:
    """The content security policy: allows only this script and this style.

    It also allows images in data: addresses. The page needs one to save the chart as PNG.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{fingerprint(code)}'",
            f"style-src '{fingerprint(styles)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def fingerprint(text: str) -> str:
    """The hash of an inline element in the form of a content security policy.

    >>> fingerprint("alert('Hello, world.');")
    'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='
    """
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def check_script(script: str) -> str:
    """Return the script if the page can contain and start it. Otherwise raise FieldError."""
    if ENTRY.search(script) is None:
        raise FieldError(
            "script",
            "script must have a line that starts with `export default function scheduleEditor`",
        )
    if IMPORT.search(script) is not None:
        raise FieldError("script", "script must not import: bundle its modules into one")
    if END_OF_SCRIPT.search(script) is not None:
        raise FieldError("script", r"script must not contain </script or <!--: write <\/ or <\!")
    return script


def check_style(style: str) -> str:
    """Return the style if the page can contain it. Otherwise raise FieldError."""
    if END_OF_STYLE.search(style) is not None:
        raise FieldError("style", r"style must not contain </style: write <\/style in a string")
    return style


def normalise_newlines(text: str) -> str:
    r"""The text as an HTML parser reads it. The browser computes the hash of this text.

    >>> normalise_newlines("a\r\nb\rc")
    'a\nb\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


@cache
def source(name: str) -> str:
    """A file of this package."""
    return (files(__package__) / name).read_text("utf-8")
