"""Scripts that browsers load once and keep: their path says what is in them."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ONE_YEAR = 365 * 24 * 3600
DIGITS_OF_HASH = 12


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
