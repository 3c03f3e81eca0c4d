"""Lists an `.h5` file: the config and the path and shape of every weight, as JSON. Runs as a process of its own.

The C library that reads HDF5 can hang, crash or fill the memory on a damaged file. So it never runs in the process
of a page or of a training. This script imports h5py and the standard library only.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

CONFIG = "model_config"
NAME = "name"
MAX_TEXT_BYTES = 2**24
MAX_NAME_BYTES = 2_000
MAX_OBJECTS = 100_000
MAX_DEPTH = 40
MAX_RANK = 32
MAX_PATH_CHARACTERS = 2_000
MAX_MEMORY_BYTES = 2**31


class ListingError(Exception):
    """A file cannot be listed. The text of the error is one of the problems that `h5_file` explains."""


def main(path: str) -> None:
    """Print the listing of a file, or its problem, as one line of JSON."""
    try:
        import h5py
    except ImportError:
        write({"problem": "no h5py"})
        return
    limit_memory()
    try:
        with h5py.File(path, "r") as file:
            listing = list_file(file)
    except ListingError as error:
        listing = {"problem": str(error)}
    except Exception:  # noqa: BLE001  (h5py reports damage with many classes of exceptions)
        listing = {"problem": "damaged"}
    write(listing)


def write(listing: dict[str, Any]) -> None:
    """Write the result to standard output."""
    sys.stdout.write(json.dumps(listing))


def list_file(file: Any) -> dict[str, Any]:  # noqa: ANN401  (h5py has no types)
    """The config, the weights and the names in an open file."""
    listing: dict[str, Any] = {"weights": [], "names": []}
    for kind, item in walk(file):
        listing[kind].append(item)
    return listing | {"config": read_text(file, CONFIG, MAX_TEXT_BYTES)}


def limit_memory() -> None:
    """Let this process fail before it fills the memory. Windows has no such limit."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (Windows does not have it)

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def walk(root: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401  (h5py has no types)
    """Every weight, and every group with a name. Links to other files and to other places are not followed.

    Raises:
        ListingError: If there are too many objects, or groups contain each other.
    """
    import h5py

    groups = [(root, "", 0)]
    objects = 0
    while groups:
        group, path, depth = groups.pop()
        children = []
        for name in group:
            objects += 1
            if objects > MAX_OBJECTS or depth > MAX_DEPTH or len(path) > MAX_PATH_CHARACTERS:
                raise ListingError("many")
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                continue
            child, child_path = group[name], f"{path}/{name}" if path else name
            if isinstance(child, h5py.Dataset):
                shape = child.shape
                if shape is None or len(shape) > MAX_RANK:
                    raise ListingError("damaged")
                yield "weights", {"path": child_path, "shape": list(map(int, shape))}
            elif isinstance(child, h5py.Group):
                if layer := read_text(child, NAME, MAX_NAME_BYTES):
                    yield "names", {"path": child_path, "name": layer}
                children.append((child, child_path, depth + 1))
        groups += reversed(children)


def read_text(item: Any, name: str, most_bytes: int) -> str:  # noqa: ANN401  (of h5py)
    """A text attribute; empty if there is none.

    Raises:
        ListingError: If the text is too long.
    """
    if name not in item.attrs:
        return ""
    attribute = item.attrs.get_id(name)
    if attribute.shape != ():
        return ""
    if attribute.get_storage_size() > most_bytes:
        raise ListingError("large")
    value = item.attrs[name]
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return ""
    if len(text) > most_bytes:
        raise ListingError("large")
    return text


if __name__ == "__main__":
    main(sys.argv[1])
