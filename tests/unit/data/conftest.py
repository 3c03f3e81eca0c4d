"""An empty Keras cache for the tests of data sets."""

from pathlib import Path

import pytest


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache for the test. Only the bundled digits can be found."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("PRUNELAB_MNIST", raising=False)
    monkeypatch.delenv("PRUNELAB_FASHION_MNIST", raising=False)
    return tmp_path / "keras"
