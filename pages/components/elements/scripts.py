"""What elements are made of: their files, the scripts that browsers load once and keep, their keys."""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ONE_YEAR = 365 * 24 * 3600
DIGITS_OF_HASH = 12
IMPORT = re.compile(r'^import .*? from "\./\w+\.js";\n', re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
LOADER = """
const loaded = import(new URL("{path}", document.baseURI));
export default function (element) {{
  let close = null;
  let gone = false;
  loaded.then((module) => {{ if (!gone) close = module.default(element); }});
  return () => {{ gone = true; close?.(); }};
}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A script that the server hands out.

    Attributes:
        name: How its file is called.
        read: Returns its text; asked once.
    """

    name: str
    read: Callable[[], str]

    @property
    def path(self) -> str:
        """The URL path, which changes with the text."""
        return f"{base_path()}/lab/{self.name}-{digest(self)}.js"

    @property
    def loader(self) -> str:
        """A short script for the page, which loads this one and starts its element."""
        return LOADER.format(path=self.path)

    @property
    def route(self) -> Route:
        """The route that serves it."""
        return Route(self.path, self.serve)

    async def serve(self, request: Request) -> Response:
        """The script, packed for those who take it so."""
        codings = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
        gzipped = "gzip" in codings  # "gzip;q=0" would be a refusal
        headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
        if gzipped:
            headers["Content-Encoding"] = "gzip"
        body = packed(self) if gzipped else self.read().encode()
        return Response(body, media_type="text/javascript", headers=headers)


@cache
def digest(script: Script) -> str:
    """The name of what is in a script."""
    return hashlib.sha256(script.read().encode()).hexdigest()[:DIGITS_OF_HASH]


@cache
def packed(script: Script) -> bytes:
    """The packed script, made once."""
    return gzip.compress(script.read().encode(), compresslevel=6)


def base_path() -> str:
    """The path under which the server is reached, for servers behind a proxy."""
    prefix = str(st.config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}" if prefix else ""


@cache
def source(package: str, name: str) -> str:
    """A file of an element, whose package has it."""
    return (files(package) / name).read_text("utf-8")


@cache
def bundled(package: str, modules: tuple[str, ...]) -> str:
    """An element's modules as one: what imports another comes after it."""
    parts = [source(package, f"{name}.js") for name in modules]
    return "\n".join(EXPORT.sub("", IMPORT.sub("", part)) for part in parts)


def key_for(element: str, run_id: str) -> str:
    """The key of a run's element.

    >>> key_for("live run", "my__run")
    'live run my..run'
    """
    return f"{element} {run_id.replace('_', '.')}"  # Streamlit refuses a key with two of them
