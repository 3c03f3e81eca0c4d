"""The notice about a missing data set names the data set and offers a download."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pruning_core.data.facts import DATASETS
from pruning_core.data.fashion_mnist import FILES
from pruning_core.data.npz_dataset import npz_dataset


@pytest.fixture(autouse=True)
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has no data set except the bundled digits."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("PRUNELAB_MNIST", raising=False)
    monkeypatch.delenv("PRUNELAB_FASHION_MNIST", raising=False)
    return tmp_path


def open_explorer(app: AppTest, dataset: str) -> AppTest:
    app.query_params["dataset"] = dataset
    app.run()
    assert not app.exception
    return app


def download_labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith("Download")]


@pytest.mark.parametrize(
    ("dataset", "title", "label"),
    [
        ("mnist", "MNIST", "Download MNIST (11 MB)"),
        ("fashion_mnist", "Fashion-MNIST", "Download Fashion-MNIST (31 MB)"),
    ],
)
def test_missing_data_set_can_be_downloaded(
    app: AppTest, dataset: str, title: str, label: str
) -> None:
    page = open_explorer(app, dataset)
    assert page.warning[0].value.startswith(f"{title} is not on this server yet")
    assert download_labels(page) == [label]


def test_mnist_can_be_downloaded_when_the_digits_are_selected(app: AppTest) -> None:
    page = open_explorer(app, "digits")
    assert not page.warning
    assert "MNIST is not on this server, so trainings use the bundled digits" in page.info[0].value
    assert download_labels(page) == ["Download MNIST (11 MB)"]


def test_stored_data_set_has_no_notice(app: AppTest, keras_home: Path) -> None:
    folder = keras_home / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for file in FILES.values():
        (folder / file.name).touch()
    page = open_explorer(app, "fashion_mnist")
    assert not page.warning
    assert download_labels(page) == []


def test_notice_of_a_data_set_without_a_download_has_no_button(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DATASETS, "toy", npz_dataset("toy", DATASETS["digits"]))
    page = open_explorer(app, "toy")
    assert "cannot be downloaded from here" in page.warning[0].value
    assert download_labels(page) == []
