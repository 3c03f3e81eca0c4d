"""The element that reads the layers of a model file in the browser. The server never receives the file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.routing import Route

from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, read_source

FOLDER = "explorer/network/model_file"
JSFIVE_FILE = Path(__file__).parents[5] / "node_modules/jsfive/dist/esm/index.mjs"
"""The library that reads `.h5` files. `make run` and the container image install it with npm."""

MODEL_FILE = Script(name="model-file", read=partial(bundle_modules, f"{FOLDER}/model_file.js"))
READER = Script(name="model-file-reader", read=partial(bundle_modules, f"{FOLDER}/reader.js"))
JSFIVE = Script(name="jsfive", read=partial(JSFIVE_FILE.read_text, "utf-8"))


def has_jsfive() -> bool:
    """Return whether the library that reads `.h5` files is installed."""
    return JSFIVE_FILE.is_file()


def model_file_routes() -> list[Route]:
    """Return the routes of the scripts. Browsers load the reader and jsfive only when a visitor opens a file."""
    return [MODEL_FILE.route, READER.route, *([JSFIVE.route] if has_jsfive() else [])]


def model_file(*, key: str, on_open: Callable[[str, str], None]) -> None:
    """Show a field for a model file.

    Args:
        key: The key of the element.
        on_open: Receives the name of the file, and its contents as JSON. Nobody has checked them.
    """
    component = st.components.v2.component(
        "model_file",
        css=read_source(__package__, "model_file.css"),
        js=MODEL_FILE.loader,
        isolate_styles=False,
    )
    component(
        key=key,
        data={"reader": READER.path, "jsfive": JSFIVE.path if has_jsfive() else None},
        on_opened_change=partial(receive, key, on_open),
    )


def receive(key: str, on_open: Callable[[str, str], None]) -> None:
    """Pass the name and the contents that the browser has read to `on_open`."""
    opened = st.session_state[key].opened
    if isinstance(opened, dict):
        on_open(str(opened.get("name", "")), str(opened.get("contents", "")))
