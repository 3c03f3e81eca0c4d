"""ModelContents: the parts of a model file that describe its layers. A browser can also send them."""

from dataclasses import dataclass
from typing import Annotated

from pruning_core.json_checks import list_of, object_of, text, whole_number

MAX_CONFIG_CHARACTERS = 2**24
MAX_WEIGHTS = 100_000
MAX_PATH_CHARACTERS = 2_000
MAX_RANK = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightShape:
    """One weight tensor in a file.

    Attributes:
        path: The path of the weight in the file, such as `model_weights/dense/dense/kernel:0`.
        shape: The shape of the weight.
    """

    path: Annotated[str, text(MAX_PATH_CHARACTERS, least=1)]
    shape: Annotated[tuple[int, ...], list_of(whole_number(), MAX_RANK)]


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupName:
    """The name that Keras 3 writes beside the weights of a layer.

    Attributes:
        path: The path of the group that has the attribute `name`, such as `layers/conv2d_1/vars`.
        name: The name of the layer.
    """

    path: Annotated[str, text(MAX_PATH_CHARACTERS, least=1)]
    name: Annotated[str, text(MAX_PATH_CHARACTERS, least=1)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelContents:
    """The config and the shapes in a model file. The config or the shapes may be missing.

    Attributes:
        config: The JSON text of `config.json` in a `.keras` file, or of the attribute `model_config` of an `.h5` file.
        weights: Every weight tensor of an `.h5` file.
        names: Every group of an `.h5` file with an attribute `name`.
    """

    config: Annotated[str, text(MAX_CONFIG_CHARACTERS)] = ""
    weights: Annotated[tuple[WeightShape, ...], list_of(object_of(WeightShape), MAX_WEIGHTS)] = ()
    names: Annotated[tuple[GroupName, ...], list_of(object_of(GroupName), MAX_WEIGHTS)] = ()
