"""A tiny training with torch, for the scripts that run in the environments of the libraries."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import torch

P = ParamSpec("P")
R = TypeVar("R")
Asked = dict[int, float]
"""The sparsity of each mask update, by its step; steps count from 1."""


class Training:
    """A training, and the sparsity that the library set for the masks of the first layer at each step.

    There is a second layer because Neural Compressor leaves the last one dense.
    """

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.model = torch.nn.Sequential(torch.nn.Linear(40, 25), torch.nn.Linear(25, 2))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.step = 0
        self.asked: Asked = {}

    def steps(self, count: int) -> Iterator[int]:
        """Continue for `count` steps. Yield the number of each step."""
        for _ in range(count):
            self.step += 1
            yield self.step

    def backward(self) -> None:
        """Run the forward and backward pass of a step."""
        self.optimizer.zero_grad()
        self.model(torch.randn(2, 40)).sum().backward()

    def listen(self, method: Callable[P, R], sparsity: Callable[P, float]) -> Callable[P, R]:
        """Wrap a method of a library, so that each call records the sparsity in its arguments."""

        @functools.wraps(method)
        def noting_sparsity(*given: P.args, **named: P.kwargs) -> R:
            self.asked[self.step] = float(sparsity(*given, **named))
            return method(*given, **named)

        return noting_sparsity


def executed(run: dict[str, Any], **names: object) -> dict[str, Any]:
    """Execute a configuration as it is written. Return the names that it defines."""
    exec(run["configuration"], names)  # noqa: S102 -- the test runs the lab's own text
    return names
