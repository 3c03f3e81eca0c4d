"""Networks as TFLite files: LiteRT computes them, in any process, without TensorFlow."""

import threading
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.facts import N_CLASSES
from pruning_core.errors import ModelFileError

IMAGE, ANSWER = (1, 28, 28, 1), (1, N_CLASSES)
"""What the lab's networks take, and what they give: one image, and a probability of each class."""

Images = NDArray[np.uint8]
Answers = NDArray[np.float32]


class Kernels(StrEnum):
    """The code that computes a network's layers; times of different code say nothing about weights."""

    XNNPACK = "XNNPACK"
    BUILT_IN = "TFLite's own"


class LiteNetwork:
    """A network that LiteRT has loaded and that one thread computes. Safe to use from several.

    Args:
        content: The TFLite file.
        kernels: The kernels to ask for; `kernels` afterwards says which it got.

    Raises:
        ModelFileError: When LiteRT cannot load the file, or it is no network that takes one image of
            28 by 28 pixels and answers with a number for each class.
    """

    def __init__(self, content: bytes, *, kernels: Kernels = Kernels.XNNPACK) -> None:
        # Imported here: pages that ask for no answer need none of its memory.
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
            self._input = only("takes", self._interpreter.get_input_details(), IMAGE)
            self._output = self._interpreter.get_output_details()[0]["index"]
            self._lock = threading.Lock()
            self.compute(np.zeros((1, 28, 28), np.uint8))
            # Asked once it has computed: LiteRT loads some networks and then computes nothing.
            only("gives", self._interpreter.get_output_details(), ANSWER)
        except (RuntimeError, ValueError) as error:
            raise ModelFileError(f"LiteRT cannot use this network: {str(error)[:200]}") from error

    @property
    def kernels(self) -> Kernels:
        """The kernels that compute it: XNNPACK where LiteRT handed layers over to it."""
        return Kernels.XNNPACK if "DELEGATE" in self._operations else Kernels.BUILT_IN

    @property
    def unpacked(self) -> int:
        """The number of kernels that are stored sparse, and unpacked before they are used."""
        return self._operations.count("DENSIFY")

    @property
    def _operations(self) -> list[str]:
        # Not public, and the only way to learn what runs a network.
        details = self._interpreter._get_ops_details()  # noqa: SLF001
        return [operation["op_name"] for operation in details]

    def compute(self, images: Images) -> Answers:
        """What the network answers to images, one after the other.

        Args:
            images: Shape (n, 28, 28), 0 is background.

        Returns:
            Shape (n, classes): the probability of each class.
        """
        with self._lock:
            return np.concatenate([self._answer(image) for image in pixels(images)[:, np.newaxis]])

    def _answer(self, image: NDArray[np.float32]) -> Answers:
        self._interpreter.set_tensor(self._input, image)
        self._interpreter.invoke()
        answer: Answers = self._interpreter.get_tensor(self._output)
        return answer

    def compute_again(self) -> None:
        """Compute the last image once more and leave the answer where it is: what is timed."""
        self._interpreter.invoke()


def only(does: str, arrays: list[dict[str, Any]], shape: tuple[int, ...]) -> int:
    """The index of the one array that a network takes or gives.

    Raises:
        ModelFileError: When there are more, or it has another shape.
    """
    shapes = [tuple(array["shape"].tolist()) for array in arrays]
    if shapes != [shape]:
        spelled = " and ".join(map(str, shapes))
        raise ModelFileError(f"this network {does} {spelled}, a network of this lab {shape}")
    return int(arrays[0]["index"])


def pixels(images: Images) -> NDArray[np.float32]:
    """Images as the networks take them: (n, 28, 28) bytes -> (n, 28, 28, 1) float32 in [0, 1].

    >>> float(pixels(np.full((1, 28, 28), 255, np.uint8)).max())
    1.0
    """
    return (images.astype(np.float32) / np.float32(255))[..., np.newaxis]
