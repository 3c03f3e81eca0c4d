"""Runs inference on TFLite files with LiteRT. This module does not need TensorFlow."""

import threading
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.dataset import N_CLASSES
from pruning_core.errors import ModelFileError
from pruning_core.texts import gettext, gettext_noop

IMAGE_SHAPE, ANSWER_SHAPE = (1, 28, 28, 1), (1, N_CLASSES)
"""The shapes of input and output of the lab's networks: one image, a probability for each class."""

WRONG_INPUT_SHAPE = gettext_noop(
    "the input of this network must have the shape {shape}, got {actual}"
)
WRONG_OUTPUT_SHAPE = gettext_noop(
    "the output of this network must have the shape {shape}, got {actual}"
)

Images = NDArray[np.uint8]
Answers = NDArray[np.float32]


class Kernels(StrEnum):
    """The code that computes a network's layers. Compare only times that were measured with the same code."""

    XNNPACK = "XNNPACK"
    BUILT_IN = "TFLite's own"


class LiteNetwork:
    """A network loaded by LiteRT. Inference uses one thread. Several threads may share the object.

    Args:
        content: The TFLite file.
        kernels: The requested kernels. LiteRT may use other ones: see the property `kernels`.

    Raises:
        ModelFileError: If LiteRT cannot load the file, or if the network does not map one image of
            28 by 28 pixels to one number for each class.
    """

    def __init__(self, content: bytes, *, kernels: Kernels = Kernels.XNNPACK) -> None:
        # Imported here, so that LiteRT needs no memory before the first network is loaded.
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        resolver = {
            Kernels.XNNPACK: OpResolverType.BUILTIN,
            Kernels.BUILT_IN: OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        }[kernels]
        try:
            self._interpreter = Interpreter(
                model_content=content, num_threads=1, experimental_op_resolver_type=resolver
            )
            self._interpreter.allocate_tensors()
            self._input = index_of_single_array(
                WRONG_INPUT_SHAPE, self._interpreter.get_input_details(), IMAGE_SHAPE
            )
            self._output = self._interpreter.get_output_details()[0]["index"]
            self._lock = threading.Lock()
            self.compute(np.zeros((1, 28, 28), np.uint8))
            # Checked after a computation, because LiteRT loads some networks that it cannot compute.
            index_of_single_array(
                WRONG_OUTPUT_SHAPE, self._interpreter.get_output_details(), ANSWER_SHAPE
            )
        except (RuntimeError, ValueError) as error:
            raise ModelFileError(
                gettext("LiteRT cannot use this network: {reason}", reason=str(error)[:200])
            ) from error

    @property
    def kernels(self) -> Kernels:
        """The kernels that compute the network: XNNPACK if LiteRT delegated layers to XNNPACK."""
        return Kernels.XNNPACK if "DELEGATE" in self._operations else Kernels.BUILT_IN

    @property
    def n_unpacked(self) -> int:
        """The number of weight tensors that are stored sparse and unpacked before the inference."""
        return self._operations.count("DENSIFY")

    @property
    def n_stored_sparse(self) -> int:
        """The number of weight tensors that are stored sparse."""
        tensors = self._interpreter.get_tensor_details()
        return sum(1 for tensor in tensors if tensor["sparsity_parameters"])

    @property
    def _operations(self) -> list[str]:
        # This method is not public, but there is no public way to get the operations.
        details = self._interpreter._get_ops_details()  # noqa: SLF001
        return [operation["op_name"] for operation in details]

    def compute(self, images: Images) -> Answers:
        """The network's predictions for images, computed for one image after another.

        Args:
            images: Array (n, 28, 28); 0 is background.

        Returns:
            Array (n, classes): the probability of each class.
        """
        with self._lock:
            return np.concatenate([self._answer(image) for image in pixels(images)[:, np.newaxis]])

    def _answer(self, image: NDArray[np.float32]) -> Answers:
        self._interpreter.set_tensor(self._input, image)
        self._interpreter.invoke()
        answer: Answers = self._interpreter.get_tensor(self._output)
        return answer

    def compute_again(self) -> None:
        """Compute the last image again without reading the output. The inference time is the duration of this call."""
        self._interpreter.invoke()


def index_of_single_array(
    message: str, arrays: list[dict[str, Any]], shape: tuple[int, ...]
) -> int:
    """The index of the only input or output of a network.

    Args:
        message: The message of the error.
        arrays: All inputs, or all outputs.
        shape: The shape that the array must have.

    Raises:
        ModelFileError: If there are several arrays, or if the array has another shape.
    """
    shapes = [tuple(array["shape"].tolist()) for array in arrays]
    if shapes != [shape]:
        raise ModelFileError(gettext(message, actual=", ".join(map(str, shapes)), shape=shape))
    return int(arrays[0]["index"])


def pixels(images: Images) -> NDArray[np.float32]:
    """Images as input of the networks: uint8 (n, 28, 28) -> float32 (n, 28, 28, 1) in [0, 1].

    >>> float(pixels(np.full((1, 28, 28), 255, np.uint8)).max())
    1.0
    """
    return (images.astype(np.float32) / np.float32(255))[..., np.newaxis]
