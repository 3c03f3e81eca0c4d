"""Fixtures for tests that compare the lab with TensorFlow, tfmot and Keras."""

from collections.abc import Iterator

import pytest

from pruning_core.training.artifacts import inference_time


@pytest.fixture(scope="session", autouse=True)
def short_timings() -> Iterator[None]:
    """Measure the inference times of model files for a shorter time, because no test needs exact times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inference_time, "SECONDS_PER_REPETITION", 0.05)
        yield
