"""Writes model files as Keras does, without TensorFlow."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Config = dict[str, Any]


def layer(kind: str, name: str, shape: list[Any] | None = None, **values: object) -> Config:
    """The entry of a layer in a config; `shape` is its input shape."""
    entry: Config = {"class_name": kind, "config": {"name": name, **values}}
    return entry if shape is None else entry | {"build_config": {"input_shape": shape}}


def dense(name: str, inputs: int, units: int) -> Config:
    """The entry of a Dense layer."""
    return layer("Dense", name, [None, inputs], units=units)


def model(*layers: Config, kind: str = "Sequential", name: str = "model") -> Config:
    """The config of a model."""
    return {"class_name": kind, "config": {"name": name, "layers": list(layers)}}


def write_keras(path: Path, config: object, *, compression: int = zipfile.ZIP_STORED) -> Path:
    """A `.keras` file with this config; a text is written as it is."""
    content = config if isinstance(config, str) else json.dumps(config)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("config.json", content)
    return path


def write_h5(
    path: Path,
    shapes: Mapping[str, tuple[int, ...]],
    config: object = None,
    names: Mapping[str, str] | None = None,
) -> Path:
    """An `.h5` file with weights of these shapes by path, a config, and names of groups."""
    with h5py.File(path, "w") as file:
        for weight, shape in shapes.items():
            file.create_dataset(weight, shape=shape, dtype=np.float32)
        if config is not None:
            file.attrs["model_config"] = json.dumps(config).encode()
        for group, name in (names or {}).items():
            file[group].attrs["name"] = name
    return path
