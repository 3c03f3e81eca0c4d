"""The scripts and styles of elements; browsers load each script once and cache it."""

import gzip
import hashlib
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
LOADER = """
const loaded = import(new URL("{path}", document.baseURI));
export default function (element) {{
  let close = null;
  let removed = false;
  loaded.then((module) => {{ if (!removed) close = module.default(element); }});
  return () => {{ removed = true; close?.(); }};
}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A script that the server sends to browsers.

    Attributes:
        name: The start of its file name.
        read: Returns its text.
    """

    name: str
    read: Callable[[], str]

    @property
    def path(self) -> str:
        """Its URL path, with a hash of its text: browsers may cache it for ever."""
        return f"{base_path()}/lab/{self.name}-{content_hash(self)}.js"

    @property
    def loader(self) -> str:
        """A short script inside the page. It loads this script and starts its element."""
        return LOADER.format(path=self.path)

    @property
    def route(self) -> Route:
        """The route that serves it."""
        return Route(self.path, self.serve)

    async def serve(self, request: Request) -> Response:
        """Send the script, compressed if the browser accepts gzip."""
        codings = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
        gzipped = "gzip" in codings  # "gzip;q=0" refuses gzip, and is not equal to "gzip"
        headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
        if gzipped:
            headers["Content-Encoding"] = "gzip"
        body = compressed_script(self) if gzipped else self.read().encode()
        return Response(body, media_type="text/javascript", headers=headers)


@cache
def content_hash(script: Script) -> str:
    """Content hash of a script."""
    return hashlib.sha256(script.read().encode()).hexdigest()[:DIGITS_OF_HASH]


@cache
def compressed_script(script: Script) -> bytes:
    """The compressed script, made once."""
    return gzip.compress(script.read().encode(), compresslevel=6)


def base_path() -> str:
    """The path prefix that a proxy gives the server; "" without one."""
    prefix = str(st.config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}" if prefix else ""


@cache
def source(package: str, name: str) -> str:
    """The text of a file in a package."""
    return (files(package) / name).read_text("utf-8")
