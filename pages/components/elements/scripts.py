"""The scripts and styles of elements. Browsers load each script once and then cache it."""

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
HASH_LENGTH = 12
LOADER = """
const importing = import(new URL("{path}", document.baseURI));
export default function (element) {{
  let close = null;
  let isRemoved = false;
  {before}
  importing.then((module) => {{ if (!isRemoved) close = module.default(element); }});
  return () => {{ isRemoved = true; close?.(); }};
}}
"""
PLACEHOLDER = """
  const block = Object.assign(document.createElement("div"), {{ className: "{class_name}", ariaHidden: "true" }});
  if (!element.parentElement.querySelector("section, .{class_name}")) element.parentElement.append(block);
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A script that the server sends to browsers.

    Attributes:
        name: The first part of the script's file name.
        read: Returns the text of the script.
    """

    name: str
    read: Callable[[], str]

    @property
    def path(self) -> str:
        """The URL path of the script. The path has a hash of the text, so browsers may always cache the script."""
        return f"{base_path()}/lab/{self.name}-{hash_script(self)}.js"

    @property
    def loader(self) -> str:
        """A short script inside the page. It loads the full script and starts the element."""
        return LOADER.format(path=self.path, before="")

    def loader_with_placeholder(self, class_name: str) -> str:
        """A loader that shows an empty block of a CSS class until the full script is there. That script removes it."""
        return LOADER.format(path=self.path, before=PLACEHOLDER.format(class_name=class_name))

    @property
    def route(self) -> Route:
        """The route that serves the script."""
        return Route(self.path, self.serve)

    async def serve(self, request: Request) -> Response:
        """Send the script, compressed if the browser accepts gzip."""
        accepted_codings = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
        accepts_gzip = "gzip" in accepted_codings  # a browser that refuses gzip sends "gzip;q=0"
        headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
        if accepts_gzip:
            headers["Content-Encoding"] = "gzip"
        body = compress_script(self) if accepts_gzip else self.read().encode()
        return Response(body, media_type="text/javascript", headers=headers)


@cache
def hash_script(script: Script) -> str:
    """Return the content hash of a script."""
    return hashlib.sha256(script.read().encode()).hexdigest()[:HASH_LENGTH]


@cache
def compress_script(script: Script) -> bytes:
    """Compress a script. The result is cached."""
    return gzip.compress(script.read().encode(), compresslevel=6)


def base_path() -> str:
    """Return the path prefix of the server behind a proxy, or "" if there is no prefix."""
    prefix = str(st.config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}" if prefix else ""


@cache
def read_source(package: str, name: str) -> str:
    """Read the text of a file in a package."""
    return (files(package) / name).read_text("utf-8")
